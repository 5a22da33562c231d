"""The standard pages of a ledger: list, detail, recycle bin."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle import roles
from electioncycle.actors import Actor
from electioncycle.ledgers import attachments, numbers, saved_queries, services
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.filters import Filters, filters_for
from electioncycle.ledgers.tables import FoundPages, ListPages, table_for, unread
from electioncycle.records import lapses, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.pages import Page, key_of, rows_seen, version_seen

PER_PAGE = 50
PAGE_SIZES = (20, 50, 100, 200)


class LedgerPage(Page):
    """Permission first, then territory: no page of a ledger sees a row outside ``rows()``."""

    ledger: ledgers.Ledger = None  # type: ignore[assignment]
    action: str = Action.VIEW
    scope = "territory"

    def holders(self) -> frozenset[str]:
        """Those the ledger lets do this; a page may narrow it further by its own ``roles``."""
        holders = self.ledger.holders(self.action)
        return holders & self.roles if self.roles else holders

    def allowed(self, user: Actor) -> bool:
        return super().allowed(user) and self.ledger.allows(user, self.action)

    def names(self) -> dict[str, str | tuple[str, ...]]:
        model = getattr(self.ledger, "model", None)  # accounts come by workbook without being a ledger
        return {"pk": model._meta.label_lower, **self.takes} if model else self.takes

    def rows(self, **kwargs: Any) -> Any:
        found: Any = self.ledger.rows(self.user, self.cycle_or_none, **kwargs)
        return found if self.action in roles.READING else found.writable_by(self.user)

    def row(self, pk: int) -> Any:
        return get_object_or_404(self.rows(), pk=pk)

    def filtered(self) -> Filters:
        return filters_for(self.ledger, self.request.GET, self.rows(), user=self.user, cycle=self.cycle_or_none)

    def chosen(self) -> models.QuerySet:
        """The ticked rows, else all rows of the current filter."""
        rows = self.filtered().qs
        ticked = list(rows_seen(self.request.GET.getlist("row")))
        return rows.filter(pk__in=ticked) if ticked else rows

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        may = {action.value: self.ledger.allows(self.user, action) for action in Action}
        query = self.request.GET.copy()
        for name in ("page", "sort", "row"):
            query.pop(name, None)
        context = {"ledger": self.ledger, "may": may, "query": query.urlencode(), **context}
        if (row := context.get("row")) is not None:  # why it came back stands on every page of it
            context.setdefault("handed_back", partial(workflow.handed_back, row))
        return render(self.request, template, context, status=status)


class ListPage(LedgerPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.filtered()
        shown = tuple(request.GET.getlist("column"))
        actions = [one for one in self.ledger.row_actions if self.ledger.allows(self.user, one.action)]
        left_out = unread(self.ledger, shown or self.ledger.columns)
        table = table_for(self.ledger, found.qs.defer(*left_out), shown=shown)
        if sort := [name for name in request.GET.getlist("sort") if "." not in name]:  # no path of ours has a dot
            table.order_by = sort
        asked = request.GET.get("per_page", "")
        size = int(asked) if asked in map(str, PAGE_SIZES) else PER_PAGE
        if found.is_search:
            table.paginator = FoundPages(table, found.rows.defer(*left_out), size)
        else:
            table.paginator = ListPages(table.rows, size, found.number)
        table.page = table.paginator.get_page(request.GET.get("page"))
        table.beside = self.ledger.beside(table.page.object_list.data, self.user, self.cycle_or_none, request.GET)
        offers = [one for one in self.ledger.offers if one.rows_url and self.user.roles & one.roles]
        columns = [(name, self.ledger.label(name), name in self.ledger.columns) for name in self.ledger.showable]
        remark = self.ledger.remark(self.user, self.cycle_or_none)
        nothing = partial(self.ledger.nothing, self.user, self.cycle_or_none)  # asked only where it is shown
        full = numbers.offered(self.ledger, self.user)
        part = "ledger/rows.html" if request.htmx.target == "rows" else "ledger/list.html"  # type: ignore[attr-defined]
        return self.render(
            part,
            table=table,
            filter=found,
            actions=actions,
            offers=offers,
            full_numbers=full,
            columns=columns,
            shown=shown or self.ledger.columns,
            gone=saved_queries.gone(self.ledger, self.user, shown),
            views=partial(saved_queries.offered, self.ledger, self.user),
            roles_to_share=partial(saved_queries.roles_to_share, self.user),
            sizes=PAGE_SIZES,
            remark=remark,
            nothing=nothing,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """A bulk action on the ticked rows, each in the version it was shown in and done or refused by itself."""
        action = next((a for a in self.ledger.row_actions if a.name == request.POST.get("action")), None)
        if action is None or not self.ledger.allows(self.user, action.action):
            raise NotYours("您的角色不能办理这项批量操作。")
        done, refused, not_done = 0, [], []
        ticked = rows_seen(request.POST.getlist("row"))
        for row in self.rows().writable_by(self.user).filter(pk__in=ticked):
            try:
                action.run(row, by=self.user, reason=request.POST.get("reason", ""), version=ticked[row.pk])
                done += 1
            except Refused as error:
                refused.append(f"{self.ledger.row_label(row)}：{error}")
                not_done.append(row.pk)
        if not ticked:
            messages.warning(request, "请先勾选要办理的行。")
        elif done:
            messages.success(request, f"已{action.label}{done}条。")
        if refused:
            messages.error(request, f"有{len(refused)}条没有办理，原因如下；已被他人修改的，请刷新列表核对后再办理。")
        for sentence in refused[:20]:
            messages.error(request, sentence)
        if not_done:
            audit.record(
                audit.Event.REFUSED, by=self.user, ledger=self.ledger.name, move=action.name, keys=not_done[:200]
            )
        return redirect(f"{self.ledger.url('list')}?{request.GET.urlencode()}")


class DetailPage(LedgerPage):
    """A ledger with a page of its own for a row sets ``template`` and says in ``more`` what stands on it besides."""

    template = "ledger/detail.html"

    def more(self, row: Any) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        if (address := self.ledger.page_of(row)) != self.ledger.url("detail", pk):
            return redirect(address)
        groups = self.ledger.fieldsets or (("", self.ledger.fields),)
        inner = frozenset() if self.ledger.allows(self.user, Action.CHANGE) else self.ledger.inner
        shown = [(legend, [self._fact(row, name) for name in names if name not in inner]) for legend, names in groups]
        links = list(self.ledger.detail_links(row, self.user))
        return self.render(
            self.template,
            row=row,
            groups=shown,
            links=links,
            entries=row.history.select_related("history_user")[:5],
            undoes=partial(workflow.undoes, row),  # asked only beside the moves that undo
            attached=attachments.by_part(row, self.ledger.attachments) if self.ledger.attachments else (),
            **self.offered(row),
            **self.more(row),
        )

    def offered(self, row: Any) -> dict[str, Any]:
        """What may be done here: a row of the areas above is only read, one that is locked not changed; and why not.

        Whether files may be hung on a locked row the ledger says by itself (``Ledger.check_attaching``).
        """
        mine = not self.ledger.model.scope_upward or self.rows().writable_by(self.user).filter(pk=row.pk).exists()
        allows, locked = self.ledger.allows, self.ledger.locked(row)
        may = {one.value: allows(self.user, one) and (mine or one in roles.READING) for one in Action}
        closed = {one.value: False for one in (Action.CHANGE, Action.WITHDRAW)} if locked else {}
        return {"may": may | closed, "may_attach": may[Action.CHANGE], "locked": locked if may[Action.CHANGE] else ""}

    def _fact(self, row: Any, name: str) -> tuple[str, str, str, bool]:
        return self.ledger.label(name), self.ledger.display(row, name), name, self._sealed(row, name)

    def _sealed(self, row: Any, name: str) -> bool:
        return name in numbers.sealed(self.ledger) and bool(self.ledger.value(row, name))


class RevealPage(LedgerPage):
    """Shows one full number once, for a reason, with one audit event."""

    heavy = "reveal"
    action = Action.UNMASK

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, name = self.row(pk), request.POST.get("field", "")
        reason = request.POST.get("reason", "").strip()
        if name not in numbers.sealed(self.ledger):
            raise Http404
        if len(reason) < 4:
            raise Refused("查看完整号码须写明用途(不少于4个字)，请填写后再查看。")
        audit.record(audit.Event.UNMASKED, by=self.user, row=row, field=name, length=len(reason))
        number = self.ledger.value(row, name)
        response = self.render("ledger/revealed.html", row=row, label=self.ledger.label(name), number=number)
        response["Cache-Control"] = "no-store"
        return response


class WithdrawPage(LedgerPage):
    action = Action.WITHDRAW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        self.ledger.require_unlocked(row)
        context = {"row": row, "depends": services.dependents(row), "ahead": lapses.ahead([row])}
        return self.render("ledger/withdraw.html", **context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        version = version_seen(request.POST)
        services.withdraw(row, by=self.user, reason=request.POST.get("reason", ""), version=version)
        messages.success(request, f"已将“{self.ledger.row_label(row)}”撤回到回收站。")
        return redirect(self.ledger.url("list"))


class BinPage(LedgerPage):
    action = Action.WITHDRAW

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(self.rows(withdrawn=True).order_by("-withdrawn_at")[:500])
        return self.render("ledger/bin.html", rows=rows, ahead=lapses.ahead(rows))

    def post(self, request: HttpRequest) -> HttpResponse:
        row = get_object_or_404(self.rows(withdrawn=True), pk=key_of(request.POST.get("row", "")))
        services.bring_back(row, by=self.user, version=version_seen(request.POST))
        messages.success(request, f"已恢复“{self.ledger.row_label(row)}”。")
        return redirect(self.ledger.url("bin"))
