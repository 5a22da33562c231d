"""Verbs of the team analysis: save the draft, submit, take back, approve, return, confirm. One transaction each."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from readiness.approvals import approval_stands
from readiness.choices import State
from readiness.dossiers import HEAD, Dossier, Entry, Values, dossier_of
from readiness.models import AnalysisProblem, ItemRating, MemberAnalysis, TeamAnalysis
from villages.choices import PartyPost
from villages.models import Cycle, Village

TAKEN_BEFORE = {State.SUBMITTED: ("submit",), State.TOWNSHIP_APPROVED: ("submit", "approve")}
"""Steps whose doers are barred from the approval that a state waits for."""


class Incomplete(Refused):
    """A submission that lacks something; ``gaps`` lists what."""

    def __init__(self, gaps: list[str]) -> None:
        super().__init__(f"还不能提交，有{len(gaps)}处须补充：{' '.join(gaps)}")
        self.gaps = gaps


def save_draft(village: Village, cycle: Cycle, entry: Entry, *, by: Actor, version: int = 0) -> TeamAnalysis:
    """Save all parts at once. ``version`` is the one the form was opened with, 0 for a village not begun."""
    workflow.require(by, village, Action.CHANGE)
    with transaction.atomic():
        Village.all_rows.select_for_update(of=("self",)).get(pk=village.pk)  # two first drafts of one village queue
        analysis = TeamAnalysis.objects.filter(village=village, cycle=cycle).first()
        if analysis is None:
            if version:
                raise Conflict(f"{village}的研判已被撤回到回收站，请刷新后再填。")
            analysis = TeamAnalysis(village=village, cycle=cycle)
        elif version == 0:
            raise Conflict(f"{village}的研判已由他人先行填报，请核对两边的内容后再保存。")
        else:
            analysis = workflow.locked(analysis, version)
            analysis.check_writable()
        adding = analysis.pk is None
        changed = history.put(analysis, {name: entry.head[name] for name in HEAD if name in entry.head})
        parts = _changed_parts(analysis, dossier_of(village, cycle), entry)
        if not (adding or changed or parts):
            return analysis
        history.record(analysis, by=by)
        for part in parts:
            history.record(part, by=by, reason="从研判表中删除" if part.withdrawn_at else "")
        event = audit.Event.ADDED if adding else audit.Event.CHANGED
        audit.record(event, by=by, row=analysis, version=analysis.version)
    return analysis


def _changed_parts(analysis: TeamAnalysis, dossier: Dossier, entry: Entry) -> list[Any]:
    """The ratings, opinions and problems that say something new, with it set on them; problems that go, withdrawn."""
    said: list[tuple[Any, Values]] = []
    for item in dossier.items:
        rating = dossier.ratings.get(item.pk) or ItemRating(analysis=analysis, item=item)
        said.append((rating, entry.ratings.get(item.pk, {})))
    for member in dossier.team:
        values = dict(entry.members.get(member.pk, {}))
        if member.party_post == PartyPost.NONE:
            values.pop("proposal", None)
        opinion = dossier.opinions.get(member.pk) or MemberAnalysis(analysis=analysis, member=member)
        said.append((opinion, values))
    changed = [row for row, values in said if history.put(row, _content(row, values))]
    if entry.problems is not None:
        changed += _changed_problems(analysis, dossier.problems, entry.problems)
    return changed


def _changed_problems(
    analysis: TeamAnalysis, current: Sequence[AnalysisProblem], entered: Sequence[Values]
) -> list[AnalysisProblem]:
    known: dict[Any, AnalysisProblem] = {problem.pk: problem for problem in current}
    changed = []
    for position, values in enumerate(entered, 1):
        row = known.pop(values.get("id"), None) or AnalysisProblem(analysis=analysis)
        if row.is_live:  # the problem ledger keeps it; here only its place may change
            values = {}
        if history.put(row, _content(row, {**values, "position": position})):
            changed.append(row)
    for gone in known.values():
        if gone.is_live:
            raise Refused(
                f"“{gone.problem[:20]}”已列入问题清单({gone.listed})，不能从研判中删除；列错的，请在问题清单中撤回。"
            )
        gone.analysis = analysis
        gone.withdrawn_at = timezone.now()
    return [*changed, *known.values()]


def _content(row: Any, values: Values) -> Values:
    return {name: values[name] for name in row.content if name in values}


def submit(analysis: TeamAnalysis, *, by: Actor, version: int | None = None) -> TeamAnalysis:
    """Hand in to the township's review; raises Incomplete with the list of gaps."""
    workflow.require(by, analysis.village, Action.SUBMIT)
    with transaction.atomic():
        analysis, dossier = _locked(analysis, version)
        workflow.refuse_unless(analysis.editable, analysis, "提交")
        if gaps := dossier.gaps:
            raise Incomplete(gaps)
        analysis.submit()
        _take(analysis, dossier, move="submit", title="提交审核", by=by)
    return analysis


def withdraw_submission(analysis: TeamAnalysis, *, by: Actor, reason: str, version: int | None = None) -> TeamAnalysis:
    """Back to the draft by the township that submitted it, as long as nobody has reviewed it."""
    reason = workflow.require_reason(reason, "撤回提交")
    workflow.require(by, analysis.village, Action.SUBMIT)
    with transaction.atomic():
        analysis, dossier = _locked(analysis, version)
        workflow.refuse_unless(analysis.state == State.SUBMITTED, analysis, "撤回提交")
        analysis.take_back()
        _take(analysis, dossier, move="take_back", title="撤回提交", by=by, reason=reason)
    return analysis


def approve_township(
    analysis: TeamAnalysis,
    *,
    by: Actor,
    paper: workflow.Paper | None = None,
    reason: str = "",
    version: int | None = None,
) -> TeamAnalysis:
    """The township stands by it: its reviewer, or a signer on paper, entered by somebody other than the submitter."""
    _require_approver(by, analysis.village, paper)
    with transaction.atomic():
        analysis, dossier = _locked(analysis, version)
        workflow.refuse_unless(analysis.state == State.SUBMITTED, analysis, "审核")
        workflow.require_other_person(analysis, by=by)
        if paper:
            workflow.require_other_signer(analysis, paper)
        if gaps := dossier.gaps:
            raise Refused(f"提交之后现任班子等资料有改动，不能通过：{' '.join(gaps)}请退回补充。")
        analysis.approve()
        title = "乡镇审核通过(纸质签批)" if paper else "乡镇审核通过"
        _take(analysis, dossier, move="approve", title=title, by=by, reason=reason, approves=True, paper=paper)
    return analysis


def return_for_changes(analysis: TeamAnalysis, *, by: Actor, reason: str, version: int | None = None) -> TeamAnalysis:
    """Send back with a reason; approvals given so far are void."""
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        analysis, dossier = _locked(analysis, version)
        workflow.refuse_unless(not analysis.editable, analysis, "退回")
        workflow.require(by, analysis.village, *returners(analysis.state))
        analysis.send_back()
        workflow.void_all(analysis, why="已退回修改")
        _take(analysis, dossier, move="return", title="退回", by=by, reason=reason)
        url = reverse("analysis_review", args=[analysis.pk])
        inbox.tell_handed_back(analysis, after="submit", by=by, reason=reason, url=url)
    return analysis


def confirm_county(analysis: TeamAnalysis, *, by: Actor, reason: str = "", version: int | None = None) -> TeamAnalysis:
    """The county confirms what the township approved, where the cycle asks for it."""
    workflow.require(by, analysis.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        analysis, dossier = _locked(analysis, version)
        if not analysis.cycle.county_confirms:
            raise Refused("本届班子研判以乡镇审核为准，不须县级确认。")
        workflow.refuse_unless(analysis.state == State.TOWNSHIP_APPROVED, analysis, "县级确认")
        workflow.require_other_person(analysis, by=by, after=TAKEN_BEFORE[State.TOWNSHIP_APPROVED])
        if not approval_stands(dossier):
            raise Refused("乡镇审核之后现任班子等资料有改动，原审核不再适用，请退回乡镇核对后重新提交。")
        analysis.confirm()
        _take(analysis, dossier, move="confirm", title="县级确认", by=by, reason=reason, approves=True)
    return analysis


def barred(analysis: TeamAnalysis, user: Actor) -> str:
    """Why this user may not take the approval that comes next, whatever his role; empty where he may."""
    before = TAKEN_BEFORE.get(State(analysis.state))
    return workflow.bar(analysis, user, after=before) if before else ""


def returners(state: str) -> tuple[str, ...]:
    """Rights of which one is enough to return an analysis from this state."""
    return {
        State.SUBMITTED: (Action.TOWNSHIP_REVIEW,),
        State.TOWNSHIP_APPROVED: (Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW),
        State.CONFIRMED: (Action.COUNTY_REVIEW,),
    }.get(State(state), ())


def moves(analysis: TeamAnalysis, user: Actor, cycle: Cycle) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    state = analysis.state
    found: set[str] = set()
    if analysis.editable:
        found |= {"submit"} if officials_may(user, Action.SUBMIT) else set()
    if state == State.SUBMITTED:
        found |= {"take_back", "paper"} if officials_may(user, Action.SUBMIT) else set()
        found |= {"approve", "paper"} if officials_may(user, Action.TOWNSHIP_REVIEW) else set()
        found |= {"paper"} if officials_may(user, Action.COUNTY_REVIEW) else set()
    if state == State.TOWNSHIP_APPROVED and cycle.county_confirms and officials_may(user, Action.COUNTY_REVIEW):
        found.add("confirm")
    if officials_may(user, *returners(state)):
        found.add("return")
    return found


def _locked(analysis: TeamAnalysis, version: int | None = None) -> tuple[TeamAnalysis, Dossier]:
    """The analysis as it stands now, locked, with its dossier."""
    current: TeamAnalysis = workflow.locked(analysis, version)
    dossier = dossier_of(current.village, current.cycle)
    dossier.analysis = current
    return current, dossier


def _require_approver(by: Actor, village: Village, paper: workflow.Paper | None) -> None:
    if paper is None:
        workflow.require(by, village, Action.TOWNSHIP_REVIEW)
        return
    workflow.require(by, village, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW, Action.SUBMIT)
    if not paper.signer.strip():
        raise Refused("纸质签批须填写签批人姓名及职务。", field="signer")
    if paper.signed_on is None or paper.signed_on > timezone.localdate():
        raise Refused("纸质签批须填写签批日期，且不能晚于今天。", field="signed_on")
    if not officials_may(by, Action.TOWNSHIP_REVIEW) and paper.scan is None:
        raise Refused("代为登记纸质签批的，须附签批页扫描件；没有扫描件的，请由乡镇组织委员登记。")


def _take(analysis: TeamAnalysis, dossier: Dossier, *, move: str, title: str, by: Actor, **more: Any) -> None:
    workflow.advance(analysis, move=move, title=title, by=by, content=dossier.content, **more)


def end_unfinished(village: Village, cycle: Cycle, *, by: Actor, reason: str) -> int:
    """A merged village's analysis that nobody approved yet ends; the joint village writes its own."""
    done = (State.TOWNSHIP_APPROVED, State.CONFIRMED)
    rows = list(TeamAnalysis.objects.filter(village=village, cycle=cycle).exclude(state__in=done))
    for row in rows:
        row.withdrawn_at = timezone.now()
    history.record_moved(rows, by=by, reason=reason, fields=["withdrawn_at"])
    return len(rows)
