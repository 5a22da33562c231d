"""Verbs of the registration: corrections after the list was out; and what the checks find of its figures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from elections.choices import RecordState
from elections.models import Election, Registration, Supplement
from elections.models.registrations import MOST_PEOPLE
from elections.rules import registration as rules
from elections.rules.calendar import POLLING
from elections.rules.checks import Finding
from elections.rules.norms import Norms
from elections.rules.registration import Correction, Figures
from elections.services import checking
from elections.services.checking import Basis
from elections.services.recorded import APPROVERS
from villages.models import VillageProfile

CORRECT, CONFIRM = "supplement", "confirm"
APPROVAL = "adoption_over"
"""The part of a meeting that must agree, as for what else villagers decide."""


@dataclass(frozen=True)
class Corrected:
    """What a form sends of a correction."""

    registered: int
    grounds: str
    notice_number: str = ""
    published_on: date | None = None


def norms_of(election: Election) -> Norms:
    return Basis([election]).norms(election)


def polling_day_of(election: Election) -> date | None:
    own = Basis([election]).calendars.get(election.pk)
    return own.day if own else None


def registered(elections: Sequence[Election]) -> dict[int, int]:
    """R of each election as corrected last; none where nothing was registered yet."""
    rows = Registration.objects.filter(election__in=elections).prefetch_related("supplements")
    return {row.election_id: row.figure for row in rows}


def correct(row: Registration, said: Corrected, *, by: Actor, version: int | None = None) -> Supplement:
    """The village corrected its published list; without a notice of its own F.107 stands until there is one."""
    workflow.require(by, row.village, Action.CHANGE)
    with transaction.atomic():
        held = workflow.locked(row, version)
        workflow.refuse_unless(held.state == RecordState.APPROVED, held, "登记更正")
        if faults := correction_faults(said.registered, said.published_on):
            raise Refused("".join(faults.values()))
        _require_new(held, said)
        last = held.supplements.aggregate(last=Max("number"))["last"] or 0
        made = Supplement(
            registration=held,
            number=last + 1,
            registered=said.registered,
            grounds=workflow.require_reason(said.grounds, "更正")[:120],
            notice_number=said.notice_number.strip()[:60],
            published_on=said.published_on,
            confirmed=False,
        )
        workflow.advance(made, move=CORRECT, title="登记名单更正", by=by, reason=f"更正为{said.registered}人")
    return made


def confirm(made: Supplement, *, by: Actor, version: int | None = None) -> Supplement:
    """Another person has compared it with the village's paper: from now on it is the figure."""
    workflow.require(by, made.village, *APPROVERS)
    with transaction.atomic():
        row = workflow.locked(made, version)
        if row.confirmed:
            raise Refused(f"“{row}”已经核对。请刷新页面。")
        workflow.require_other_person(row, by=by, after=(CORRECT,))
        if row.history.filter(history_user=by.pk).exists():
            raise Refused(f"您改动过“{row}”，须由另一人核对。")
        row.confirmed = True
        workflow.advance(row, move=CONFIRM, title="核对名单更正", by=by, approves=True, content=row.registered)
    return row


def may_confirm(row: Supplement, user: Actor) -> bool:
    if row.confirmed or not officials_may(user, *APPROVERS) or workflow.bar(row, user, after=(CORRECT,)):
        return False
    return not row.history.filter(history_user=user.pk).exists()


def correction_faults(number: int | None, day: date | None) -> dict[str, str]:
    """What no correction can say, by field; the form in which its notice is added asks the same."""
    found = {}
    if number is not None and not 0 < number <= MOST_PEOPLE:
        found["registered"] = f"更正后的登记总数应在1至{MOST_PEOPLE}之间，请核对。"
    if day is not None and day > timezone.localdate():
        found["published_on"] = f"公告日期({day})在今天之后，请在公布之后登记。"
    return found


def _require_new(held: Registration, said: Corrected) -> None:
    """A form that was sent twice corrects once."""
    last = held.supplements.filter(withdrawn_at=None).order_by("number").last()
    sent = (said.registered, said.notice_number.strip()[:60], said.published_on)
    same = last is not None and (last.registered, last.notice_number, last.published_on) == sent
    if last is not None and same and last.grounds == said.grounds.strip()[:120]:
        raise Refused(f"第{last.number}次更正就是这样登记的，没有重复登记。请刷新页面核对。")


@checking.finder("F.102", "F.103", "F.104", "F.105", "F.107", rests_on=(Registration, Supplement))
def of_registrations(basis: Basis) -> Iterator[tuple[Election, Finding]]:
    by_key = {one.pk: one for one in basis.elections}
    rows = list(Registration.objects.filter(election__in=by_key).prefetch_related("supplements"))
    adults, before = _adults(by_key.values(), rows), _last_figures(by_key.values(), rows)
    for row in rows:
        election = by_key[row.election_id]
        figures = _figures(row, adults.get(row.election_id), before.get(row.election_id))
        for finding in rules.findings(figures, approval=basis.norms(election).share(APPROVAL)):
            yield election, finding
        polled = basis.happened(election.pk, POLLING) if row.supplements.all() else None
        for finding in rules.corrections(_corrections(row), published=row.registered, polled=polled):
            yield election, finding


def _corrections(row: Registration) -> list[Correction]:
    live = (one for one in row.supplements.all() if one.withdrawn_at is None)
    return [Correction(one.number, one.registered, one.notice_number, one.published_on) for one in live]


def _figures(row: Registration, adults: int | None, last: int | None) -> Figures:
    people = row.base == "people"
    return Figures(
        row.registered,
        row.classes,
        row.by_group,
        row.outsider_present,
        row.outsider_for,
        adults if people else None,
        (row.last_registered or last) if people else row.last_registered,
        row.list_counted,
        row.list_doubles,
        row.doubles_settled,
        row.list_young,
    )


def _adults(elections: Iterable[Election], rows: Sequence[Registration]) -> dict[int, int]:
    """The electorate that the profile expects, else the larger of its populations, by election."""
    held = {row.election_id for row in rows}  # a village has the party's election in the same cycle
    by_place = {(one.cycle.pk, one.village_id): one.pk for one in elections if one.pk in held and one.cycle}
    if not by_place:
        return {}
    profiles = VillageProfile.objects.filter(cycle__in={cycle for cycle, _ in by_place})
    profiles = profiles.filter(village__in={row.village_id for row in rows}).order_by()
    names = ("cycle_id", "village_id", "voters", "registered_population", "resident_population")
    found = {}
    for cycle, village, voters, *populations in profiles.values_list(*names):
        most = voters or max((one for one in populations if one), default=None)
        if most is not None and (key := by_place.get((cycle, village))):
            found[key] = most
    return found


def _last_figures(elections: Iterable[Election], rows: Sequence[Registration]) -> dict[int, int]:
    """What was registered for the same body of the village the time before, where the product held that election."""
    if not rows:
        return {}
    earlier: dict[Any, list[tuple[date, int]]] = defaultdict(list)
    places = {row.village_id for row in rows}
    old = Registration.objects.filter(village__in=places, base="people").select_related("election")
    for row in old.prefetch_related("supplements").order_by("election__polling_day"):
        if row.election.polling_day:
            earlier[row.village_id].append((row.election.polling_day, row.figure))
    return {
        one.pk: past[-1]
        for one in elections
        if one.polling_day and (past := [n for day, n in earlier[one.village_id] if day < one.polling_day])
    }
