"""What is recorded of the party organisation's elections, for many at once, and what the checks find in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from candidates.models import Nominee
from elections.choices import Body, Procedure
from elections.models import Election, PartyBranch, PartyObjection, PartyPlan, PartySheet
from elections.party_choices import ReplyState
from elections.rules import party as rules
from elections.rules.calendar import POLLING
from elections.rules.party import Branch, Days, Objection, Plan, Sheet, Track
from elections.services import checking
from elections.services.checking import Basis, Found
from villages.choices import Politics

RECORDED = (PartyPlan, PartySheet, PartyBranch, PartyObjection)
STEPS = {
    "permit": rules.PERMIT,
    "notice": rules.NOTICE,
    "notice_end": rules.NOTICE_END,
    "reply": rules.REPLY,
    "secretary": rules.SECRETARY,
}


def is_track(election: Election) -> bool:
    return election.body == Body.PARTY and election.procedure != Procedure.RECALL


def plan_of(row: PartyPlan) -> Plan:
    replied = row.state == ReplyState.REPLIED
    return Plan(row.full_members, row.classes, row.seats, row.candidates, row.discipline, replied)


def tracks(basis: Basis) -> dict[int, Track]:
    """Election key → what is recorded of it; nothing is read where no party organisation elects."""
    mine = [one for one in basis.elections if is_track(one)]
    if not mine:
        return {}
    plans = {row.election_id: plan_of(row) for row in PartyPlan.objects.filter(election__in=mine)}
    sheets = _grouped(PartySheet, mine, Sheet, "kind", "present", "entitled", "issued", "recovered")
    branches = _grouped(PartyBranch, mine, Branch, "name", "elected_on")
    objections = _grouped(PartyObjection, mine, Objection, "number", "received_on", "answered_on")
    strange = _strangers(mine)
    return {
        one.pk: Track(
            plans.get(one.pk),
            sheets[one.pk],
            branches[one.pk],
            objections[one.pk],
            _days(basis, one),
            strange[one.village_id, one.cycle.pk if one.cycle else 0],
        )
        for one in mine
    }


def _grouped(model: Any, elections: Sequence[Election], made: Any, *names: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = model.objects.filter(election__in=elections).order_by("pk").values_list("election_id", *names)
    for election, *values in rows:
        found[election].append(made(*values))
    return found


def _strangers(elections: Iterable[Election]) -> Counter[tuple[int, int]]:
    """How many of those put forward are known not to be full members; of whom nothing is said nothing is found."""
    cycles = {one.cycle.pk for one in elections if one.cycle}
    rows = Nominee.objects.filter(village__in=[one.village_id for one in elections], cycle__in=cycles)
    known = rows.exclude(person__politics__in=("", Politics.PARTY_MEMBER)).order_by()
    return Counter(known.values_list("village_id", "cycle_id"))


def _days(basis: Basis, election: Election) -> Days:
    """The meeting is the last that was held."""
    own = basis.calendars.get(election.pk)
    if own is None:
        return Days()
    held = [day for day in own.facts.get(POLLING, ()) if day]
    known = Days(**{name: own.happened(step, 1) for name, step in STEPS.items()})
    return replace(known, held_on=held[-1] if held else None)


CODES = ("F.601", "F.602", "F.603", "F.604", "F.605", "F.606", "F.607", "F.608", "F.609", "F.610")


@checking.finder(*CODES, rests_on=RECORDED)
def of_party(basis: Basis) -> Found:
    recorded = tracks(basis)
    for election in basis.elections:
        if election.pk in recorded:
            for finding in rules.findings(recorded[election.pk], basis.norms(election)):
                yield election, finding
