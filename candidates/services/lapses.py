"""A conclusion that its answers no longer carry, and a reply that rests on it, are 已失效 at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse

from candidates.choices import NominationState
from candidates.models import Nomination, ReviewAnswer, ReviewDecision, ReviewSubject
from candidates.review_choices import DecisionState, Result
from candidates.rules import reviews as rules
from candidates.rules.reviews import PersonFacts
from candidates.services.nominations import listed, not_qualified
from candidates.services.review_decisions import CONFIRM, facts_of
from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, lapses, workflow
from electioncycle.roles import Role
from villages.choices import CycleState
from villages.models import Cycle, Person

MOVE = "lapse"
COUNTY = (Role.COUNTY_CLERK, Role.COUNTY_ADMIN)
TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK)


def _confirmed(rows: Sequence[Any]) -> list[ReviewDecision]:
    """Conclusions in force, in cycles that are not closed, on the people these rows speak of."""
    found = ReviewDecision.objects.filter(state=DecisionState.CONFIRMED).exclude(cycle__state=CycleState.CLOSED)
    keys = [row.pk for row in rows]
    if isinstance(rows[0], Person):
        found = found.filter(subject__person__in=keys)
    elif isinstance(rows[0], ReviewAnswer):
        found = found.filter(subject__in=[row.subject_id for row in rows])
    else:
        found = found.filter(subject__in=keys)
    return list(found.select_related("subject__person", "subject__batch", "subject__village", "cycle__county", "item"))


def ahead(rows: Sequence[Any]) -> Iterator[str]:
    """Whose conclusion a correction of the number would undo."""
    if names := list(dict.fromkeys(str(one.subject) for one in _confirmed(rows))):
        said = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
        yield f"{said}已有联审结论，更正身份证号后该结论失效，须重新联审。"


@lapses.resting_on(Person, ahead=ahead, fields=["id_number"])
@lapses.resting_on(ReviewAnswer, ReviewSubject)
def judge_decisions(rows: Sequence[Any], *, by: Actor) -> None:
    decisions = _confirmed(rows)
    against = _against(decisions)
    for decision in decisions:
        if why := against[decision.pk]:
            _lapse_decision(decision, why, by=by)


def _against(decisions: Sequence[ReviewDecision]) -> dict[int, str]:
    """Why conclusions in force can no longer stand, empty while they can; the queries grow with the batches alone."""
    by_batch: dict[int, list[ReviewSubject]] = defaultdict(list)
    for decision in decisions:
        by_batch[decision.subject.batch_id].append(decision.subject)
    facts: dict[int, PersonFacts] = {}
    for subjects in by_batch.values():
        facts |= facts_of(subjects)
    renumbered = _renumbered(decisions)
    return {one.pk: renumbered.get(one.pk) or _blocked(one, facts[one.subject_id]) for one in decisions}


def _blocked(decision: ReviewDecision, facts: PersonFacts) -> str:
    item = decision.item.code if decision.item else ""
    return " ".join(rules.blockers(facts, decision.result, item=item, basis=decision.basis))


def _renumbered(decisions: Sequence[ReviewDecision]) -> dict[int, str]:
    """Conclusions on people whose ID number was corrected since they were confirmed."""
    steps = workflow.steps_of(decisions, moves=(CONFIRM,)).filter(void_at=None)
    confirmed = {step.object_id: step.at for step in steps}
    people = [one.subject.person_id for one in decisions]
    since = min(confirmed.values(), default=None)
    touched = (
        set(Person.history.filter(id__in=people, history_date__gt=since).values_list("id", flat=True)) if since else ()
    )
    found = {}
    for one in decisions:
        person = one.subject.person
        if person.pk in touched and one.pk in confirmed:
            then = history.as_of(person, confirmed[one.pk])
            if then is not None and then.id_number != person.id_number:
                found[one.pk] = "身份证号在联审之后作了更正，各部门比对的是原号码"
    return found


def _lapse_decision(decision: ReviewDecision, why: str, *, by: Actor) -> None:
    decision = workflow.locked(decision)
    subject = workflow.locked(decision.subject)
    decision.lapse()
    workflow.void_all(decision, why=why)
    workflow.advance(decision, move=MOVE, title="结论失效", by=by, reason=why)
    subject.result, subject.code, subject.follows_person = Result.LAPSED, "", True
    history.record(subject, by=by, reason="结论失效")
    _tell(f"{subject.village}一名送审人员的联审结论失效：{why}", subject, decision.cycle, by=(*COUNTY, *TOWNSHIP))


def _tell(text: str, subject: ReviewSubject, cycle: Cycle, *, by: Iterable[str]) -> None:
    inbox.notify(
        text,
        url=reverse("reviewsubject_detail", args=[subject.pk]),
        roles=by,
        place=subject.village,
        cycle=cycle,
        tone=inbox.Notice.Tone.BAD,
        key=f"review-lapse:{subject.pk}:{subject.version}",
    )


@lapses.resting_on(ReviewSubject)
def judge_replies(rows: Sequence[ReviewSubject], *, by: Actor) -> None:
    """A reply stands as long as everybody on its list is found qualified."""
    concluded = ReviewDecision.objects.filter(subject__in=[row.pk for row in rows]).values("subject")
    judged = {row["subject"] for row in concluded}
    persons = [row.person_id for row in rows if row.pk in judged and row.result != Result.QUALIFIED]
    replied = Nomination.objects.filter(state=NominationState.APPROVED, nominees__person__in=persons)
    for row in replied.exclude(cycle__state=CycleState.CLOSED).distinct() if persons else ():
        if why := not_qualified(listed(row)):
            _lapse_reply(row, why, by=by)


def _lapse_reply(row: Nomination, why: str, *, by: Actor) -> None:
    row = workflow.locked(row)
    row.lapse()
    workflow.void_all(row, why="名单中有人联审结论失效")
    workflow.advance(row, move=MOVE, title="批复失效", by=by, content=None, reason=why)
    inbox.notify(
        f"{row}的批复失效：名单中有人没有联审“合格”的结论，请调整后重新请示",
        url=reverse("nomination_detail", args=[row.pk]),
        roles=(*TOWNSHIP, *COUNTY),
        place=row.township,
        cycle=row.cycle,
        tone=inbox.Notice.Tone.BAD,
        key=f"nomination-lapse:{row.pk}:{row.version}",
    )
