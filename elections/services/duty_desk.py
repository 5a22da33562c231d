"""值班台: every vote of one day with where it stands, whom to call, what was told; constant queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from elections.choices import Announced, Body, ElectionState, RoundKind
from elections.day_choices import Custody, Standing
from elections.models import (
    BallotCustody,
    DaySupport,
    Election,
    Incident,
    QuickReport,
    ResultSheet,
    Round,
    Turnout,
)
from elections.rules import duty_desk as rules
from elections.rules.duty_desk import Known, Said
from elections.services.moments import latest
from elections.services.polling_contacts import voting_on
from elections.services.registrations import registered
from elections.sheet_choices import OtherSaid, SheetState, ValiditySaid
from villages.models import Area, Contact, Cycle, ResponsibilityPost, Village


@dataclass(frozen=True)
class Vote:
    """One vote of the day as the desk shows it."""

    election: Election
    round: Round | None
    standing: Standing
    contact: str
    phone: str
    registered: int | None
    turnout: Turnout | None
    quick: QuickReport | None
    outcome: str
    verified: bool
    delivered: bool
    remarks: tuple[str, ...]

    @property
    def village(self) -> Village:
        return self.election.village

    @property
    def tone(self) -> str:
        return rules.TONES[self.standing]

    @property
    def half(self) -> bool | None:
        return rules.past_half(self.turnout.last if self.turnout else None, self.registered)

    @property
    def turnout_words(self) -> str:
        """Whether more than half have voted; no share, so that nobody ranks villages by it."""
        return {True: "已过半", False: "未过半", None: ""}[self.half]

    @property
    def result_words(self) -> str:
        """What is known of the result and how sure it is."""
        if not self.outcome:
            return ""
        source = (
            "已核对" if self.verified else "快报未核对" if not (self.round and self.round.over) else "现场公布未核对"
        )
        return f"{Announced(self.outcome).label}（{source}）"

    @property
    def said(self) -> Said:
        kind = self.round.kind if self.round else RoundKind.FIRST
        return Said(self.village.name, self.standing, self.outcome, kind, self.verified, self.half)


@dataclass(frozen=True)
class Asked:
    """What a user narrows the desk to."""

    township: int = 0
    standing: str = ""

    def takes(self, vote: Vote) -> bool:
        return (not self.township or vote.village.township_id == self.township) and (
            not self.standing or vote.standing == self.standing
        )


@dataclass
class Desk:
    """All votes of a day in the user's territory, those asked for among them, and what was unforeseen."""

    day: date
    every: list[Vote]
    asked: Asked
    incidents: list[Incident] = field(default_factory=list)

    @cached_property
    def votes(self) -> list[Vote]:
        return [one for one in self.every if self.asked.takes(one)]

    @property
    def townships(self) -> list[Area]:
        return list(dict.fromkeys(one.village.township for one in self.every))

    @property
    def counts(self) -> list[tuple[Standing, int, str]]:
        """How many stand where, in the order of the day; of all that the township filter leaves."""
        wide = Asked(self.asked.township)
        number = Counter(one.standing for one in self.every if wide.takes(one))
        return [(one, number[one], rules.TONES[one]) for one in Standing]

    @property
    def open_incidents(self) -> int:
        return sum(one.closed_on is None for one in self.incidents)

    def texts(self, place: str) -> list[tuple[str, str, str]]:
        """Ready sentences with code and title: of the evening, of turnout, of what was unforeseen."""
        now, said = latest(), [one.said for one in self.votes]
        return [
            ("evening", "当晚情况", rules.evening_text(place, self.day, now, said)),
            ("turnout", "投票进度", rules.turnout_text(place, self.day, now, said)),
            (
                "incidents",
                "突发情况",
                rules.incident_text(place, self.day, now, len(self.incidents), self.open_incidents),
            ),
        ]


def elections_on(user: Actor, day: date) -> QuerySet[Election]:
    """Votes about village committees on the day, in official order."""
    found = Election.objects.visible_to(user).filter(voting_on(day), body=Body.COMMITTEE)
    ways = BallotCustody.objects.filter(election=OuterRef("pk"), day__gte=day)
    return (
        found.exclude(state=ElectionState.CALLED_OFF)
        .select_related("village__township__parent", "term__elected_in")
        .annotate(
            sealed=Exists(ways.filter(step=Custody.SEALED)), delivered=Exists(ways.filter(step=Custody.DELIVERED))
        )
    )


def desk(user: Actor, cycle: Cycle | None, day: date, asked: Asked | None = None) -> Desk:
    elections = list(elections_on(user, day))
    incidents = Incident.objects.filter(election__in=elections, day=day).select_related("village__township")
    return Desk(day, votes(elections, cycle, day), asked or Asked(), list(incidents))


def votes(elections: Sequence[Election], cycle: Cycle | None, day: date) -> list[Vote]:
    """These elections (of ``elections_on``) as they stand; constant queries."""
    rounds, turnouts = _rounds(elections, day), _turnouts(elections, day)
    whole, people = registered(elections), _contacts(elections, cycle)
    quick = {one.round_id: one for one in QuickReport.objects.filter(round__in=rounds.values())}
    found = []
    for one in elections:
        row = rounds.get(one.pk)
        told = turnouts.get(one.pk), quick.get(row.pk) if row else None
        found.append(_vote(one, row, *told, whole.get(one.pk), people[one.pk], past=day < timezone.localdate()))
    return found


def _vote(
    election: Election,
    row: Round | None,
    turnout: Turnout | None,
    quick: QuickReport | None,
    whole: int | None,
    person: tuple[str, str],
    *,
    past: bool,
) -> Vote:
    reports = (turnout.opening, turnout.halfway, turnout.closing) if turnout else ()
    known = Known(
        state=row.state if row else "",
        announced=row.announced if row else "",
        told=_told(quick) if quick else "",
        begun=any(one is not None for one in reports),
        ended=bool(turnout and turnout.closing is not None),
        sealed=election.sealed,  # type: ignore[attr-defined]  # annotated by ``elections_on``
        delivered=election.delivered,  # type: ignore[attr-defined]
        past=past,
    )
    return Vote(
        election,
        row,
        rules.standing(known),
        *person,
        registered=whole,
        turnout=turnout,
        quick=quick,
        outcome=known.outcome,
        verified=bool(row and row.verified),  # type: ignore[attr-defined]  # annotated by ``_rounds``
        delivered=known.delivered,
        remarks=tuple(rules.turnout_faults(reports, whole)),
    )


def _told(quick: QuickReport) -> str:
    """What a quick report says came of it, as an announcement would."""
    if quick.validity == ValiditySaid.VOID:
        return Announced.VOID
    return Announced.COMPLETE if quick.other == OtherSaid.NONE else Announced.OTHER


def _rounds(elections: Sequence[Election], day: date) -> dict[int, Round]:
    """The last round of the day, each with whether its sheet was verified."""
    sheets = ResultSheet.objects.filter(round=OuterRef("pk"), state=SheetState.VERIFIED)
    rows = Round.objects.filter(election__in=elections).annotate(verified=Exists(sheets)).order_by("number")
    return {row.election_id: row for row in rows if row.polling_day == day or row.day == day}


def _turnouts(elections: Sequence[Election], day: date) -> dict[int, Turnout]:
    return {row.election_id: row for row in Turnout.objects.filter(election__in=elections, day=day)}


def _contacts(elections: Sequence[Election], cycle: Cycle | None) -> dict[int, tuple[str, str]]:
    """Whom to call: who was named for the day, else who answers for the village, at the township's office."""
    named = {row.election_id: row for row in DaySupport.objects.filter(election__in=elections)}
    leaders = _leaders([one.village for one in elections], cycle)
    offices = _offices({one.village.township_id for one in elections}, cycle)
    found = {}
    for one in elections:
        row, village = named.get(one.pk), one.village
        contact = (row.contact if row else "") or leaders.get(village.pk, "")
        found[one.pk] = contact, (row.office_phone if row else "") or offices.get(village.township_id, "")
    return found


def _leaders(villages: Iterable[Village], cycle: Cycle | None) -> dict[int, str]:
    posts = ResponsibilityPost.objects.filter(cycle=cycle, village__in=villages).order_by("-kind__position", "-id")
    return dict(posts.values_list("village", "name"))


def _offices(townships: Iterable[int], cycle: Cycle | None) -> dict[int, str]:
    """The first telephone of each township in the contact book."""
    rows = Contact.objects.filter(cycle=cycle, area__in=townships).exclude(office_phone="")
    return dict(rows.order_by("-role__position", "-id").values_list("area", "office_phone"))
