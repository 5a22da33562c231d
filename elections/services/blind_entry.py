"""Which sheets are typed blind from the beginning: named by the county, drawn by lot, under complaint, or near."""

from collections.abc import Sequence

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from elections.models import BlindLot, BlindVillage, Election, ResultSheet, Round
from elections.rules.lots import drawn
from elections.services import quick_checks, quick_reports
from elections.sheet_choices import BlindBecause, LotState
from meetings.models import Complaint
from meetings.oversight_choices import ENDED

DRAW = "draw"
SHORTEST = 3
"""A seed with fewer characters could be tried out beforehand."""


def because(row: Round) -> str:
    """Why the sheet of this round is typed blind; empty where nothing asks for it. The reason is the county's alone."""
    named = BlindVillage.objects.filter(election=row.election_id).first()
    if named is not None:
        return str(named.because)
    if _complained_of(row.election):
        return BlindBecause.COMPLAINT
    told = quick_reports.of_rounds([row]).get(row.pk)
    return BlindBecause.NEAR if told and quick_checks.nearly([told]) else ""


def _complained_of(election: Election) -> bool:
    """Whether a complaint of the village is open; nothing else is read of it."""
    if election.cycle is None:
        return False
    rows = Complaint.objects.filter(cycle=election.cycle, village=election.village_id)
    return bool(rows.exclude(state__in=ENDED).exists())


def chosen(lot: BlindLot) -> list[tuple[int, str]]:
    """Elections (keys) with the names by which they were drawn, in the order of the lot."""
    keys = {name: key for key, name in lot.pool}
    return [(keys[name], name) for name in drawn(keys, lot.seed, lot.number)] if lot.seed else []


def draw(lot: BlindLot, *, seed: str, by: Actor, version: int | None = None) -> Sequence[str]:
    """The number is there: whoever it draws is typed blind. Returns their names."""
    workflow.require(by, lot.cycle.county, Action.COUNTY_REVIEW)
    seed = seed.strip()
    if not SHORTEST <= len(seed) <= 60:
        raise Refused("请填写抽签号码，3至60个字，照公布的填写。")
    with transaction.atomic():
        lot = workflow.locked(lot, version)
        workflow.refuse_unless(lot.state == LotState.SEALED, lot, "抽签")
        lot.seed = seed
        lot.draw()
        found = chosen(lot)
        _name(lot, found, by=by)
        workflow.advance(lot, move=DRAW, title="抽签", by=by, reason=f"号码{seed}")
    return [name for _, name in found]


def _name(lot: BlindLot, found: Sequence[tuple[int, str]], *, by: Actor) -> None:
    """Whoever was named already stays so for that reason."""
    keys = [key for key, _ in found]
    there = set(BlindVillage.objects.filter(election__in=keys).values_list("election", flat=True))
    elections = Election.objects.filter(pk__in=keys).select_related("village", "start__cycle", "term__elected_in")
    rows = [
        BlindVillage(village=one.village, election=one, because=BlindBecause.LOT, lot=lot)
        for one in elections
        if one.pk not in there
    ]
    history.record_many(rows, by=by, reason=str(lot))


def begun(lot: BlindLot) -> list[str]:
    """Names of those drawn whose sheet was begun otherwise before."""
    names = dict(chosen(lot))
    rows = ResultSheet.objects.filter(round__election__in=names).exclude(method="blind")
    return [names[key] for key in rows.values_list("round__election", flat=True).distinct()]


def may_draw(lot: BlindLot, user: Actor) -> bool:
    return lot.state == LotState.SEALED and officials_may(user, Action.COUNTY_REVIEW)
