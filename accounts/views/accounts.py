"""Pages of the accounts somebody looks after: list, one account, new, changed, and the acts on it."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import rules
from accounts.forms import AccountForm, DetailsForm, FilterForm, ReasonForm, RolesForm
from accounts.models import User
from accounts.places import accounts_of
from accounts.services import accounts, handed_out, lockout, open_tasks, resets, second_factor, sign_in
from accounts.services.notes import acts_on
from accounts.views.base import UserPage
from electioncycle import roles
from electioncycle.ledgers import conflicts
from electioncycle.records.history import Touch
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Role
from electioncycle.web.moves import MovePage, move
from electioncycle.web.pages import EVERYONE, Page, key_of, refused, shown_again, tell_saved, version_seen
from villages.choices import AreaLevel
from villages.models import Area

PER_PAGE = 50
HELPERS = frozenset({Role.SECURITY_ADMIN, Role.TOWNSHIP_OFFICER})


class AccountsPage(UserPage):
    """For the security administrator; nothing outside his territory exists."""

    roles = frozenset({Role.SECURITY_ADMIN})
    scope = "territory"
    takes = {"pk": "accounts.user"}

    def account(self, pk: int) -> User:
        return get_object_or_404(accounts_of(self.user), pk=pk)

    def is_keeper(self) -> bool:
        return Role.SECURITY_ADMIN in self.user.roles

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, {"keeper": self.is_keeper(), **context}, status=status)


class AccountList(AccountsPage):
    """Township officers read the list of their township."""

    roles = HELPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        townships = Area.objects.visible_to(self.user).filter(level=AreaLevel.TOWNSHIP).order_by("position", "code")
        form = FilterForm(request.GET, townships=townships)
        found = accounts_of(self.user)
        locked = lockout.locked_among(found.values_list("username", flat=True))
        if form.is_valid():
            found = narrowed(found, form.cleaned_data, locked)
        page = Paginator(found.distinct().order_by("unit", "username"), PER_PAGE).get_page(request.GET.get("page"))
        rows = [(one, accounts.state_of(one, locked)) for one in page]
        return self.render("accounts/list.html", form=form, page=page, rows=rows)


def narrowed(found: QuerySet[User], wanted: dict[str, Any], locked: set[str]) -> QuerySet[User]:
    """The accounts that fit the filters of the list."""
    if text := wanted["q"].strip():
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(unit__icontains=text))
    if wanted["role"]:
        found = found.filter(groups__name=wanted["role"])
    if path := wanted["township"]:
        found = found.filter(Q(scopes__area__path__startswith=path) | Q(scopes__village__path__startswith=path))
    today = timezone.localdate()
    valid = Q(valid_until=None) | Q(valid_until__gte=today)
    states = {
        "active": Q(is_active=True) & valid,
        "closed": Q(is_active=False),
        "expired": ~valid,
        "locked": Q(username__in=locked),
        "never": Q(last_login=None),
        "first": Q(must_change_password=True),
    }
    return found.filter(states.get(wanted["state"], Q()))


class AccountDetail(AccountsPage):
    roles = HELPERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = self.account(pk)
        locked = lockout.locked_until(one.username)
        context = {
            "one": one,
            "state": accounts.state_of(one, [one.username] if locked else []),
            "locked": locked,
            "factor": second_factor.confirmed(one),
            "needs_factor": sign_in.must_have_factor(one),
            "acts": acts_on(one)[:30],
            "takes_two": accounts.takes_two(one),
            "waiting": resets.waiting(one),
            "standing": handed_out.standing(one).select_related("issuer"),
            "held": open_tasks.held_by(one) if self.is_keeper() else [],
            "mine": one.pk == self.user.pk,
            "may_help": one.pk != self.user.pk and rules.may_help(self.user.roles, one.roles),
            "sessions": one.open_sessions.count(),
        }
        return self.render("accounts/detail.html", **context)


class AccountAdd(AccountsPage):
    def show(self, form: AccountForm, status: int = 200) -> HttpResponse:
        return self.render("accounts/form.html", form=form, one=None, title="新建账号", status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(AccountForm(by=self.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AccountForm(request.POST, by=self.user)
        if not form.is_valid():
            return shown_again(self.show(form, 422), form)
        values = form.cleaned_data
        try:
            slip = accounts.open_with_slip(
                values["username"], form.details(), by=self.user, roles=values["roles"], places=form.found
            )
        except Refused as error:
            form.add_error(None, str(error))
            return refused(self.show(form, 422))
        messages.success(request, f"已建立账号“{values['username']}”。初始密码在下面的通知条上，只能领取一次。")
        return redirect("slip", slip.pk)


class ChangePage(AccountsPage):
    """One form about one account; a second editor of the same version is told."""

    title = ""

    def form(self, one: User, data: Any = None) -> Any:
        raise NotImplementedError

    def run(self, one: User, form: Any) -> User:
        raise NotImplementedError

    def page(self, one: User, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        return self.render("accounts/form.html", form=form, one=one, title=self.title, status=status, **more)

    def opened(self, one: User, data: Any = None) -> Any:
        """The form with what it was opened with in hidden fields: an account has no history to tell it from."""
        form = self.form(one, data)
        for name in set(form.fields) - {"version", "reason"}:
            form.fields[name].show_hidden_initial = True
        return form

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = self.account(pk)
        return self.page(one, self.opened(one))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = self.account(pk)
        fresh = self.form(one)
        form = self.opened(one, conflicts.settled(request.POST, [(name, fresh[name]) for name in fresh.fields]))
        status = 422
        if form.is_valid():
            try:
                saved = self.run(one, form)
            except Conflict as error:
                return self.conflict(one, form, fresh, error)
            except Refused as error:
                form.add_error(None, str(error))
                return refused(self.page(one, form, error.status))
            else:
                words = f"已办理账号“{one.username}”的{self.title}。"
                tell_saved(request, words, now=saved.version, seen=one.version)
                return redirect("account", pk)
        return shown_again(self.page(one, form, status), form)

    def _opened_with(self, form: Any) -> dict[str, Any]:
        """What the hidden fields say, where they were sent."""
        found = {}
        for name, field in form.fields.items():
            if field.show_hidden_initial and form.add_initial_prefix(name) in form.data:
                sent = field.hidden_widget()
                found[name] = sent.value_from_datadict(form.data, form.files, form.add_initial_prefix(name))
        return found

    def conflict(self, one: User, form: Any, fresh: Any, error: Conflict) -> HttpResponse:
        """Mine and what is stored now, field by field; the choice is mine only where I changed something."""
        theirs = {name: fresh[name].value() for name in fresh.fields if name not in ("version", "reason")}
        before = {name: form.cleaned_data.get(name) for name in theirs} | self._opened_with(form)
        last = acts_on(one).first()
        words = {name: conflicts.worded(form.fields[name], value) for name, value in before.items()}
        changed = [name for name in theirs if words[name] != conflicts.worded(form.fields[name], theirs[name])]
        touches = {name: Touch(last.by, last.at) for name in changed if last}
        found = list(conflicts.of_form(form, before=before, theirs=theirs, touches=touches))
        form.data = data = form.data.copy()
        data["version"] = str(one.version)
        form.add_error(None, f"{error}您填写的内容没有丢失，请逐栏选定留哪一份，再次保存。")
        return self.page(one, form, error.status, conflict=True, differences=found)


class AccountChange(ChangePage):
    title = "信息修改"

    def form(self, one: User, data: Any = None) -> DetailsForm:
        stored = {name: getattr(one, name) for name in ("name", "unit", "post", "valid_until", "version")}
        return DetailsForm(data, initial=stored)

    def run(self, one: User, form: DetailsForm) -> User:
        return accounts.change_details(one, form.details(), by=self.user, version=version_seen(form.data))


class RolesOfAccount(RolesForm, ReasonForm):
    field_order = ["roles", "places", "department", "reason"]


class AccountRoles(ChangePage):
    title = "角色和管辖范围调整"

    def form(self, one: User, data: Any = None) -> RolesOfAccount:
        return RolesOfAccount(data, by=self.user, initial=RolesForm.stored(one))

    def run(self, one: User, form: RolesOfAccount) -> User:
        values = form.cleaned_data
        return accounts.assign_roles(
            one, values["roles"], form.found, by=self.user, reason=values["reason"], version=version_seen(form.data)
        )


class AccountMove(MovePage, AccountsPage):
    """A move on an account, which its service holds in the version the user saw."""

    def row(self, pk: int) -> User:
        return self.account(pk)

    def held(self, row: User, move: str) -> None:
        """An account is no row of a ledger: the service locks it itself."""

    def label(self, row: User) -> str:
        return f"账号“{row.username}”"

    def onward(self, row: User, move: str) -> tuple[Any, ...]:
        return ("account", row.pk)


class AccountAct(AccountMove):
    """One act with its reason."""

    def get(self, request: HttpRequest, pk: int, move: str = "") -> HttpResponse:
        return redirect(*self.onward(self.row(pk), move))

    def _deactivate(self, row: User, version: int) -> str:
        accounts.deactivate(row, by=self.user, reason=self.reason(), version=version)
        if left := sum(held.count for held in open_tasks.held_by(row) if held.moves):
            messages.warning(self.request, f"“{row}”名下还有{left}项未办结的工作，请点“移交工作”交给接手的账号。")
        return "已停用。"

    moves: ClassVar = {"deactivate": _deactivate, "reactivate": move(accounts.reactivate, "已恢复。")}


class AccountUnlock(AccountAct):
    roles = HELPERS
    moves: ClassVar = {"unlock": move(accounts.unlock, "已解除锁定，现在可以登录。", reason=False)}


class ResetPage(AccountsPage):
    """Resets what signs the account in: at once, or asked for where a second person must confirm."""

    act = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("account", self.account(pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        one, reason, version = self.account(pk), request.POST.get("reason", ""), version_seen(request.POST)
        if accounts.takes_two(one):
            resets.ask(one, self.act, by=self.user, reason=reason, version=version)
            messages.success(request, f"已申请为“{one.username}”{resets.title(self.act)}，由另一人复核后生效。")
            return redirect("account", pk)
        return self.reset(one, reason, version)

    def reset(self, one: User, reason: str, version: int) -> HttpResponse:
        raise NotImplementedError


class AccountResetPassword(ResetPage):
    roles = HELPERS
    act = resets.PASSWORD

    def reset(self, one: User, reason: str, version: int) -> HttpResponse:
        slip = accounts.reset_password(one, by=self.user, reason=reason, version=version)
        messages.success(self.request, f"已重置“{one.username}”的密码。新的初始密码在下面的通知条上，只能领取一次。")
        return redirect("slip", slip.pk)


class AccountResetFactor(ResetPage):
    act = resets.SECOND_FACTOR

    def reset(self, one: User, reason: str, version: int) -> HttpResponse:
        accounts.reset_second_factor(one, by=self.user, reason=reason, version=version)
        messages.success(self.request, f"已办理账号“{one.username}”的动态验证码重置，本人下次登录还须修改密码。")
        return redirect("account", one.pk)


class AccountHandOver(AccountsPage):
    """What he holds open, and to whom it goes."""

    def colleagues(self, one: User) -> QuerySet[User]:
        return accounts_of(self.user).filter(is_active=True).exclude(pk__in=[one.pk, self.user.pk]).order_by("unit")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = self.account(pk)
        return self.render(
            "accounts/hand_over.html", one=one, held=open_tasks.held_by(one), colleagues=self.colleagues(one)[:500]
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = self.account(pk)
        to = get_object_or_404(self.colleagues(one), pk=key_of(request.POST.get("to", "")))
        moved = open_tasks.hand_over(
            one,
            to,
            by=self.user,
            reason=request.POST.get("reason", ""),
            with_roles="with_roles" in request.POST,
            version=version_seen(request.POST),
        )
        messages.success(request, f"已把“{one}”的{moved}项工作移交给“{to}”。")
        return redirect("account", pk)


class RoleTable(Page):
    """Who may do what: the table the product itself goes by."""

    roles = EVERYONE
    scope = "site"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [(role, roles.DESCRIPTIONS[role], role in roles.ALONE, role in settings.TOTP_ROLES) for role in Role]
        matrix = [(action, [action in roles.GRANTS[role] for role in Role]) for action in roles.Action]
        context = {"rows": rows, "matrix": matrix, "names": Role.labels}
        return render(request, "accounts/roles.html", context)
