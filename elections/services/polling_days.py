"""Moving a polling day: what moves along, what the law forbids, for one election or many; what happened stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.wording import day_in_words
from elections.choices import Body, ElectionState, Procedure
from elections.models import Election, edition_for
from elections.rules import planning
from elections.rules.calendar import refusal
from elections.rules.planning import Moved
from elections.services import calendars, told_days
from elections.services.calendars import ElectionCalendar, Place
from villages.models import VillageProfile

MOVE = "move_polling_day"


@dataclass(frozen=True)
class Preview:
    """What moving one polling day would do: the days that move along, or why it may not move."""

    election: Election
    old: date
    new: date
    moves: list[Moved]
    plans: dict[Place, date]
    refused: str


@dataclass
class Outcome:
    moved: list[Election] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def previews(elections: Iterable[Election], new: date) -> list[Preview]:
    return [_preview(one, edition, new) for one, edition in _with_editions(elections, new)]


def move_polling_days(versions: Mapping[int, int], new: date, *, by: Actor, reason: str) -> Outcome:
    """Move each of these elections, named with the version that was seen; one that may not move is said why."""
    reason = workflow.require_reason(reason, "改选举日")
    outcome = Outcome()
    rows = Election.objects.visible_to(by).filter(pk__in=versions).order_by("pk")
    for one, edition in _with_editions(calendars.joined(rows), new):
        try:
            with transaction.atomic():
                outcome.moved.append(_move(one, edition, new, versions[one.election.pk], by=by, reason=reason))
        except Refused as error:
            outcome.refused.append((str(one.election), str(error)))
    return outcome


def _with_editions(elections: Iterable[Election], new: date) -> list[tuple[ElectionCalendar, int | None]]:
    """Each calendar with the edition that would decide on the new day: an election without a cycle may change it."""
    every = list(elections)
    editions = {one.pk: found.pk if (found := edition_for(one, new)) else None for one in every}
    return [(one, editions[one.election.pk]) for one in calendars.calendars(every, editions=editions.values())]


def _preview(one: ElectionCalendar, edition: int | None, new: date) -> Preview:
    today = timezone.localdate()
    bare = one.reckoned(new, edition, {})
    plans = planning.moved_plans(one.plans, bare, new - one.day, today)
    moved = planning.moves(one.dues, one.reckoned(new, edition, plans))
    return Preview(one.election, one.day, new, moved, plans, _refused(one, edition, new, today))


def _refused(one: ElectionCalendar, edition: int | None, new: date, today: date) -> str:
    election = one.election
    if new == one.day:
        return f"选举日本来就是{day_in_words(new)}，不用改。"
    if abs(new - today) > planning.LONGEST:
        return f"{day_in_words(new)}距今两年以上，请核对年份。"
    if election.state != ElectionState.PREPARING:
        return f"{election}{election.get_state_display()}，选举日不能再改；另行选举的日期在选举页面安排。"
    if election.suspended_at:
        return f"{election}已暂停，请先恢复，再改选举日。"
    norms = one.norms.on(edition, new, community=election.community)
    said = refusal(one.day, new, norms, one.facts, today, track=one.track.track)
    return said or planning.cannot_come(one.reckoned(new, edition, {}), one.facts, today)


def _move(one: ElectionCalendar, edition: int | None, new: date, version: int, *, by: Actor, reason: str) -> Election:
    workflow.require(by, one.election.village, Action.SUBMIT, Action.COUNTY_REVIEW)
    election = workflow.locked(one.election, version)
    found = _preview(one, edition, new)
    if found.refused:
        raise Refused(found.refused)
    rows = [row for row in one.rows.values() if row.planned_on and not row.done_on]
    for row in rows:
        row.planned_on = found.plans.get((row.step, row.number))
    history.record_many(rows, by=by, reason=f"选举日改为{new:%Y-%m-%d}", fields=["planned_on"])
    _profile_follows(election, one.day, new, by=by)
    election.polling_day = new
    said = f"{one.day:%Y-%m-%d}→{new:%Y-%m-%d}，{reason}"
    workflow.advance(election, move=MOVE, title="改选举日", by=by, reason=said)
    told_days.tell_polling_day(election, one.day, new, by=by, reason=reason)
    return election


def _profile_follows(election: Election, old: date, new: date, *, by: Actor) -> None:
    """Ages and look-backs count to the day in the village's profile: where it was this one, it goes along."""
    if election.cycle is None or (election.body, election.procedure) != (Body.COMMITTEE, Procedure.REGULAR):
        return
    profiles = VillageProfile.objects.filter(cycle=election.cycle, village=election.village)
    profile = profiles.select_related("batch").first()
    if profile and old == (profile.election_day or (profile.batch and profile.batch.planned_on)):
        profile.election_day = new
        history.record(profile, by=by, reason=f"选举日改为{new:%Y-%m-%d}")
