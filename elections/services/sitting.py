"""Who sits in the villages today: those elected, by-elections held since and the changes recorded between elections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from elections.choices import Body, ElectionState, PostCode, Procedure
from elections.mid_term_choices import MidTermKind
from elections.models import Election, MidTermChange, Term
from elections.rules import elected_team as rules
from elections.rules import strokes
from elections.rules.elected_team import Member, Seat
from elections.rules.sitting import Change, Office, Place, Sitting, people, sitting
from elections.services import counted_sheets, elected_team
from elections.services.elected_team import VillageTeam
from elections.services.grouping import grouped
from villages.models import Cycle, Village
from villages.services.teams import UNREAD

TERMS = 2
"""So many terms are looked back on: a new one that has no result yet leaves the last team in office."""


@dataclass(frozen=True)
class SittingTeam:
    """One village: who was elected, what changed since, who sits."""

    village: Village
    team: VillageTeam
    found: Sitting
    changes: Sequence[MidTermChange] = ()
    elections: Sequence[Election] = field(default=())
    """By-elections and recalls of the term, the latest first."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Who sits, each once, in the order of posts."""
        return rules.members(people(self.found.offices))

    @property
    def known(self) -> bool:
        return bool(self.found.offices)


def sitting_in(villages: Sequence[Village], on: date | None = None) -> dict[int, SittingTeam]:
    """By village the team of the newest term that has a result there."""
    found: dict[int, SittingTeam] = {}
    for cycle in _cycles(villages):
        left = [one for one in villages if one.pk not in found or not found[one.pk].known]
        found |= {one.village.pk: one for one in since(cycle, left, on)}
    return found


def _cycles(villages: Sequence[Village]) -> list[Cycle]:
    counties = {one.township.parent_id for one in villages}
    terms = Term.objects.filter(county__in=counties).exclude(elected_in=None).select_related("elected_in")
    seen: dict[int, list[Cycle]] = defaultdict(list)
    for term in terms.order_by("-begins_on", "-id"):
        if term.elected_in is not None:
            seen[term.county_id].append(term.elected_in)
    return [cycle for own in seen.values() for cycle in own[:TERMS]]


def since(cycle: Cycle, villages: Sequence[Village], on: date | None = None) -> list[SittingTeam]:
    """Who was elected in the cycle and sits on the day; constant queries."""
    on = on or timezone.localdate()
    own = [one for one in villages if one.township.parent_id == cycle.county_id]
    keys = [one.pk for one in own]
    later = Election.objects.filter(
        term__elected_in=cycle, procedure__in=(Procedure.BY_ELECTION, Procedure.RECALL), village__in=keys
    ).exclude(state=ElectionState.CALLED_OFF)
    elections = grouped(later.order_by("-polling_day", "-pk"), "village_id")
    came = _came([one for every in elections.values() for one in every])
    recorded = MidTermChange.objects.filter(village__in=keys).select_related("person").defer(*UNREAD)
    changes = grouped(recorded.order_by("asked_on", "pk"), "village_id")
    found = []
    for team in elected_team.teams_of(own, cycle):
        key = team.village.pk
        rows = [one for one in changes[key] if team.day is None or one.asked_on >= team.day]
        told = [*came.get(key, ()), *map(as_change, rows)]
        found.append(
            SittingTeam(team.village, team, sitting(_offices(team), told, on, _seats(team)), rows, elections[key])
        )
    return found


def _offices(team: VillageTeam) -> Iterable[Office]:
    for member in team.members:
        for seat in member.seats:
            yield Office(_known(seat, member), team.day)


def _known(seat: Seat, member: Member) -> Seat:
    """The seat with what any source knows of its holder."""
    party = member.facts.politics
    return Seat(
        *(seat.body, seat.post, seat.name, seat.sex, member.person, member.birth, member.education, party),
        *(str(member.known("ethnicity")), member.source),
    )


def _came(elections: Sequence[Election]) -> dict[int, list[Change]]:
    """By village who was elected by verified by-elections of the committee."""
    held = {one.pk: one for one in elections if one.procedure == Procedure.BY_ELECTION and one.body == Body.COMMITTEE}
    sheets = counted_sheets.verified(held)
    winners = counted_sheets.winners(own for every in sheets.values() for own in every)
    found: dict[int, list[Change]] = defaultdict(list)
    for key, own in sheets.items():
        for sheet in own:
            for row in winners[sheet.pk]:
                seat = elected_team.seat_of(row)
                found[held[key].village_id].append(Change(MidTermKind.ELECTED, seat, sheet.round.polling_day))
    return found


def as_change(row: MidTermChange) -> Change:
    """A recorded change with what its row knows of the person."""
    person = row.person
    known = (row.birth, row.education, row.politics)
    if person is not None:  # what the register says of somebody holds; the row has what was typed when they came in
        known = (person.birth or row.birth, person.education or row.education, person.politics or row.politics)
    seat = Seat(
        *(row.body, rules.as_sitting(row.post), row.name, row.sex, row.person_id, *known),
        *(person.ethnicity if person else "", row.source),
    )
    return Change(row.kind, seat, row.day, row.until, row.acting)


def _seats(team: VillageTeam) -> Mapping[Place, int] | None:
    """How many each post of the committee has; None where no result says it."""
    return {(str(Body.COMMITTEE), post): number for post, number in team.seats.items()} or None


@dataclass(frozen=True)
class Line:
    """One post of one person as a page shows it; ``changed`` says what became of it and on which day."""

    name: str
    post: str
    since: str
    how: str
    changed: str
    held: bool


def lines(found: SittingTeam) -> list[Line]:
    """Who sits in the order of posts and strokes, then who left."""
    offices = sorted(found.found.offices, key=_order)
    return [
        Line(
            one.seat.name,
            title(one.place),
            f"{one.since}" if one.since else "",
            one.by,
            _changed(one),
            one.held,
        )
        for one in offices
    ]


def _order(one: Office) -> tuple[Any, ...]:
    body, post = one.place
    return not one.held, rules.BODIES.index(Body(body)), rules.POSTS[body].index(post), strokes.key(one.seat.name)


def _changed(one: Office) -> str:
    if one.left:
        return f"{one.left.day}{one.left.words}"
    if one.absent:
        until = f"至{one.absent.until}" if one.absent.until else "起"
        acting = f"，{one.absent.acting}主持" if one.absent.acting else ""
        return f"{one.absent.day}{until}{one.absent.words}{acting}"
    return ""


def post_code(place: Place) -> PostCode:
    """A post as elections name it."""
    body, post = place
    return PostCode.DEPUTY_SECRETARY if (body, post) == (Body.PARTY, "deputy") else PostCode(post)


def title(place: Place) -> str:
    """A post as pages name it."""
    return f"{Body(place[0]).label}{post_code(place).label}"
