"""Verbs of the conclusion on one person: made and taken back by two, told, objected to, handed to the secretary."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from candidates.models import (
    NegativeItem,
    ProblemTransfer,
    ReviewAnswer,
    ReviewBatch,
    ReviewDecision,
    ReviewObjection,
    ReviewRequest,
    ReviewSubject,
)
from candidates.review_choices import CONCLUSIONS, BatchState, DecisionState, ObjectionOutcome, Result, RunsFrom
from candidates.rules import look_back
from candidates.rules import reviews as rules
from candidates.rules.reviews import AnswerFacts, PersonFacts
from candidates.services.review_batches import election_days, reads_sealed, require_county, require_state
from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.records.workflow import StepRecord
from electioncycle.refusals import NotYours, Refused
from electioncycle.security import audit
from villages.services.rule_sets import rules_of

PROPOSE, CONFIRM, BACK = "propose", "confirm", "send_back"
ASK_REVOKE, REVOKE, KEEP = "ask_revoke", "revoke", "keep"
RECEIVE = "receive"
LIVE = (DecisionState.PROPOSED, DecisionState.CONFIRMED)


def standing_of(answer: ReviewAnswer, election_day: date) -> str:
    """How the look-back of its item judges what was found; empty where nothing was."""
    if answer.item is None:
        return ""
    return look_back.standing(
        years=answer.item.look_back_years,
        runs_from_end=answer.item.runs_from == RunsFrom.ENDED,
        happened_on=answer.happened_on,
        until_on=answer.until_on,
        election_day=election_day,
    )


def facts_of(subjects: Sequence[ReviewSubject]) -> dict[int, PersonFacts]:
    """What the conclusions on persons of one batch rest on, with a constant number of queries."""
    if not subjects:
        return {}
    batch = subjects[0].batch
    days = election_days(batch, {one.village_id for one in subjects})
    asked = list(ReviewRequest.objects.filter(batch=batch).select_related("department"))
    names = {request.pk: str(request.department) for request in asked}
    answers: dict[int, dict[int, AnswerFacts]] = defaultdict(dict)
    villages = {one.pk: one.village_id for one in subjects}
    rows = ReviewAnswer.objects.filter(subject__in=villages).select_related("item").defer("facts", "document_number")
    for row in rows:
        day = days.get(villages[row.subject_id]) or timezone.localdate()
        item = row.item
        answers[row.subject_id][row.request_id] = AnswerFacts(
            department=names.get(row.request_id, ""),
            result=row.result,
            item=item.code if item else "",
            severity=item.severity if item else "",
            standing=standing_of(row, day),
        )
    return {
        one.pk: PersonFacts(
            answers=list(answers[one.pk].values()),
            silent=[str(request.department) for request in asked if request.pk not in answers[one.pk]],
            township=one.township_result,
        )
        for one in subjects
    }


@dataclass(frozen=True)
class Conclusion:
    """What was concluded, as typed."""

    result: str
    meeting_on: date | None
    basis: str = ""
    item: NegativeItem | None = None


def propose(subject: ReviewSubject, conclusion: Conclusion, *, by: Actor) -> ReviewDecision:
    """Enter what the meeting concluded; another person confirms it."""
    require_county(by, subject.batch)
    with transaction.atomic():
        subject = workflow.locked(subject)
        require_state(subject.batch, BatchState.SENT)
        if subject.decisions.filter(state__in=LIVE, withdrawn_at=None).exists():
            raise Refused(f"对{subject}已有综合结论，不能再作结论；须更正的先退回或撤销原结论。")
        meeting_on = _refuse_unfounded(subject, conclusion)
        day = election_days(subject.batch, [subject.village_id]).get(subject.village_id)
        decision = ReviewDecision(
            cycle_id=subject.cycle_id,
            subject=subject,
            result=conclusion.result,
            item=conclusion.item if conclusion.result == Result.UNQUALIFIED else None,
            basis=conclusion.basis.strip()[:200],
            meeting_on=meeting_on,
            counted_to=day or timezone.localdate(),
        )
        workflow.advance(decision, move=PROPOSE, title="录入综合结论", by=by, content=content(decision))
    return decision


def _refuse_unfounded(subject: ReviewSubject, conclusion: Conclusion) -> date:
    """The day of the meeting of a conclusion that may be drawn."""
    if conclusion.result not in CONCLUSIONS:
        raise Refused("请选择综合结论：合格、不合格或暂缓。")
    meeting_on = require_meeting_day(subject.batch, conclusion.meeting_on)
    item = conclusion.item
    if item is not None and item.negative_list_id != subject.batch.negative_list_id:
        raise Refused(f"条目{item}不在本批次所用的负面清单中，请从所列条目中选择。")
    if item is not None and not item.concerns(subject.body):
        raise Refused(f"条目{item}不适用于{subject.get_body_display()}的人选，请核对。")
    facts = facts_of([subject])[subject.pk]
    if found := rules.blockers(facts, conclusion.result, item=item.code if item else "", basis=conclusion.basis):
        raise Refused(" ".join(found))
    return meeting_on


def require_meeting_day(batch: ReviewBatch, meeting_on: date | None) -> date:
    """The day of the meeting that concludes on persons of this batch: after its letter, not in the future."""
    if meeting_on is None:
        raise Refused("请填写研究此结论的会议日期。")
    if meeting_on > timezone.localdate():
        raise Refused(f"会议日期({meeting_on})在今天之后，请核对。")
    if batch.letter_on and meeting_on < batch.letter_on:
        raise Refused(f"会议日期({meeting_on})早于发函日期({batch.letter_on})，请核对。")
    return meeting_on


def proposed_by(user: Actor) -> models.QuerySet[ReviewDecision]:
    """What this user proposed and another person has to confirm."""
    own = StepRecord.objects.filter(object_type=ReviewDecision._meta.label_lower, move=PROPOSE, by=user.pk)
    return ReviewDecision.objects.filter(pk__in=own.values("object_id"), state=DecisionState.PROPOSED).order_by()


def content(decision: ReviewDecision) -> list[Any]:
    """What confirmation approves."""
    return [decision.subject_id, decision.result, decision.item_id, decision.basis, decision.meeting_on]


def confirm(decision: ReviewDecision, *, by: Actor) -> ReviewDecision:
    """A second person confirms; from now on the township sees result and code."""
    require_county(by, decision.subject.batch)
    with transaction.atomic():
        decision = workflow.locked(decision)
        subject = workflow.locked(decision.subject)
        if decision.state != DecisionState.PROPOSED:
            raise Refused(f"这项结论{decision.get_state_display()}，不能复核。")
        workflow.require_other_person(decision, by=by, after=(PROPOSE,))
        again = Conclusion(decision.result, decision.meeting_on, decision.basis, decision.item)
        _refuse_unfounded(subject, again)
        decision.confirm()
        workflow.advance(decision, move=CONFIRM, title="复核综合结论", by=by, content=content(decision), approves=True)
        _show(subject, decision.result, decision.item.code if decision.item else "", by=by)
    return decision


def _show(subject: ReviewSubject, result: str, code: str, *, by: Actor) -> None:
    subject.result, subject.code = result, code
    history.record(subject, by=by, reason="综合结论")


def send_back(decision: ReviewDecision, *, by: Actor, reason: str) -> ReviewDecision:
    require_county(by, decision.subject.batch)
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        decision = workflow.locked(decision)
        if decision.state != DecisionState.PROPOSED:
            raise Refused(f"这项结论{decision.get_state_display()}，不能退回。")
        decision.send_back()
        workflow.advance(decision, move=BACK, title="退回综合结论", by=by, reason=reason)
        _tell_proposer(decision, by=by, reason=reason)
    return decision


def _tell_proposer(decision: ReviewDecision, *, by: Actor, reason: str) -> None:
    url = reverse("reviewsubject_detail", args=[decision.subject_id])
    inbox.tell_handed_back(decision, after=PROPOSE, by=by, reason=reason, url=url)


def pending_revocation(decision: ReviewDecision) -> StepRecord | None:
    """The request to take the conclusion back that nobody has settled yet."""
    last = workflow.steps(decision).filter(move__in=(ASK_REVOKE, REVOKE, KEEP)).last()
    return last if last is not None and last.move == ASK_REVOKE else None


def revocation_bar(decision: ReviewDecision, user: Actor) -> str:
    """Why this user may not agree to it; empty where he may."""
    return workflow.bar(decision, user, after=(ASK_REVOKE,), since=KEEP)


def ask_revocation(decision: ReviewDecision, *, by: Actor, reason: str) -> ReviewDecision:
    """Ask for a conclusion in force to be taken back, such as a 暂缓 that is settled; another person agrees."""
    require_county(by, decision.subject.batch)
    reason = workflow.require_reason(reason, "撤销结论")
    with transaction.atomic():
        decision = _in_force(decision)
        if waiting := pending_revocation(decision):
            raise Refused(f"{waiting.by}已申请撤销，请由另一人确认或维持结论。")
        workflow.note(decision, move=ASK_REVOKE, title="申请撤销综合结论", by=by, reason=reason)
    return decision


def revoke(decision: ReviewDecision, *, by: Actor) -> ReviewDecision:
    """The second person's word: the person is reviewed on."""
    require_county(by, decision.subject.batch)
    with transaction.atomic():
        decision = _in_force(decision)
        waiting = pending_revocation(decision)
        if waiting is None:
            raise Refused("没有待确认的撤销申请。请先由一人写明原因申请撤销，再由另一人确认。")
        workflow.require_other_person(decision, by=by, after=(ASK_REVOKE,), since=KEEP)
        _take_back(decision, by=by, reason=waiting.reason)
    return decision


def keep(decision: ReviewDecision, *, by: Actor, reason: str) -> ReviewDecision:
    """The conclusion stays: not agreed to, or taken back by who asked."""
    require_county(by, decision.subject.batch)
    reason = workflow.require_reason(reason, "维持结论")
    with transaction.atomic():
        decision = _in_force(decision)
        if pending_revocation(decision) is None:
            raise Refused("没有待确认的撤销申请，结论本来有效。")
        workflow.note(decision, move=KEEP, title="维持综合结论，不撤销", by=by, reason=reason)
    return decision


def _in_force(decision: ReviewDecision) -> ReviewDecision:
    decision = workflow.locked(decision)
    if decision.state != DecisionState.CONFIRMED:
        raise Refused(f"这项结论{decision.get_state_display()}，不用撤销。")
    require_state(decision.subject.batch, BatchState.SENT)
    return decision


def _take_back(decision: ReviewDecision, *, by: Actor, reason: str) -> None:
    """Two persons have agreed on it; the caller has asked."""
    decision.revoke()
    workflow.void_all(decision, why=reason)
    workflow.advance(decision, move=REVOKE, title="撤销综合结论", by=by, reason=reason)
    _show(workflow.locked(decision.subject), "", "", by=by)
    _tell_proposer(decision, by=by, reason=reason)


# --- the refused person ------------------------------------------------------------------------------------------


def tell(decision: ReviewDecision, *, on: date, by: Actor) -> ReviewDecision:
    """He was told on this day; his time to object begins."""
    require_county(by, decision.subject.batch)
    with transaction.atomic():
        decision = workflow.locked(decision)
        if decision.state != DecisionState.CONFIRMED:
            raise Refused("结论复核生效后才能告知本人。")
        if on > timezone.localdate() or on < decision.meeting_on:
            raise Refused(f"告知日期({on})须在会议日期({decision.meeting_on})之后、今天之前，请核对。")
        days = rules_of(decision.cycle).whole("review_objection_days")
        decision.told_on, decision.object_until = on, on + timedelta(days=days) if days else None
        history.record(decision, by=by, reason="告知本人")
        audit.record(audit.Event.CHANGED, by=by, row=decision, told=True)
    return decision


def receive_objection(decision: ReviewDecision, *, received_on: date, words: str, by: Actor) -> ReviewObjection:
    """Register an objection; one that comes late is registered all the same and says so."""
    require_county(by, decision.subject.batch)
    if not words.strip():
        raise Refused("请填写申诉内容。")
    with transaction.atomic():
        decision = workflow.locked(decision)
        if decision.state != DecisionState.CONFIRMED or decision.told_on is None:
            raise Refused("结论生效并告知本人之后才有申诉，请先登记告知日期。")
        if decision.objections.filter(outcome="", withdrawn_at=None).exists():
            raise Refused("已有一份申诉正在处理，请先办理。")
        if received_on < decision.told_on or received_on > timezone.localdate():
            raise Refused(f"收到日期({received_on})须在告知日期({decision.told_on})之后、今天之前，请核对。")
        days = rules_of(decision.cycle).whole("review_objection_answer_days")
        late = "(逾期提出)" if decision.object_until and received_on > decision.object_until else ""
        row = ReviewObjection(
            cycle_id=decision.cycle_id,
            decision=decision,
            received_on=received_on,
            words=f"{late}{words.strip()}"[:300],
            answer_by=received_on + timedelta(days=days) if days else None,
        )
        workflow.advance(row, move=RECEIVE, title="登记申诉", by=by)
        audit.record(audit.Event.ADDED, by=by, row=row)
    return row


def answer_objection(row: ReviewObjection, *, outcome: str, answer: str, by: Actor) -> ReviewObjection:
    """Answered by another person than proposed the conclusion; one that is upheld takes the conclusion back.

    So that nobody undoes alone what two concluded, it is upheld by another than registered it.
    """
    require_county(by, row.decision.subject.batch)
    if outcome not in ObjectionOutcome.values or not answer.strip():
        raise Refused("请选择处理结果并写明答复内容。")
    with transaction.atomic():
        row = workflow.locked(row)
        if row.outcome:
            raise Refused("这份申诉已经办结。")
        workflow.require_other_person(row.decision, by=by, after=(PROPOSE,))
        row.outcome, row.answer, row.answered_on = outcome, answer.strip()[:300], timezone.localdate()
        history.record(row, by=by, reason="答复申诉")
        if outcome == ObjectionOutcome.UPHELD:
            workflow.require_other_person(row, by=by, after=(RECEIVE,))
            _take_back(_in_force(row.decision), by=by, reason="申诉成立，重新联审")
        audit.record(audit.Event.CHANGED, by=by, row=row, outcome=outcome)
    return row


# --- the secretary -----------------------------------------------------------------------------------------------


def transfer(decision: ReviewDecision, values: Mapping[str, Any], *, by: Actor) -> ProblemTransfer:
    """Hand what was found to the named secretary; only a named reviewer may, and every copy is recorded."""
    require_reader(by, decision)
    with transaction.atomic():
        decision = workflow.locked(decision)
        if decision.state != DecisionState.CONFIRMED or decision.result != Result.UNQUALIFIED:
            raise Refused("只有已生效的不合格结论才转办。")
        secretary, issued_on = str(values.get("secretary") or "").strip(), values.get("issued_on")
        if not secretary or issued_on is None:
            raise Refused(f"请填写{decision.subject.village.township.party_committee}书记姓名和转办日期。")
        if issued_on > timezone.localdate():
            raise Refused(f"转办日期({issued_on})在今天之后，请核对。")
        row = ProblemTransfer(
            cycle_id=decision.cycle_id,
            decision=decision,
            secretary=secretary[:40],
            issued_on=issued_on,
            talk_by=values.get("talk_by"),
        )
        history.record(row, by=by, reason="问题转办")
        audit.record(audit.Event.ADDED, by=by, row=row)
    return row


def require_reader(by: Actor, decision: ReviewDecision) -> None:
    if not reads_sealed(by, decision.subject.batch):
        raise NotYours("部门反馈的事实只由本批次指定的审阅人查阅。")
