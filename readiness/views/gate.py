"""Pages of a village's check: self-check, working group, its moves, files, the printed sheet."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import conflicts
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import OFFICIALS, Action, Role, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import download
from electioncycle.web.moves import MovePage, day_in, move
from electioncycle.web.pages import Page, key_of, refused, shown_again, tell_saved
from readiness.choices import CHECK_RETURN_PHRASES, CheckState
from readiness.evaluations import Evaluation, evaluation_of
from readiness.forms.gate import GroupForm, SelfCheckForm, lines
from readiness.models import EvidenceFile, ReadinessCheck, ReadinessPass
from readiness.services import checks, decisions
from villages.models import Village
from villages.services import participants, villages_of

LEDGER = REGISTRY["readinesscheck"]


class GatePage(Page):
    roles = OFFICIALS
    scope = "territory"
    takes = {"pk": "readiness.readinesscheck"}

    def villages(self) -> list[Village]:
        return list(participants(self.user, self.cycle).for_reading("township"))

    def village(self, pk: int) -> Village:
        return get_object_or_404(villages_of(self.user, self.cycle), pk=pk)

    def check(self, pk: int) -> ReadinessCheck:
        mine = ReadinessCheck.objects.visible_to(self.user).filter(cycle=self.cycle)
        return get_object_or_404(mine.select_related("village__township", "condition_set"), pk=pk)


class SelfCheckPage(GatePage):
    """One village's self-check on one page: save, or save and apply."""

    roles = OFFICIALS - {Role.COUNTY_READER}
    takes = {"pk": "villages.village"}

    def page(self, form: SelfCheckForm, status: int = 200, **context: Any) -> HttpResponse:
        found = form.found
        context |= {
            "form": form,
            "village": found.village,
            "check": found.check,
            "version": context.get("version", form.version),
            "may_submit": officials_may(self.user, Action.SUBMIT),
            "returned": found.check and workflow.steps(found.check).filter(move="return").last(),
        }
        return render(self.request, "readiness/gate_entry.html", context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = evaluation_of(self.village(pk), self.cycle)
        if found.check and (locked := LEDGER.locked(found.check)):
            messages.warning(request, locked)
            return redirect("gate_check", found.check.pk)
        return self.page(SelfCheckForm(found, self.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = evaluation_of(self.village(pk), self.cycle)
        fresh = SelfCheckForm(found, self.user)
        data = conflicts.settled(request.POST, fresh.bound_fields())
        form = SelfCheckForm(found, self.user, data, request.FILES)
        if not form.is_valid():
            return shown_again(self.page(form, 422), *form.forms())
        try:
            check = checks.save_self_check(found.village, self.cycle, form.entry, by=self.user, version=form.version)
            if "apply" not in request.POST:
                tell_saved(request, f"已保存{found.village}的自查。", now=check.version, seen=form.version)
                return redirect("gate_entry", pk)
            checks.apply(check, by=self.user, version=check.version)
        except Conflict as error:
            latest = found.check.version if found.check else 0
            differences = form.differences(form.version)
            return self.page(form, 409, conflict=str(error), differences=differences, version=latest)
        except checks.Incomplete as error:
            fresh = SelfCheckForm(evaluation_of(found.village, self.cycle), self.user)
            return refused(self.page(fresh, 422, gaps=error.gaps))
        except Refused as error:
            return refused(self.page(form, 422, refused=str(error)))
        messages.success(request, f"{found.village}已申报准入评估，等待工作小组核查。")
        return redirect("gate_check", check.pk)


class CheckPage(GatePage):
    """Self-check, check on site and ledgers side by side, the steps so far, and what this user may do now."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = self.check(pk)
        found = self._evaluation(check)
        passed = ReadinessPass.all_rows.filter(readiness=check).last()
        context = {
            "check": check,
            "village": check.village,
            "found": found,
            "lines": lines(found, self.user),
            "moves": moves(check, self.user),
            "bar": checks.bar(check, self.user) if not check.superseded_at else "",
            "handed_back": partial(workflow.handed_back, check),
            "steps": workflow.steps(check),
            "undoes": partial(workflow.undoes, check),
            "passed": passed,
            "lapses": found.lapses() if passed and passed.lapsed_at is None else [],
            "phrases": CHECK_RETURN_PHRASES,
            "today": timezone.localdate(),
            "earlier": ReadinessCheck.objects.filter(cycle=check.cycle, village=check.village).exclude(pk=pk),
        }
        return render(request, "readiness/gate_check.html", context)

    def _evaluation(self, check: ReadinessCheck) -> Evaluation:
        """The village as it stands; an earlier round with its own items."""
        found = evaluation_of(check.village, self.cycle)
        if check.superseded_at:
            found.check, found.standing = check, None
            found.items = {item.condition_id: item for item in check.items.all()}
            found.conditions = list(check.condition_set.conditions.all())
        return found


def moves(check: ReadinessCheck, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    state = check.state
    found: set[str] = set()
    if check.superseded_at:
        return found
    if not LEDGER.locked(check):
        found |= {"edit", "apply"} if officials_may(user, Action.SUBMIT) else set()
        found |= {"withdraw"} if officials_may(user, Action.WITHDRAW) else set()
    if state == CheckState.APPLIED:
        found |= {"take_back", "group"} if officials_may(user, Action.SUBMIT) else set()
    found |= _decisions(check, user)
    if state in checks.RETURNABLE and officials_may(user, *checks.returners(state)):
        found.add("return")
    if state == CheckState.PASSED:
        found |= {"recheck", "start"} if officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW) else set()
        found |= {"file", "spot_check"} if officials_may(user, Action.COUNTY_REVIEW) else set()
    if state in (CheckState.FAILED, CheckState.LAPSED) and officials_may(user, Action.SUBMIT):
        found.add("begin_again")
    return found - SECONDS if checks.bar(check, user) else found


SECONDS = {"group", "decide", "fail", "confirm"}
"""What takes another person than who applied."""


def _decisions(check: ReadinessCheck, user: Actor) -> set[str]:
    state, found = check.state, set()
    if state == CheckState.CHECKED and officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW, Action.SUBMIT):
        found |= {"decide", "fail"}
    if state == CheckState.DECIDED and officials_may(user, Action.COUNTY_REVIEW):
        found.add("confirm")
    return found


class GroupPage(GatePage):
    """What the working group found on site, item by item, entered in one go."""

    roles = OFFICIALS - {Role.COUNTY_READER}

    def page(self, form: GroupForm, check: ReadinessCheck, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"form": form, "check": check, "village": check.village, "version": form.version}
        context["handed_back"] = partial(workflow.handed_back, check)
        return render(self.request, "readiness/gate_group.html", context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = self.check(pk)
        if check.state != CheckState.APPLIED:
            return redirect("gate_check", pk)
        if said := checks.bar(check, self.user):
            messages.warning(request, said)
            return redirect("gate_check", pk)
        draft = checks.draft_of(check, self.user)
        found = evaluation_of(check.village, self.cycle)
        form = GroupForm(found, self.user, typed=draft.body if draft else None)
        return self.page(form, check, draft=draft, aged=draft is not None and draft.based_on != check.version)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = self.check(pk)
        form = GroupForm(evaluation_of(check.village, self.cycle), self.user, request.POST)
        if drafted := self._drafted(form, check):
            return drafted
        if not form.is_valid():
            return shown_again(self.page(form, check, 422), *form.forms())
        try:
            checks.record_check(check, form.head.cleaned_data, form.items, by=self.user, version=form.version)
        except checks.Incomplete as error:
            return refused(self.page(form, check, 422, gaps=error.gaps))
        except Refused as error:
            return refused(self.page(form, check, error.status, refused=str(error)))
        committee = check.village.township.party_committee
        messages.success(request, f"已登记{check.village}的现场核查，等待{committee}研究。")
        if "next" not in request.POST:
            return redirect("gate_check", pk)
        if following := checks.next_to_check(check, self.user):
            return redirect("gate_group", following.pk)
        messages.info(request, "没有其他待您核查的村(社区)。")
        return redirect("gate_check", pk)

    def _drafted(self, form: GroupForm, check: ReadinessCheck) -> HttpResponse | None:
        """What the page keeps without finishing the check: the draft as it is, with 达标 filled in, or none."""
        sent = self.request.POST
        if "drop" in sent:
            checks.drop_draft(check, by=self.user)
            messages.success(self.request, "已放弃草稿。")
        elif "save" in sent:
            checks.keep_draft(check, form.body, by=self.user, version=form.version)
            messages.success(self.request, "草稿已保存，只有您本人看得到；完成核查以前不计入任何统计。")
        elif "fill" in sent:
            body, apart = form.all_met()
            checks.keep_draft(check, body, by=self.user, version=form.version)
            messages.success(self.request, "其余条件已填为达标，存为草稿；请核对后完成核查。")
            if apart:
                words = "自查未达标或台账显示不符的，须逐条核查，没有填"
                messages.warning(self.request, f"{words}：{'、'.join(apart)}。")
        else:
            return None
        return redirect("gate_group", check.pk)


class GateMove(MovePage, GatePage):
    roles = OFFICIALS - {Role.COUNTY_READER}

    def row(self, pk: int) -> ReadinessCheck:
        return self.check(pk)

    def label(self, row: ReadinessCheck) -> str:
        return str(row.village)

    def onward(self, row: ReadinessCheck, move: str) -> tuple[Any, ...]:
        if move in ("take_back", "begin_again"):
            return ("gate_entry", row.village_id)
        return ("gate_check", row.pk)

    def _decide(self, check: ReadinessCheck, version: int) -> str:
        with transaction.atomic():  # a refused decision leaves no scan behind
            check = decisions.decide_pass(check, by=self.user, paper=self.paper(), version=version)
        return f"已登记{check.village.township.party_committee}研究通过，{check.get_state_display()}。"

    def _standing(self, check: ReadinessCheck) -> ReadinessPass:
        return get_object_or_404(ReadinessPass, readiness=check, lapsed_at=None)

    def _file(self, check: ReadinessCheck, version: int) -> str:
        on = day_in(self.request.POST, "on", "备案日期")
        decisions.file_with_county(self._standing(check), by=self.user, on=on)
        return "已登记县级备案。"

    def _spot_check(self, check: ReadinessCheck, version: int) -> str:
        data = self.request.POST
        on, good = day_in(data, "on", "抽查日期"), data.get("good") == "yes"
        decisions.record_spot_check(self._standing(check), by=self.user, on=on, good=good, words=self.reason())
        return "已登记县级抽查，符合条件。" if good else "已登记县级抽查，不符合条件，准入通过失效。"

    def _recheck(self, check: ReadinessCheck, version: int) -> str:
        data = self.request.POST
        condition: Any = get_object_or_404(check.condition_set.conditions, pk=key_of(data.get("condition", "")))
        on = day_in(data, "recheck_on", "下次复查日期") if data.get("recheck_on") else None
        met = data.get("met") == "yes"
        decisions.record_recheck(check, condition, by=self.user, met=met, words=self.reason(), recheck_on=on)
        return f"已登记“{condition}”的复查。"

    def _begin_again(self, check: ReadinessCheck, version: int) -> str:
        fresh = checks.begin_again(check, by=self.user)
        return f"已开始第{fresh.round}次自查。"

    moves: ClassVar = {
        "take_back": move(checks.take_back, "已撤回申报，可以继续修改自查。"),
        "apply": move(checks.apply, "已申报准入评估，等待工作小组核查。", reason=False),
        "decide": _decide,
        "fail": move(decisions.decide_fail, "已登记研究未通过，整改后可重新自查。", paper=True),
        "return": move(checks.return_for_changes, "已退回整改，改好后可重新申报。"),
        "confirm": move(decisions.confirm_county, "已县级确认，准入评估通过。"),
        "file": _file,
        "spot_check": _spot_check,
        "recheck": _recheck,
        "begin_again": _begin_again,
    }


class FilePage(GatePage):
    """A file of a check: the scan of the paper, evidence, or the scan of a decision."""

    takes = {**GatePage.takes, "kind": ("step", "paper", "evidence"), "number": "electioncycle.steprecord"}

    def get(self, request: HttpRequest, pk: int, kind: str, number: int) -> HttpResponse:
        check = self.check(pk)
        found: Any = None
        if kind == "paper":
            found = check.paper_scan
        elif kind == "evidence":
            found = get_object_or_404(EvidenceFile.all_rows, pk=number, item__readiness=check).file
        elif kind == "step":
            found = get_object_or_404(workflow.steps(check), pk=number).scan
        if found is None:
            raise Http404
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=found)
        return download(found.read(), found.name, found.content_type)
