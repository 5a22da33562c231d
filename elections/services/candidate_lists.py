"""Verbs of the formal list: drawn up by one, checked by another, made known; the next edition replaces it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from elections.choices import CandidacyState, CandidateListState, Order
from elections.models import Candidacy, CandidateList, Election, StepDay
from elections.rules import slate as rules
from elections.rules import strokes
from elections.services import calendars, reviews, slates, step_days
from elections.services.defects import TOLD

PROPOSE, PUBLISH, BACK = "propose", "publish", "send_back"
STEP = "candidates_list"


def lists_of(election: Election) -> list[CandidateList]:
    return list(CandidateList.objects.filter(election=election).order_by("-number"))


def standing_list(election: Election) -> CandidateList | None:
    return CandidateList.objects.filter(election=election, state=CandidateListState.PUBLISHED).first()


def names_on(rows: Sequence[CandidateList]) -> dict[int, dict[str, list[str]]]:
    """Election key → post → the names of an edition in their order; those who have left since are not among them."""
    known = Candidacy.objects.select_related("person").in_bulk({key for row in rows for key in row.entries})
    found: dict[int, dict[str, list[str]]] = {row.election_id: defaultdict(list) for row in rows}
    for row in rows:
        for one in (known[key] for key in row.entries if key in known and known[key].live):
            found[row.election_id][one.post].append(one.person.name)
    return found


def drawn_up_last(elections: Iterable[Election]) -> list[CandidateList]:
    """Of each election the list that waits to be checked, else the one that is made known."""
    states = (CandidateListState.PUBLISHED, CandidateListState.PROPOSED)
    rows = CandidateList.objects.filter(election__in=list(elections), state__in=states).order_by("pk")
    by_state = sorted(rows, key=lambda row: states.index(row.state))
    return list({row.election_id: row for row in by_state}.values())


def waiting(election: Election) -> CandidateList | None:
    return CandidateList.objects.filter(election=election, state=CandidateListState.PROPOSED).first()


def decided_strokes(election: Election) -> dict[str, str]:
    """What clerks of the county decided about characters that the table lacks: a character is decided on once."""
    found: dict[str, str] = {}
    rows = CandidateList.objects.filter(village__path__startswith=election.county.path).exclude(strokes={})
    for one in rows.order_by("id").values_list("strokes", flat=True):
        found |= one
    return found


def propose(
    election: Election,
    keys: Collection[int],
    *,
    order: str,
    decided: Mapping[str, str],
    by: Actor,
    version: int | None = None,
) -> CandidateList:
    """Draw up the list as the village's election committee fixed it; what the rules say of it is said beside."""
    workflow.require(by, election.village, Action.CHANGE)
    if order not in Order.values:
        raise Refused("请选择名单的排列方式。")
    with transaction.atomic():
        election = workflow.locked(election, version)
        if there := waiting(election):
            raise Refused(f"“{there}”待核对，请先核对或者退回。")
        slate = slates.slate_of(election)
        typed = _typed(decided)
        known = decided_strokes(election) | typed
        if unknown := rules.undecided_strokes(slate, keys, order, known):
            raise Refused(f"字表没有“{'、'.join(unknown)}”字的笔顺，请认定后填写，再拟名单。")
        entries = [one.key for one in rules.in_order(slate, keys, order, known)]
        if not entries or set(entries) != set(keys):
            raise Refused("请勾选列入名单的人选；勾选后有人已退出的，请刷新页面核对。")
        numbers = CandidateList.all_rows.filter(election=election).order_by("-number").values_list("number", flat=True)
        row = CandidateList(
            election=election,
            village=election.village,
            number=(numbers.first() or 0) + 1,
            order=order,
            entries=entries,
            strokes=typed,
        )
        workflow.advance(row, move=PROPOSE, title="拟定正式候选人名单", by=by, content=entries)
    return row


def _typed(decided: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for char, text in decided.items():
        try:
            found[char] = strokes.read(text)
        except ValueError as error:
            raise Refused(f"“{char}”字：{error}。") from error
    return found


def publish(row: CandidateList, *, on: date, by: Actor, version: int | None = None) -> CandidateList:
    """Another person has checked it and it is posted: its people are the formal candidates from now on."""
    workflow.require(by, row.village, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)
    if on > timezone.localdate():
        raise Refused(f"公布日期({on})在今天之后，请在公布之后登记。")
    with transaction.atomic():
        Election.objects.select_for_update(of=("self",)).get(pk=row.election_id)
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == CandidateListState.PROPOSED, row, "登记公布")
        workflow.require_other_person(row, by=by, after=(PROPOSE,))
        candidacies = _still_standing(row)
        earlier = standing_list(row.election)
        if earlier:
            earlier = workflow.locked(earlier)
            earlier.replace()
            workflow.advance(earlier, move=PUBLISH, title=f"由第{row.number}次名单代替", by=by)
        _make_formal(row, candidacies, by=by)
        row.supplemented_on = on if earlier else None
        row.publish()
        workflow.advance(row, move=PUBLISH, title="核对并登记公布", by=by, content=row.entries, approves=True)
        if not earlier:
            step_days.record_along(row.election, STEP, on, by=by)
        _tell_open_reviews(row)
    return row


def _still_standing(row: CandidateList) -> dict[int, Candidacy]:
    """Everybody nominated. What was drawn up by one is what another checks: nobody on it changed in between."""
    found = {one.pk: one for one in Candidacy.objects.select_for_update(of=("self",)).filter(election=row.election)}
    gone = [one for key in row.entries if (one := found.get(key)) is None or not one.live]
    if gone:
        raise Refused(f"拟定之后有{len(gone)}人不再列入，名单须重新拟定。请退回后另拟。")
    if changed := [key for key in row.entries if found[key].updated_at > row.created_at]:
        raise Refused(f"拟定之后名单上有{len(changed)}人的登记有改动，名单须重新拟定。请退回后另拟。")
    return found


def _make_formal(row: CandidateList, every: Mapping[int, Candidacy], *, by: Actor) -> None:
    """Who is on the list is a formal candidate; who was and is not any more is a nominee again.

    All at once: checks see the old list or the new one, never something between.
    """
    changed: list[tuple[Candidacy, str]] = []
    for one in every.values():
        if one.pk in row.entries and one.state == CandidacyState.NOMINATED:
            one.list_formally()
            changed.append((one, "列为正式候选人"))
        elif one.pk not in row.entries and one.state == CandidacyState.FORMAL:
            one.unlist()
            changed.append((one, "不再列入名单"))
    history.record_many([one for one, _ in changed], by=by, reason=f"公布{row}", fields=["state"])
    for one, title in changed:
        workflow.note(one, move=PUBLISH, title=title, by=by, reason=f"公布{row}")


def _tell_open_reviews(row: CandidateList) -> None:
    """The list is out, the joint review is not: who must act is told, nothing waits for it."""
    if number := len(reviews.open_reviews([row.election]).get(row.election_id, ())):
        inbox.notify(
            f"{row}已公布，其中和待定人选中{number}人联审尚无结论，请催办。",
            url=ledgers.of(CandidateList).page_of(row),
            roles=TOLD,
            place=row.village,
            cycle=row.cycle,
            tone=inbox.Notice.Tone.WARN,
            key=f"open_reviews:{row.pk}",
        )


def send_back(row: CandidateList, *, by: Actor, reason: str, version: int | None = None) -> CandidateList:
    workflow.require(by, row.village, Action.CHANGE)
    reason = workflow.require_reason(reason, "退回名单")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == CandidateListState.PROPOSED, row, "退回")
        row.send_back()
        inbox.tell_handed_back(row, after=PROPOSE, by=by, reason=reason)
        workflow.advance(row, move=BACK, title="退回名单", by=by, reason=reason)
    return row


def posted_on(row: CandidateList) -> date | None:
    """The day on which it was made known: of the first one the step of the calendar."""
    if row.supplemented_on or row.state not in (CandidateListState.PUBLISHED, CandidateListState.REPLACED):
        return row.supplemented_on
    step = StepDay.objects.filter(election=row.election, step=STEP, number=1).first()
    return step.done_on if step else None


def offered_day(row: CandidateList) -> date | None:
    """The first one is made known as planned, a later one today."""
    first = standing_list(row.election) is None
    return calendars.offered_day(row.election, STEP) if first else timezone.localdate()


def moves(row: CandidateList, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if row.state != CandidateListState.PROPOSED:
        return set()
    checks = officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)
    found = {PUBLISH} if checks and not workflow.bar(row, user, after=(PROPOSE,)) else set()
    return found | ({BACK} if officials_may(user, Action.CHANGE) else set())
