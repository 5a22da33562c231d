"""Where one election of a party organisation stands: everything recorded of it, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from candidates.models import Nominee
from electioncycle.actors import Actor
from elections.models import (
    Election,
    PartyBranch,
    PartyObjection,
    PartyPlan,
    PartyResult,
    PartySheet,
    RosterMember,
)
from elections.rules import party as rules
from elections.services import calendars, checking, party_papers
from elections.services.calendars import Line


@dataclass(frozen=True)
class PartyTrack:
    """Persons are those whom the user's ledgers show; nobody stands in an order of votes."""

    lines: Sequence[Line]
    plan: PartyPlan | None
    needed: int | None
    """So many candidates the rules ask for."""
    sheets: Sequence[PartySheet]
    branches: Sequence[PartyBranch]
    nominees: Sequence[Nominee]
    objections: Sequence[PartyObjection]
    result: PartyResult | None
    elected: Sequence[RosterMember]
    checks: Sequence[checking.Line]


def track(election: Election, user: Actor) -> PartyTrack:
    own = calendars.calendar_of(election)
    plan = _first(PartyPlan, election)
    norms = checking.Basis([election]).norms(election)
    return PartyTrack(
        own.lines if own else [],
        plan,
        rules.needed(plan.seats, norms) if plan else None,
        _rows(PartySheet, election),
        _rows(PartyBranch, election),
        party_papers.nominees(election, user),
        _rows(PartyObjection, election),
        _first(PartyResult, election),
        party_papers.elected(election, user),
        checking.lines([election]).get(election.pk, []),
    )


def _rows(model: Any, election: Election) -> list[Any]:
    return list(model.objects.filter(election=election).select_related("village").order_by("pk"))


def _first(model: Any, election: Election) -> Any:
    return model.objects.filter(election=election).select_related("village", "election").first()
