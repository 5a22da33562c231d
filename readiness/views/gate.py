"""Pages of a village's check: self-check, working group, its moves, files, the printed sheet."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle import audit, files, workflow
from electioncycle.pages import Page, key_of
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action, Role
from electioncycle.views import download
from electioncycle.workflow import Paper
from readiness.access import OFFICIALS, may
from readiness.choices import CHECK_RETURN_PHRASES, CheckState
from readiness.evaluations import Evaluation, evaluation_of
from readiness.forms.gate import GroupForm, SelfCheckForm, lines
from readiness.models import EvidenceFile, ReadinessCheck, ReadinessPass
from readiness.services import checks, decisions
from villages.models import Village
from villages.services import participants, villages_of


class GatePage(Page):
    roles = OFFICIALS
    scope = "territory"
    takes = {"pk": "readiness.readinesscheck"}

    def cycle(self) -> Any:
        cycle = getattr(self.request, "cycle", None)
        if cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        return cycle

    def villages(self) -> list[Village]:
        return list(participants(self.request.user, self.cycle()))

    def village(self, pk: int) -> Village:
        return get_object_or_404(villages_of(self.request.user, self.cycle()), pk=pk)

    def check(self, pk: int) -> ReadinessCheck:
        mine = ReadinessCheck.objects.visible_to(self.request.user).filter(cycle=self.cycle())
        return get_object_or_404(mine.select_related("village__township", "condition_set"), pk=pk)


def day_of(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{what}没有填写或不是日期(如2026-11-20)，请补填。") from None


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
            "may_submit": may(self.request.user, Action.SUBMIT),
            "returned": found.check and workflow.steps(found.check).filter(move="return").last(),
        }
        return render(self.request, "readiness/gate_entry.html", context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = evaluation_of(self.village(pk), self.cycle())
        if found.check and not found.check.self_checking:
            return redirect("gate_check", found.check.pk)
        return self.page(SelfCheckForm(found, request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = evaluation_of(self.village(pk), self.cycle())
        form = SelfCheckForm(found, request.user, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            check = checks.save_self_check(
                found.village, self.cycle(), form.entry, by=request.user, version=form.version
            )
            if "apply" not in request.POST:
                messages.success(request, f"已保存{found.village}的自查。")
                return redirect("gate_entry", pk)
            checks.apply(check, by=request.user, version=check.version)
        except Conflict as error:
            latest = found.check.version if found.check else 0
            return self.page(form, 409, conflict=str(error), version=latest)
        except checks.Incomplete as error:
            return self.page(
                SelfCheckForm(evaluation_of(found.village, self.cycle()), request.user), 422, gaps=error.gaps
            )
        except Refused as error:
            return self.page(form, 422, refused=str(error))
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
            "lines": lines(found, request.user),
            "moves": moves(check, request.user),
            "steps": workflow.steps(check),
            "passed": passed,
            "lapses": found.lapses() if passed and passed.lapsed_at is None else [],
            "phrases": CHECK_RETURN_PHRASES,
            "today": timezone.localdate(),
            "earlier": ReadinessCheck.objects.filter(cycle=check.cycle, village=check.village).exclude(pk=pk),
        }
        return render(request, "readiness/gate_check.html", context)

    def _evaluation(self, check: ReadinessCheck) -> Evaluation:
        """The village as it stands; an earlier round with its own items."""
        found = evaluation_of(check.village, self.cycle())
        if check.superseded_at:
            found.check, found.standing = check, None
            found.items = {item.condition_id: item for item in check.items.all()}
            found.conditions = list(check.condition_set.conditions.all())
        return found


def moves(check: ReadinessCheck, user: Any) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    state = check.state
    found: set[str] = set()
    if check.superseded_at:
        return found
    if check.self_checking:
        found |= {"edit", "apply"} if may(user, Action.SUBMIT) else set()
    if state == CheckState.APPLIED:
        found |= {"take_back", "group"} if may(user, Action.SUBMIT) else set()
    if state == CheckState.CHECKED and may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW, Action.SUBMIT):
        found |= {"decide", "fail"}
    if state == CheckState.DECIDED and may(user, Action.COUNTY_REVIEW):
        found.add("confirm")
    if state in (CheckState.APPLIED, CheckState.CHECKED, CheckState.DECIDED) and may(user, *checks.returners(state)):
        found.add("return")
    if state == CheckState.PASSED:
        found |= {"recheck", "start"} if may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW) else set()
        found |= {"file", "spot_check"} if may(user, Action.COUNTY_REVIEW) else set()
    if state in (CheckState.FAILED, CheckState.LAPSED) and may(user, Action.SUBMIT):
        found.add("begin_again")
    return found


class GroupPage(GatePage):
    """What the working group found on site, item by item, entered in one go."""

    roles = OFFICIALS - {Role.COUNTY_READER}

    def page(self, form: GroupForm, check: ReadinessCheck, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"form": form, "check": check, "village": check.village, "version": form.version}
        return render(self.request, "readiness/gate_group.html", context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = self.check(pk)
        if check.state != CheckState.APPLIED:
            return redirect("gate_check", pk)
        return self.page(GroupForm(evaluation_of(check.village, self.cycle()), request.user), check)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = self.check(pk)
        form = GroupForm(evaluation_of(check.village, self.cycle()), request.user, request.POST)
        if not form.is_valid():
            return self.page(form, check, 422)
        try:
            checks.record_check(check, form.head.cleaned_data, form.items, by=request.user, version=form.version)
        except checks.Incomplete as error:
            return self.page(form, check, 422, gaps=error.gaps)
        except Refused as error:
            return self.page(form, check, error.status, refused=str(error))
        messages.success(request, f"已登记{check.village}的现场核查，等待乡镇党委研究。")
        return redirect("gate_check", pk)


def paper_of(request: HttpRequest) -> Paper:
    """The signature of a meeting as the form sends it; call it inside the transaction of the decision."""
    data, upload = request.POST, request.FILES.get("scan")
    signed_on = day_of(data.get("signed_on", ""), "会议日期")
    scan = files.attach(upload, by=request.user) if upload else None
    return Paper(data.get("signer", "").strip()[:40], signed_on, data.get("number", "").strip()[:60], scan)


class MovePage(GatePage):
    """Carries one move of a check out."""

    roles = OFFICIALS - {Role.COUNTY_READER}
    takes = {**GatePage.takes, "move": ("take_back", "apply", "decide", "fail", "return", "confirm", "file")}

    def post(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        check = self.check(pk)
        run = {
            "apply": self._apply,
            "take_back": self._take_back,
            "decide": self._decide,
            "fail": self._fail,
            "return": self._return,
            "confirm": self._confirm,
            "file": self._file,
            "spot_check": self._spot_check,
            "recheck": self._recheck,
            "begin_again": self._begin_again,
        }.get(move)
        if run is None:
            raise Http404
        version = key_of(request.POST.get("version", "")) or None
        messages.success(request, f"{check.village}：{run(check, version)}")
        if move in ("take_back", "begin_again"):
            return redirect("gate_entry", check.village_id)
        return redirect("gate_check", pk)

    def _reason(self) -> str:
        given = (self.request.POST.get("phrase", "").strip(), self.request.POST.get("reason", "").strip())
        return " ".join(filter(None, given))

    def _apply(self, check: ReadinessCheck, version: int | None) -> str:
        checks.apply(check, by=self.user, version=version)
        return "已申报准入评估，等待工作小组核查。"

    def _take_back(self, check: ReadinessCheck, version: int | None) -> str:
        checks.take_back(check, by=self.user, reason=self._reason(), version=version)
        return "已撤回申报，可以继续修改自查。"

    def _decide(self, check: ReadinessCheck, version: int | None) -> str:
        with transaction.atomic():  # a refused decision leaves no scan behind
            check = decisions.decide_pass(check, by=self.user, paper=paper_of(self.request), version=version)
        return f"已登记乡镇党委研究通过，{check.get_state_display()}。"

    def _fail(self, check: ReadinessCheck, version: int | None) -> str:
        with transaction.atomic():
            paper = paper_of(self.request)
            decisions.decide_fail(check, by=self.user, paper=paper, reason=self._reason(), version=version)
        return "已登记研究未通过，整改后可重新自查。"

    def _return(self, check: ReadinessCheck, version: int | None) -> str:
        checks.return_for_changes(check, by=self.user, reason=self._reason(), version=version)
        return "已退回整改，改好后可重新申报。"

    def _confirm(self, check: ReadinessCheck, version: int | None) -> str:
        decisions.confirm_county(check, by=self.user, reason=self._reason(), version=version)
        return "已县级确认，准入评估通过。"

    def _standing(self, check: ReadinessCheck) -> ReadinessPass:
        return get_object_or_404(ReadinessPass, readiness=check, lapsed_at=None)

    def _file(self, check: ReadinessCheck, version: int | None) -> str:
        on = day_of(self.request.POST.get("on", ""), "备案日期")
        decisions.file_with_county(self._standing(check), by=self.user, on=on)
        return "已登记县级备案。"

    def _spot_check(self, check: ReadinessCheck, version: int | None) -> str:
        data = self.request.POST
        on, good = day_of(data.get("on", ""), "抽查日期"), data.get("good") == "yes"
        words = data.get("reason", "")
        decisions.record_spot_check(self._standing(check), by=self.user, on=on, good=good, words=words)
        return "已登记县级抽查，符合条件。" if good else "已登记县级抽查，不符合条件，准入通过失效。"

    def _recheck(self, check: ReadinessCheck, version: int | None) -> str:
        data = self.request.POST
        condition: Any = get_object_or_404(check.condition_set.conditions, pk=key_of(data.get("condition", "")))
        on = day_of(data["recheck_on"], "下次复查日期") if data.get("recheck_on") else None
        met, words = data.get("met") == "yes", data.get("reason", "")
        decisions.record_recheck(check, condition, by=self.user, met=met, words=words, recheck_on=on)
        return f"已登记“{condition}”的复查。"

    def _begin_again(self, check: ReadinessCheck, version: int | None) -> str:
        fresh = checks.begin_again(check, by=self.user)
        return f"已开始第{fresh.round}次自查。"


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
        audit.record(audit.Event.DOWNLOADED, by=request.user, row=found)
        return download(found.read(), found.name, found.content_type)
