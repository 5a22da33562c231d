"""The joint review of those who are nominated (information from outside), and the village's own review of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from candidates.models import ReviewSubject
from candidates.review_choices import Result
from electioncycle.actors import Actor
from electioncycle.disclosure import restricted
from electioncycle.records import workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, Role, officials_may
from elections.choices import CandidacyState, Eligibility, Leaving
from elections.models import Candidacy, CandidacyReview, Election, Scheme
from elections.rules.words import Names
from elections.services import slates
from elections.services.deciding import scheme_of

REVIEW, CONFIRM, LIFT, READ = "review", "confirm_review", "lift_review", "read_reason"
CONCLUDED = (Result.QUALIFIED, Result.UNQUALIFIED)
OWN = "election_committee"
"""Who alone reviews: what township and county say is information for it."""
LEAST_PURPOSE = 4
CONFIRMERS = (Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)


def joint_reviews(elections: Iterable[Election], persons: Iterable[int]) -> dict[tuple[int, int], ReviewSubject]:
    """(cycle, person) → the township's latest entry in the joint review; elections outside a cycle have none."""
    held = [one for one in elections if one.cycle]
    cycles, townships = {one.cycle for one in held}, {one.village.township_id for one in held}
    rows = ReviewSubject.objects.filter(
        cycle__in=cycles, village__township__in=townships, person__in=list(persons)
    ).order_by("id")
    return {(row.cycle_id, row.person_id): row for row in rows}


def is_open(subject: ReviewSubject | None) -> bool:
    return subject is None or subject.result not in CONCLUDED


def open_reviews(elections: Sequence[Election]) -> dict[int, list[Candidacy]]:
    """Election key → candidacies whose joint review has no conclusion yet; of regular elections that go on."""
    held = {one.pk: one for one in elections if one.cycle and one.live}
    rows = Candidacy.objects.filter(election__in=held).exclude(state=CandidacyState.LEFT).order_by("id")
    every = list(rows.select_related("person").for_counting("person", by=()))
    known = joint_reviews(held.values(), {row.person_id for row in every})
    found: dict[int, list[Candidacy]] = defaultdict(list)
    for row in every:
        cycle = held[row.election_id].cycle
        if cycle and is_open(known.get((cycle.pk, row.person_id))):
            found[row.election_id].append(row)
    return found


@dataclass(frozen=True)
class Opinion:
    """What the village's election committee found, as typed."""

    outcome: str
    decided_on: date
    clause: str = ""
    reason: str = ""
    told_on: date | None = None


def clauses(scheme: Scheme | None) -> list[str]:
    """The conditions of the adopted election rules, one by one, to be chosen from."""
    text = str(scheme.values.get("conditions") or "") if scheme else ""
    for mark in "；;。\n":
        text = text.replace(mark, "\n")
    parts = [part.strip(" ，,、") for part in text.splitlines()]
    return [part[:200] for part in dict.fromkeys(parts) if part]


def record_opinion(row: Candidacy, opinion: Opinion, *, by: Actor, version: int | None = None) -> CandidacyReview:
    """What the committee found is recorded; only this excludes, and only under a clause of the adopted rules.

    An exclusion waits for another person (``confirm``); until then the nominee stands and nothing waits for it.
    """
    workflow.require(by, row.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.live, row, "登记资格审查意见")
        scheme = _scheme(row, opinion)
        if CandidacyReview.objects.filter(candidacy=row).exists():
            raise Refused(f"“{row}”已有资格审查意见；登记有误的，请先由乡镇组织委员撤销后重新登记。")
        review = CandidacyReview(
            election=row.election,
            village=row.village,
            candidacy=row,
            scheme=scheme,
            outcome=opinion.outcome,
            clause=opinion.clause,
            decided_on=opinion.decided_on,
            told_on=opinion.told_on,
            reason=opinion.reason.strip()[:500],
            confirmed=opinion.outcome != Eligibility.EXCLUDED,
        )
        workflow.advance(review, move=REVIEW, title="登记资格审查意见", by=by)
        workflow.note(row, move=REVIEW, title="登记资格审查意见", by=by)
    return review


def confirm(row: Candidacy, *, by: Actor, version: int | None = None) -> Candidacy:
    """Another person has compared the exclusion with the committee's signed paper: it takes effect."""
    workflow.require(by, row.village, *CONFIRMERS)
    with transaction.atomic():
        row = workflow.locked(row, version)
        review = review_of(row)
        if review is None or review.confirmed:
            raise Refused(f"“{row}”没有待核对的资格审查意见。请刷新页面。")
        workflow.require_other_person(review, by=by, after=(REVIEW,))
        review.confirmed = True
        workflow.advance(review, move=CONFIRM, title="核对资格审查意见", by=by, approves=True, content=review.outcome)
        if row.live:
            row.leave()
            row.left_because, row.left_on = Leaving.REVIEWED, review.decided_on
        _step(row, move=CONFIRM, title="核对资格审查意见", by=by)
    return row


def _step(row: Candidacy, **more: Any) -> None:
    """Saved where the opinion moves whom it is about; else noted beside, for what stands on a list does not change."""
    (workflow.note if row.state_unmoved else workflow.advance)(row, **more)


def _scheme(row: Candidacy, opinion: Opinion) -> Scheme:
    """The adopted rules under which the committee reviews. What the law gives nobody else, nobody else records."""
    scheme = scheme_of(row.election, None)
    committee = Names(row.election.community).election_committee
    if opinion.outcome not in Eligibility.values:
        raise Refused("请选择审查意见。")
    if opinion.decided_on > timezone.localdate():
        raise Refused(f"审查日期({opinion.decided_on})在今天之后，请在审查之后登记。")
    if opinion.told_on and not opinion.decided_on <= opinion.told_on <= timezone.localdate():
        raise Refused(f"告知本人日期({opinion.told_on})应在审查日期到今天之间，请核对；还没有告知的请留空。")
    if scheme is None:
        raise Refused(f"{row.village}还没有登记已通过的选举办法；资格审查须依选举办法的条款，请先登记选举办法。")
    if scheme.values.get("reviewer", OWN) != OWN:
        raise Refused(
            f"“{scheme}”写的审查单位不是{committee}。候选人资格只由{committee}依选举办法审查，"
            "乡镇和部门只提供情况；请先按规定修改选举办法。"
        )
    if opinion.clause and opinion.clause not in clauses(scheme):
        raise Refused("所选条款不在已通过的选举办法中，请刷新页面后重新选择。")
    if opinion.outcome == Eligibility.EXCLUDED:
        if not opinion.clause:
            raise Refused("不列为候选人的，须选择所依的选举办法条款；选举办法没有写候选人条件的，不能据此排除。")
        if len(opinion.reason.strip()) < LEAST_PURPOSE:
            raise Refused("不列为候选人的，须写明理由(不少于4个字)，供告知本人；理由密封保存，不进入名单和纸面。")
    return scheme


def lift(row: Candidacy, *, by: Actor, reason: str, version: int | None = None) -> Candidacy:
    """The township's officer takes a review back that was entered wrongly; whoever was excluded is a nominee again."""
    workflow.require(by, row.village, *CONFIRMERS)
    reason = workflow.require_reason(reason, "撤销资格审查意见")
    with transaction.atomic():
        row = workflow.locked(row, version)
        review = review_of(row)
        if review is None:
            raise Refused(f"“{row}”没有资格审查意见，不用撤销。")
        review.withdrawn_at = timezone.now()
        workflow.advance(review, move=LIFT, title="撤销资格审查意见", by=by, reason=reason)
        if row.left_because == Leaving.REVIEWED:
            slates.restore(row)
        _step(row, move=LIFT, title="撤销资格审查意见", by=by, reason=reason)
    return row


def waiting(rows: QuerySet[Candidacy]) -> QuerySet[Candidacy]:
    """Those of them whose exclusion waits for another person."""
    return rows.filter(pk__in=CandidacyReview.objects.filter(confirmed=False).order_by().values("candidacy"))


def review_of(row: Candidacy) -> CandidacyReview | None:
    return CandidacyReview.objects.filter(candidacy=row).select_related("scheme").first()


def may_read(review: CandidacyReview, user: Actor) -> bool:
    """The township's officer, who sees to it that the person is told. Nobody beside or above."""
    return user.covers(review.village.path) and Role.TOWNSHIP_OFFICER in user.roles


def read_reason(review: CandidacyReview, *, by: Actor, purpose: str) -> str:
    """The reason, to be told to the person; each reading is recorded."""
    if not may_read(review, by):
        raise NotYours("审查理由只供告知本人，由乡镇组织委员查阅。")
    if len(purpose.strip()) < LEAST_PURPOSE:
        raise Refused("查阅审查理由须写明用途(不少于4个字)，请填写后再查阅。")
    restricted.record_reading([review], by=by, how=READ)
    return str(review.reason)


def moves(row: Candidacy, user: Actor) -> set[str]:
    """Moves of the review that the page offers this user now; the services decide again."""
    review: Any = review_of(row)
    if review is None:
        return {REVIEW} if row.live and officials_may(user, Action.CHANGE) else set()
    found = {LIFT} if officials_may(user, *CONFIRMERS) else set()
    if found and not review.confirmed and not workflow.bar(review, user, after=(REVIEW,)):
        found.add(CONFIRM)
    return found | ({READ} if review.reason and may_read(review, user) else set())
