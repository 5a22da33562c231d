"""Verbs for many persons at once: 无问题的：合格, entered by one and checked by another; 全部未发现 of a letter.

Each row is done or refused by itself, with its reason; those done are written together, in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from candidates.models import ReviewBatch, ReviewDecision, ReviewRequest, ReviewSubject
from candidates.review_choices import AnswerResult, BatchState, DecisionState, Result
from candidates.rules import reviews as rules
from candidates.services import review_answers
from candidates.services.review_answers import Reply
from candidates.services.review_batches import election_days, require_county, require_state
from candidates.services.review_decisions import CONFIRM, LIVE, PROPOSE, content, facts_of, require_meeting_day
from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import credentials

OVERTAKEN = "已被他人修改，请刷新页面核对后再办理。"


@dataclass
class Outcome:
    """How many were done, and who was not and why: ``(label, sentence)``."""

    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Candidate:
    """One person without a conclusion: ``against`` says what stands against 合格, empty for 无问题."""

    subject: ReviewSubject
    against: Sequence[str]


def label(subject: ReviewSubject) -> str:
    return f"{subject.village.township}{subject.village}{subject.person}"


def open_ones(batch: ReviewBatch) -> list[Candidate]:
    """Everybody in the batch who has no conclusion yet, judged by what is known now; a constant number of queries."""
    joined = ("person", "village__township")
    rows = ReviewSubject.objects.filter(batch=batch).exclude(pk__in=_concluded(batch)).select_related(*joined)
    return _judged(batch, list(rows))


def _concluded(batch: ReviewBatch) -> Any:
    return ReviewDecision.objects.filter(subject__batch=batch, state__in=LIVE).order_by().values("subject")


def _judged(batch: ReviewBatch, subjects: Sequence[ReviewSubject]) -> list[Candidate]:
    for one in subjects:
        one.batch = batch
    facts = facts_of(subjects)
    return [Candidate(one, rules.blockers(facts[one.pk], Result.QUALIFIED, item="", basis="")) for one in subjects]


def proposed_ones(batch: ReviewBatch) -> list[ReviewDecision]:
    """合格 that waits for a second person."""
    rows = ReviewDecision.objects.filter(subject__batch=batch, state=DecisionState.PROPOSED, result=Result.QUALIFIED)
    return list(rows.select_related("subject__person", "subject__village__township").order_by(*ORDER))


ORDER = ("subject__village__township__position", "subject__village__position", "subject_id")


def bars(decisions: Sequence[ReviewDecision], user: Actor) -> dict[int, str]:
    """Why this user may not check a conclusion, by its key. What one act entered is asked about once."""
    taken = workflow.steps_of(decisions, moves=(PROPOSE,))
    found: dict[int, str] = {}
    said: dict[tuple[int, Any], str] = {}
    for step in taken:
        act = (step.by_id, step.at)
        if step.by_id == user.pk:
            found[step.object_id] = "由您本人录入，须由另一人复核。"
            continue
        if act not in said:
            said[act] = credentials.bar([act], user)
        if said[act]:
            found.setdefault(step.object_id, said[act])
    return found


def propose_qualified(
    batch: ReviewBatch, seen: Mapping[int, int] | None, *, meeting_on: date | None, by: Actor, expected: int = 0
) -> Outcome:
    """Enter 合格 for these persons (key → version seen), or for all 无问题 where ``seen`` is None.

    ``expected`` is how many the page spoke of; another number by now is refused, as nobody looked at those others.
    """
    require_county(by, batch)
    with transaction.atomic():
        batch = workflow.locked(batch)
        require_state(batch, BatchState.SENT)
        day = require_meeting_day(batch, meeting_on)
        asked = ReviewSubject.objects.filter(batch=batch, **({} if seen is None else {"pk__in": list(seen)}))
        asked = asked.select_for_update(of=("self",)).order_by("pk")
        rows = list(asked.select_related("person", "village__township"))
        # Only now: somebody may have concluded on one of them before his row was ours.
        concluded = set(_concluded(batch).values_list("subject", flat=True))
        if seen is None:
            found = [one for one in _judged(batch, [row for row in rows if row.pk not in concluded]) if not one.against]
            if len(found) != expected:
                raise Refused(f"无问题的人员已由{expected}人变为{len(found)}人，没有录入。请核对下表后再办理。")
            outcome = Outcome()
            fit = [one.subject for one in found]
        else:
            outcome, fit = _fit(batch, rows, seen, concluded)
        _propose(batch, fit, day, by=by)
        outcome.done = len(fit)
    return outcome


def _fit(
    batch: ReviewBatch, rows: Sequence[ReviewSubject], seen: Mapping[int, int], concluded: Iterable[int]
) -> tuple[Outcome, list[ReviewSubject]]:
    if not seen:
        raise Refused("请先勾选人员。")
    outcome, fit, there = Outcome(), [], set(concluded)
    if gone := len(seen) - len(rows):
        outcome.refused.append((f"{gone}人", "已不在本批次中，请刷新页面。"))
    for one in _judged(batch, rows):
        row = one.subject
        if row.pk in there:
            outcome.refused.append((label(row), "已有综合结论，不能再作结论；须更正的先退回或撤销原结论。"))
        elif row.version != seen[row.pk]:
            outcome.refused.append((label(row), OVERTAKEN))
        elif one.against:
            outcome.refused.append((label(row), " ".join(one.against)))
        else:
            fit.append(row)
    return outcome, fit


def _propose(batch: ReviewBatch, subjects: Sequence[ReviewSubject], meeting_on: date, *, by: Actor) -> None:
    days = election_days(batch, {one.village_id for one in subjects})
    today = timezone.localdate()
    decisions = [
        ReviewDecision(
            cycle=batch.cycle,
            subject=one,
            result=Result.QUALIFIED,
            meeting_on=meeting_on,
            counted_to=days.get(one.village_id) or today,
        )
        for one in subjects
    ]
    history.record_many(decisions, by=by, reason="录入综合结论")
    workflow.note_many(decisions, batch, move=PROPOSE, title="录入综合结论", by=by, content=content)


def confirm_qualified(batch: ReviewBatch, seen: Mapping[int, int] | None, *, by: Actor, expected: int = 0) -> Outcome:
    """The second person's word on these conclusions (key → version seen), or on all that this person may check."""
    require_county(by, batch)
    with transaction.atomic():
        batch = workflow.locked(batch)
        require_state(batch, BatchState.SENT)
        waiting = ReviewDecision.objects.filter(subject__batch=batch).select_for_update(of=("self",)).order_by("pk")
        rows = list(
            waiting.filter(state=DecisionState.PROPOSED, result=Result.QUALIFIED)
            if seen is None
            else waiting.filter(pk__in=seen)
        )
        subjects = {
            one.pk: one
            for one in ReviewSubject.objects.filter(pk__in=[row.subject_id for row in rows])
            .select_for_update(of=("self",))
            .select_related("person", "village__township")
        }
        rows = [row for row in rows if row.subject_id in subjects]
        for row in rows:
            row.subject = subjects[row.subject_id]
        barred = bars(rows, by)
        if seen is None:
            rows = [row for row in rows if row.pk not in barred]
            if len(rows) != expected:
                raise Refused(f"可以复核的结论已由{expected}项变为{len(rows)}项，没有办理。请核对下表后再办理。")
        elif not seen:
            raise Refused("请先勾选人员。")
        outcome, fit = _checked(batch, rows, seen, barred)
        if seen is not None and (gone := len(seen) - len(rows)):
            outcome.refused.append((f"{gone}项", "结论已被撤回，请刷新页面。"))
        _confirm(batch, fit, by=by)
        outcome.done = len(fit)
    return outcome


def _checked(
    batch: ReviewBatch, rows: Sequence[ReviewDecision], seen: Mapping[int, int] | None, barred: Mapping[int, str]
) -> tuple[Outcome, list[ReviewDecision]]:
    outcome, fit = Outcome(), []
    against = {one.subject.pk: one.against for one in _judged(batch, [row.subject for row in rows])}
    for row in rows:
        name = label(row.subject)
        if row.state != DecisionState.PROPOSED or row.result != Result.QUALIFIED:
            outcome.refused.append((name, f"这项结论{row.get_state_display()}，不能这样复核。"))
        elif seen is not None and row.version != seen[row.pk]:
            outcome.refused.append((name, OVERTAKEN))
        elif row.pk in barred:
            outcome.refused.append((name, barred[row.pk]))
        elif said := against[row.subject_id]:
            outcome.refused.append((name, " ".join(said)))
        else:
            fit.append(row)
    return outcome, fit


def _confirm(batch: ReviewBatch, decisions: Sequence[ReviewDecision], *, by: Actor) -> None:
    for row in decisions:
        row.confirm()
        row.cycle = batch.cycle
        row.subject.result, row.subject.code = row.result, ""
    history.record_many(decisions, by=by, reason="复核综合结论", fields=("state",))
    workflow.note_many(decisions, batch, move=CONFIRM, title="复核综合结论", by=by, content=content, approves=True)
    history.record_many([row.subject for row in decisions], by=by, reason="综合结论", fields=("result", "code"))


# --- a department's stamped reply ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """A stamped reply that says of everybody still unanswered that nothing was found."""

    expected: int
    stamped_on: date
    handler: str = ""
    scan: Any = None


def all_clear(request: ReviewRequest, letter: Letter, *, by: Actor, version: int | None = None) -> int:
    """未发现 for everybody the department has not answered; what it did find was entered person by person before.

    The county enters it from the stamped letter, whose scan is there or comes along. Returns how many.
    """
    review_answers.require_may_answer(request, by)
    if Role.DEPARTMENT_CONTACT not in by.roles and request.scan_id is None and letter.scan is None:
        raise Refused("请同时上传部门盖章答复的扫描件：全部未发现须以盖章的书面答复为准。")
    with transaction.atomic():
        request = workflow.locked(request, version)
        left = list(review_answers.unanswered(request).select_related("person", "village"))
        if not left:
            raise Refused("名单上的人都已答复，没有可登记的。")
        if len(left) != letter.expected:
            raise Refused(f"未答复的已由{letter.expected}人变为{len(left)}人，没有登记。请刷新页面核对后再登记。")
        values = {"result": AnswerResult.CLEAR, "handler": letter.handler, "stamped_on": letter.stamped_on}
        number = review_answers.enter(request, [Reply(one, values) for one in left], by=by)
        if letter.scan is not None:
            review_answers.attach_scan(request, letter.scan, replied_on=letter.stamped_on, by=by)
    return number
