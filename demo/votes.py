"""What villages of the made-up county told by telephone of their votes, and which the county has typed blind."""

from datetime import time

from demo.county import County
from elections.choices import Announced, Procedure
from elections.models import BlindVillage, Election, QuickReport, Round
from elections.sheet_choices import BlindBecause, DirectorSaid, OtherSaid, ValiditySaid

OTHER = {Announced.OTHER: OtherSaid.LATER}


def add_votes(county: County) -> None:
    """Every by-election that was held has told; one that is ahead is a pilot of blind entry."""
    held = Round.objects.filter(
        election__procedure=Procedure.BY_ELECTION, election__village__path__startswith=county.area.path
    ).exclude(closed_at=None)
    rows = held.select_related("election__village__township", "election__term__elected_in", "rule_set")
    county.save([told(county, row) for row in rows.order_by("pk")])
    ahead = Election.objects.filter(
        village__path__startswith=county.area.path, procedure=Procedure.BY_ELECTION, rounds=None
    )
    for election in ahead.order_by("pk")[:1]:
        county.save([BlindVillage(village=election.village, election=election, because=BlindBecause.PILOT)])


def told(county: County, row: Round) -> QuickReport:
    rng = county.rng(f"quick report {row.election.village.code}")
    void = row.announced == Announced.VOID
    issued = rng.randrange(620, 900)
    return QuickReport(
        village=row.election.village,
        election=row.election,
        round=row,
        registered=1300 if void else 1000,
        issued=issued,
        recovered=issued - rng.randrange(5) - (60 if void else 0),
        validity=ValiditySaid.VOID if void else ValiditySaid.VALID,
        elected=0 if void or row.announced == Announced.OTHER else 1,
        director=DirectorSaid.NOT_VOTED,
        other=OTHER.get(Announced(row.announced), OtherSaid.NONE) if row.announced else OtherSaid.NONE,
        ended_at=time(11, 30),
        reporter=county.people.name(rng, male=rng.random() < 0.6),
    )
