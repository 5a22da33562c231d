"""Election rules of a village for the tests."""

from datetime import date
from typing import Any

from electioncycle.records.history import record
from elections.models import Election, Term
from readiness.models import StartRecord
from tests import factories
from villages.models import Rule

GOOD: dict[str, Any] = {
    "mode": "all",
    "nomination": "nominated",
    "ballot_papers": "one",
    "voting": "together",
    "loser_stands_lower": False,
    "ballot_asks": "for",
    "seats_director": 1,
    "seats_deputy": 1,
    "seats_member": 2,
    "woman_seat": "column",
    "seats_woman": 1,
    "surplus_director": 1,
    "surplus_deputy": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "venue": "村文化礼堂",
    "stations": 2,
    "mobile_boxes": 1,
    "mobile_box_scrutineers": 3,
    "count_place": "centre",
    "void_grounds": ["overvote", "unreadable", "double_post"],
    "conditions": "遵纪守法，公道正派，身体健康，能坚持正常工作。",
    "reviewer": "election_committee",
}
"""Inside every rule set that the product ships, for a village."""


def make_election(village: Any, **values: Any) -> Election:
    """The regular election of a village's committee; its procedure was started on a consent of the leading group."""
    cycle = factories.cycle_for(village)
    term = Term.objects.filter(elected_in=cycle).first() or record(
        Term(county=cycle.county, name="2026年至2031年任期", begins_on=cycle.starts_on, elected_in=cycle),
        by=factories.clerk(),
    )
    consent = factories.make_decision(village, kind="consent", track="committee", until=None)
    start = StartRecord(
        cycle=cycle, village=village, decision=consent, track="committee", started_on=cycle.starts_on
    )
    start = record(start, by=factories.clerk())
    given = {"body": "committee", "procedure": "regular", "polling_day": date(2026, 12, 20), **values}
    return record(Election(village=village, term=term, start=start, **given), by=factories.clerk())


def rule(cycle: Any, **values: Any) -> None:
    """These rules in the cycle's set, with a source."""
    for key, value in values.items():
        Rule.objects.update_or_create(
            rule_set=cycle.rule_set, key=key, defaults={"label": key, "value": value, "source": f"{key}所依文件"}
        )


def typed(values: Any = GOOD, /, **more: Any) -> dict[str, Any]:
    """The values as the form sends them."""
    words = {True: "是", False: "否"}
    return {key: words.get(value, value) if isinstance(value, bool) else value for key, value in values.items()} | more


MEETING = {
    "adopted_by": "representatives",
    "held_on": "2026-11-20",
    "entitled": "40",
    "present": "30",
    "in_favour": "28",
    "document_number": "青村〔2026〕3号",
}
"""A vote with quorum, as the form sends it."""
