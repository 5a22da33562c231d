"""What was unforeseen at a vote is told to the county's duty at once, and once more when it is settled."""

from collections.abc import Iterable

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import COUNTY_ROLES
from elections.models import Incident
from elections.services import duty


def tell(rows: Iterable[Incident], *, by: Actor) -> None:
    """Whoever is on the county's roster of the day; all of the county where nobody is."""
    for row in rows:
        county = row.election.county
        on_duty = [one.official for one in duty.roster(row.day, county.path) if one.official != by]
        for official in on_duty:
            inbox.notify(said(row), url=_page(row), user=official, tone=_tone(row), key=f"{_key(row)}:{official.pk}")
        if not on_duty:
            inbox.notify(said(row), url=_page(row), roles=COUNTY_ROLES, place=county, tone=_tone(row), key=_key(row))


def said(row: Incident) -> str:
    """Where, when and of which kind; what happened stands on its page."""
    at = f"{row.at:%H:%M}" if row.at else ""
    state = "已办结" if row.closed_on else "正在处置"
    return f"{row.village.township}{row.village}{row.day:%m月%d日}{at}突发情况（{row.get_kind_display()}），{state}。"


def _page(row: Incident) -> str:
    return ledgers.of(Incident).page_of(row)


def _key(row: Incident) -> str:
    return f"incident:{row.pk}"


def _tone(row: Incident) -> str:
    return inbox.Notice.Tone.INFO if row.closed_on else inbox.Notice.Tone.WARN
