"""What a new cycle takes over from the last one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.db import models

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import history
from electioncycle.records.rows import LedgerModel
from villages.models import (
    Contact,
    Cycle,
    KindItem,
    LastTermFigures,
    ResponsibilityPost,
    TeamMember,
    VillageProfile,
)
from villages.rules import teams as rules
from villages.village_ledgers import of_villages

OWN = {"id", "version", "created_at", "updated_at", "withdrawn_at", "search_text", "cycle"}
OF_THE_LAST_TERM: dict[type[LedgerModel], set[str]] = {
    VillageProfile: {"batch", "election_day"},
    TeamMember: {
        "appraisal_1",
        "appraisal_2",
        "appraisal_3",
        "wish",
        "performance",
        "votes_excellent",
        "votes_competent",
        "votes_basic",
        "votes_incompetent",
    },
    ResponsibilityPost: {"visits"},
}
"""Fields that say something about the last term only; the new cycle starts with them empty."""


def copy_of(row: Any, cycle: Cycle, **changes: Any) -> Any:
    left_out = OWN | OF_THE_LAST_TERM.get(type(row), set())
    values = {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if f.name not in left_out}
    return type(row)(cycle=cycle, **{**values, **changes})


def carry(
    last: Cycle, cycle: Cycle, *, by: Actor, posts: bool, contacts: bool, open_rows: Collection[str] = ()
) -> dict[str, int]:
    """Copy lists, profiles, sitting teams and, by choice, posts, contacts and what is open in the ledgers named.

    Returns how many of each.
    """
    reason = f"由“{last}”带入"
    items = _lists(last, cycle, by, reason)
    team = list(_live(TeamMember, last).select_related("person"))
    copies: dict[str, list[Any]] = {
        "profiles": [copy_of(row, cycle) for row in _live(VillageProfile, last)],
        "team": [copy_of(row, cycle) for row in team],
        "last_terms": _last_terms(team, last, cycle),
    }
    if posts:
        rows = _live(ResponsibilityPost, last).select_related("kind")
        copies["posts"] = [copy_of(row, cycle, kind=items[row.kind_id]) for row in rows if row.kind_id in items]
    if contacts:
        found = Contact.objects.filter(cycle=last).select_related("area", "role")
        copies["contacts"] = [copy_of(row, cycle, role=items[row.role_id]) for row in found if row.role_id in items]
    for made in copies.values():
        history.record_many(made, by=by, reason=reason)
    going_on = {
        ledger.name: ledger.carry_over(last, cycle, items, by=by, reason=reason)
        for ledger in of_villages(ledgers.REGISTRY.values())
        if ledger.carries_over and ledger.name in open_rows
    }
    return {"lists": len(items), **{name: len(made) for name, made in copies.items()}, **going_on}


def _live(model: type[Any], cycle: Cycle) -> models.QuerySet[Any]:
    """Rows of villages that still stand."""
    rows: models.QuerySet[Any] = model.objects.filter(cycle=cycle, village__valid_to=None)
    return rows.select_related("village__township")


def _lists(last: Cycle, cycle: Cycle, by: Actor, reason: str) -> dict[int, KindItem]:
    """Old key → the new cycle's entry; planned days of batches belong to the last cycle."""
    items = {row.pk: copy_of(row, cycle, planned_on=None) for row in KindItem.objects.filter(cycle=last)}
    history.record_many(list(items.values()), by=by, reason=reason)
    return items


def _last_terms(team: list[TeamMember], last: Cycle, cycle: Cycle) -> list[LastTermFigures]:
    by_village: dict[Any, list[rules.MemberFacts]] = defaultdict(list)
    for member in team:
        person = member.person
        by_village[member.village].append(
            rules.MemberFacts(
                person.sex,
                person.birth,
                person.education,
                person.politics,
                member.party_post,
                member.committee_post,
            )
        )
    kept = {f.name for f in LastTermFigures._meta.concrete_fields} - OWN
    return [
        LastTermFigures(
            cycle=cycle,
            village=village,
            **{k: v for k, v in asdict(rules.structure(facts, last.reference_date)).items() if k in kept},
        )
        for village, facts in by_village.items()
    ]
