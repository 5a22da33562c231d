"""Those elected in one cycle become the sitting team of the next: an act of the county, village by village.

The preview says who comes in, who goes and what is not clear; confirmed is what was shown and nothing else, so that
what a township changed meanwhile is not written over. It may be done again: then only what differs is left.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from elections.choices import Body
from elections.rules import next_team as rules
from elections.rules.elected_team import BODIES, NONE, Seat
from elections.rules.next_team import CHANGES, COMES, GOES, Held, Move, Moves
from elections.services import mid_term_people, sitting
from elections.services.grouping import grouped
from elections.services.sitting import SittingTeam
from villages.models import Cycle, LastTermFigures, Person, TeamMember, Village
from villages.rules import teams
from villages.services.teams import UNREAD
from villages.services.territory import participants

POSTS = ("party_post", "committee_post", "supervision_post")
FIGURES = (
    *("members", "mean_age", "under_36", "over_59", "women", "party_members", "high_school_up", "college_up"),
    *("one_shoulder", "cross_posts"),
)
VOTES = ("polling_day", "registered", "recovered")
WRITTEN = (*POSTS, "post_since", "rank")


@dataclass(frozen=True)
class Plan:
    """What becomes of one village's team and of its figures of the last term."""

    found: SittingTeam
    moves: Moves
    figures: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """Field of the last term's figures → what stands there, and what the election says; only what differs."""
    figures_touched: bool = False
    to_name: Sequence[tuple[str, str]] = ()
    """Who comes in and is no person yet, with the page on which somebody says who it is (empty: there is none)."""

    @property
    def village(self) -> Village:
        return self.found.village

    @property
    def settled(self) -> frozenset[str]:
        return self.found.team.done

    @property
    def changed(self) -> bool:
        return bool(self.moves.changed or self.figures)

    @property
    def listed(self) -> bool:
        """Whether there is something to do: to take over, or first to say who somebody is."""
        return self.changed or bool(self.to_name)

    @property
    def unclear(self) -> tuple[str, ...]:
        return (*self.found.team.unclear, *self.found.found.unclear, *self.moves.unclear)

    @property
    def figure_words(self) -> list[tuple[str, Any, Any]]:
        labels = {one.name: str(one.verbose_name) for one in LastTermFigures._meta.concrete_fields}
        return [(labels[name], _said(old), _said(new)) for name, (old, new) in self.figures.items()]

    @property
    def seen(self) -> str:
        """Of what the preview showed, so that another state is noticed."""
        told = [self.village.pk, [one.as_plain for one in self.moves.moves], sorted(self.figures.items())]
        return sha256(json.dumps(told, default=str).encode()).hexdigest()[:24]


def _said(value: Any) -> Any:
    return {True: "是", False: "否", None: "—"}.get(value, value) if isinstance(value, bool | None) else value


def source_of(cycle: Cycle) -> Cycle:
    """The cycle whose elected go into this one. Raises Refused in words."""
    if cycle.previous is None:
        raise Refused(f"“{cycle}”不是由上一届建立的，没有可以转入的当选班子。请切换到由上一届建立的届次再办理。")
    cycle.require_open_for_entry()
    return cycle.previous


def plans(user: Actor, cycle: Cycle, *, township: int = 0) -> list[Plan]:
    """Of every village that takes part in the new cycle, in official order; constant queries."""
    last = source_of(cycle)
    villages = participants(user, cycle)
    own = list(villages.filter(township=township) if township else villages)
    keys = [one.pk for one in own]
    rows = TeamMember.objects.filter(cycle=cycle, village__in=keys).order_by("rank", "pk")
    held = grouped(rows.select_related("person").defer(*UNREAD), "village_id")
    before = {one.village_id: one for one in LastTermFigures.objects.filter(cycle=cycle, village__in=keys)}
    sheets = mid_term_people.sheets_of(keys)
    return [_plan(one, held[one.village.pk], before.get(one.village.pk), sheets) for one in sitting.since(last, own)]


def _plan(
    found: SittingTeam, rows: Sequence[TeamMember], before: LastTermFigures | None, sheets: mid_term_people.Unlinked
) -> Plan:
    moves = rules.moves(found.members, [_held(row) for row in rows], found.team.done)
    wanted = _figures(found)
    if before is None and "members" not in wanted:
        wanted = {}  # votes alone are no figures of a team
    stands = {name: getattr(before, name) if before else None for name in wanted}
    differs = {name: (stands[name], new) for name, new in wanted.items() if not history.same(stands[name], new)}
    to_name = [(name, _where(found, name, sheets)) for name in moves.unnamed]
    return Plan(found, moves, differs, bool(before and before.version > 1), to_name)


def _where(found: SittingTeam, name: str, sheets: mid_term_people.Unlinked) -> str:
    """The change of who came in by the ledger, the sheet of a by-election."""
    if row := next((one for one in found.changes if one.unnamed and one.name == name), None):
        return reverse("mid_term_person", args=[row.pk])
    sheet = sheets.get((found.village.pk, name))
    return reverse("result_sheet", args=[sheet]) if sheet else ""


def _held(row: TeamMember) -> Held:
    person = row.person
    seat = Seat("", "", person.name, person.sex, person.pk, person.birth)
    posts = (row.party_post, row.committee_post, row.supervision_post)
    return Held(row.pk, seat, posts, beside=row.collective_post != NONE, touched=row.version > 1)


def _figures(found: SittingTeam) -> dict[str, Any]:
    """As elected, ages on polling day; the structure only where both committees are settled, or there is but one."""
    team, known = found.team, dict[str, Any]()
    if Body.COMMITTEE in team.done:
        known |= {"polling_day": team.day, "registered": team.turnout.registered, "recovered": team.turnout.recovered}
        if Body.PARTY in team.done and team.day:
            shape = asdict(teams.structure((one.facts for one in team.members), team.day))
            known |= {name: shape[name] for name in FIGURES}
    return known


# --- carried out -----------------------------------------------------------------------------------------------------


def take_over(cycle: Cycle, seen: Mapping[int, str], *, by: Actor, version: int | None = None) -> dict[str, int]:
    """Write what the preview showed of these villages (key → ``Plan.seen``); all of them or none. Raises Refused."""
    workflow.require_county(by, cycle.county)
    if not seen:
        raise Refused("没有选择村(社区)，没有转入。请勾选要转入的村(社区)。")
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        last = source_of(cycle)
        wanted = {one.village.pk: one for one in plans(by, cycle) if one.village.pk in seen}
        _require_seen(wanted, seen)
        reason = f"“{last}”当选班子转入"
        counts = _write(cycle, list(wanted.values()), by=by, reason=reason)
        audit.record(audit.Event.CHANGED, by=by, row=cycle, villages=len(wanted), **counts)
    return counts


def _require_seen(wanted: Mapping[int, Plan], seen: Mapping[int, str]) -> None:
    if strange := set(seen) - set(wanted):
        raise Refused(f"有{len(strange)}个村(社区)不参加本届换届或者不存在，没有转入。请刷新页面重新选择。")
    if moved := [one for key, one in wanted.items() if one.seen != seen[key]]:
        names = "、".join(f"{one.village.township}{one.village}" for one in moved[:5])
        raise Refused(f"{names}等{len(moved)}个村(社区)的名单在预览之后有变化，没有转入。请刷新页面核对后再办理。")


def _write(cycle: Cycle, chosen: Sequence[Plan], *, by: Actor, reason: str) -> dict[str, int]:
    rows = TeamMember.objects.filter(cycle=cycle, village__in=[one.village.pk for one in chosen])
    stored = {row.pk: row for row in rows.select_related("village", "person")}
    every = [(plan, one) for plan in chosen for one in plan.moves.changed]
    persons = Person.objects.in_bulk({one.member.person for _, one in every if one.kind == COMES and one.member})
    new = [_put(_new(cycle, plan, one, persons), plan, one) for plan, one in every if one.kind == COMES]
    changed = [_put(stored[one.row], plan, one) for plan, one in every if one.kind == CHANGES]
    gone = [stored[one.row] for _, one in every if one.kind == GOES]
    history.record_many(new, by=by, reason=reason)
    history.record_many(changed, by=by, reason=reason, fields=WRITTEN)
    history.withdraw_many(gone, by=by, reason=reason)
    figures = _write_figures(cycle, chosen, by=by, reason=reason)
    return {COMES: len(new), CHANGES: len(changed), GOES: len(gone), "figures": figures}


def _new(cycle: Cycle, plan: Plan, one: Move, persons: Mapping[Any, Person]) -> TeamMember:
    member = one.member
    person, source = (persons[member.person], member.source) if member else (None, "")
    return TeamMember(cycle=cycle, village=plan.village, person=person, source=source)


def _put(row: TeamMember, plan: Plan, one: Move) -> TeamMember:
    for name, post in zip(POSTS, one.after, strict=True):
        setattr(row, name, post)
    gained = [body for body, old, now in zip(BODIES, one.before, one.after, strict=True) if now not in (old, NONE)]
    if gained:
        row.post_since = _since(plan, one.name, gained)
    return row


def _since(plan: Plan, name: str, gained: Sequence[str]) -> date | None:
    """The day on which the person came into the posts that are new."""
    offices = [one for one in plan.found.found.held if one.seat.name == name and one.seat.body in gained]
    return max((one.since for one in offices if one.since), default=plan.found.team.day)


def _write_figures(cycle: Cycle, chosen: Iterable[Plan], *, by: Actor, reason: str) -> int:
    told = [one for one in chosen if one.figures]
    stored = {one.village_id: one for one in LastTermFigures.objects.filter(cycle=cycle)}
    rows = [stored.get(one.village.pk) or LastTermFigures(cycle=cycle, village=one.village, members=0) for one in told]
    for row, one in zip(rows, told, strict=True):
        for name, (_, value) in one.figures.items():
            setattr(row, name, value)
    history.record_many(rows, by=by, reason=reason, fields=(*FIGURES, *VOTES))
    return len(rows)
