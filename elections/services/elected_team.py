"""Who was elected in a cycle (当选班子), village by village: from verified results, replies to the party's, rosters.

Committees come from the rows of those elected by verified sheets, which are written from ``Result.seated`` alone and
replaced by corrections; party and supervisors from the roster, as soon as the party's result has its reply and the
supervisors' figures are complete. Constant queries however many villages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from candidates.models import ReserveCandidate
from electioncycle.actors import Actor
from elections.choices import AHEAD, LIVE, Body, Companion, ElectionState, Procedure, RoundState
from elections.models import (
    BodyResult,
    CompanionBody,
    ElectedPerson,
    Election,
    PartyResult,
    ResultSheet,
    RosterMember,
    Round,
)
from elections.party_choices import ReplyState
from elections.rules import elected_team as rules
from elections.rules.elected_team import Figures, LastTerm, Member, Seat, Turnout
from elections.rules.words import Names
from elections.services import counted_sheets
from elections.services.grouping import grouped
from villages.choices import Source, VillageKind
from villages.models import Cycle, LastTermFigures, Person, TeamMember, Village
from villages.services.teams import UNREAD
from villages.services.territory import participants

REPLIED = (ReplyState.REPLIED, ReplyState.FILED)
FACTS = ("sex", "birth", "education", "politics", "ethnicity")
POSTS_HELD = ("party_post", "committee_post", "supervision_post")
"""By a member of a sitting team, in each body."""
ONE_OF = {(Body.PARTY, "secretary"): "书记", (Body.COMMITTEE, "director"): "主任"}
"""Posts that one person holds."""
NOT_KNOWN = Turnout()


@dataclass(frozen=True)
class VillageTeam:
    """Who was elected in one village, on which day, by how many, and what is not clear of it yet."""

    village: Village
    day: date | None
    """Ages are reckoned on it: the committee's polling day, before there is one the party's."""
    members: tuple[Member, ...] = ()
    seats: Mapping[str, int] = field(default_factory=dict)
    """Of the committee, by post as in a sitting team; nothing before a result is verified."""
    elected: int = 0
    turnout: Turnout = NOT_KNOWN
    last: LastTerm | None = None
    done: frozenset[str] = frozenset()
    """Bodies of which everything is settled: votes verified and over, the party's result replied to, rosters whole."""
    others: int = 0
    """Rounds that followed the committee's first: 再次投票, 另行选举, 重新选举."""
    collective: str = ""
    """Who heads the collective's organisation, where its ledger says."""
    void: bool = False
    """Whether a round of the committee's vote was void."""
    unclear: tuple[str, ...] = ()

    @property
    def open(self) -> int:
        return max(0, sum(self.seats.values()) - self.elected)

    @cached_property
    def figures(self) -> Figures:
        """Of the two committees together, each person once."""
        return rules.figures(self.members, self.day, open_seats=self.open, turnout=self.turnout, last=self.last)

    def of(self, body: str) -> Figures:
        return rules.figures(self.members, self.day, bodies=(body,))

    def holder(self, body: str, post: str) -> Member | None:
        """Who holds a post that one person has."""
        return next((one for one in self.members if one.post_in(body) == post), None)


def elected_teams(user: Actor, cycle: Cycle, *, township: int = 0) -> list[VillageTeam]:
    """Of every village that takes part, in official order; of one township where its key is given."""
    villages = participants(user, cycle)
    return teams_of(list(villages.filter(township=township) if township else villages), cycle)


def teams_of(villages: Sequence[Village], cycle: Cycle) -> list[VillageTeam]:
    known = _Known([one.pk for one in villages], cycle)
    return [known.team(one) for one in villages]


def figures_of(teams: Iterable[VillageTeam]) -> Figures:
    """``elected``, ``mean_age``, ``college``, ``turnout`` and the others, of these villages together."""
    return rules.together(one.figures for one in teams)


class _Known:
    """What the sources say of many villages, read once."""

    def __init__(self, keys: Sequence[int], cycle: Cycle) -> None:
        rows = Election.objects.filter(
            term__elected_in=cycle, procedure=Procedure.REGULAR, body__in=rules.BODIES, village__in=keys
        ).exclude(state=ElectionState.CALLED_OFF)
        self.elections = {(one.village_id, one.body): one for one in rows.order_by("pk")}
        committees = [one.pk for one in self.elections.values() if one.body == Body.COMMITTEE]
        self.sheets = counted_sheets.verified(committees)
        self.winners = counted_sheets.winners(own for every in self.sheets.values() for own in every)
        first = [own[0] for own in self.sheets.values()]
        self.turnouts, self.seats = counted_sheets.turnouts(first), counted_sheets.seats(first)
        self.rounds = grouped(Round.objects.filter(election__in=committees), "election_id")
        self.replies = {one.election_id: one for one in PartyResult.objects.filter(election__in=rows.order_by())}
        self.smaller = {one.election_id: one for one in BodyResult.objects.filter(election__in=rows.order_by())}
        self.party_days = _days(one for one in self.elections.values() if one.body == Body.PARTY)
        self._read_people(keys, cycle)

    def _read_people(self, keys: Sequence[int], cycle: Cycle) -> None:
        roster = RosterMember.objects.filter(cycle=cycle, village__in=keys, body__in=(Body.PARTY, Body.SUPERVISION))
        team = TeamMember.objects.filter(cycle=cycle, village__in=keys).order_by("rank", "pk")
        self.roster, self.sitting = _people(roster.order_by("pk")), _people(team)
        self.last = {one.village_id: one for one in LastTermFigures.objects.filter(cycle=cycle, village__in=keys)}
        heads = CompanionBody.objects.filter(cycle=cycle, village__in=keys, kind=Companion.COLLECTIVE)
        self.heads = dict(heads.values_list("village_id", "head"))
        reserve = ReserveCandidate.objects.filter(cycle=cycle, village__in=keys).order_by("-pk")
        classes = reserve.values_list("person_id", "group__code")
        self.reserve = {person: code for person, code in classes if code in Source.values}

    def team(self, village: Village) -> VillageTeam:
        elections = {body: self.elections.get((village.pk, body)) for body in rules.BODIES}
        committee, party = elections[Body.COMMITTEE], elections[Body.PARTY]
        sheets = self.sheets.get(committee.pk, []) if committee else []
        winners = [row for sheet in sheets for row in self.winners[sheet.pk]]
        people = rules.members(self._elected_in(village, elections, winners), list(self._sat(village)))
        last, head = _last(self.last.get(village.pk)), self.heads.get(village.pk, "")
        found = VillageTeam(village, self._day(sheets, party), people, last=last, collective=head)
        if sheets:
            seats, turnout = self.seats[sheets[0].pk], self.turnouts.get(sheets[0].pk, NOT_KNOWN)
            found = replace(found, seats=seats, elected=len(winners), turnout=turnout)
        if committee:
            held = [one for one in self.rounds[committee.pk] if one.state not in AHEAD]
            void = any(one.state == RoundState.VOID for one in held)
            found = replace(found, others=sum(one.number > 1 for one in held), void=void)
        waiting = {body: tuple(self._waiting(found, body, elections[body], winners)) for body in rules.BODIES}
        done = frozenset(body for body, said in waiting.items() if elections[body] and not said)
        unclear = [said for own in waiting.values() for said in own]
        return replace(found, done=done, unclear=(*unclear, *_doubts(people)))

    def _day(self, sheets: Sequence[ResultSheet], party: Election | None) -> date | None:
        if sheets:
            day: date = sheets[0].round.polling_day
            return day
        return self.party_days.get(party.pk) if party else None

    # --- sources ------------------------------------------------------------------------------------------------

    def _elected_in(
        self, village: Village, elections: Mapping[Any, Election | None], winners: Sequence[ElectedPerson]
    ) -> list[Seat]:
        """Of party and supervisors nobody before their result is settled."""
        found = self._listed(village, Body.PARTY) if self._settled(elections[Body.PARTY]) else []
        found += [seat_of(row, self.reserve) for row in winners]
        return found + (self._listed(village, Body.SUPERVISION) if self._settled(elections[Body.SUPERVISION]) else [])

    def _settled(self, election: Election | None) -> bool:
        """Of the party: replied to; of the supervisors: all are elected."""
        if election is None:
            return False
        reply, figures = self.replies.get(election.pk), self.smaller.get(election.pk)
        return reply.state in REPLIED if reply else bool(figures and figures.complete)

    def _listed(self, village: Village, body: str) -> list[Seat]:
        return [self._seat(body, one.post, one.person) for one in self.roster[village.pk] if one.body == body]

    def _sat(self, village: Village) -> Iterable[Seat]:
        for row in self.sitting[village.pk]:
            for body, name in zip(rules.BODIES, POSTS_HELD, strict=True):
                if (post := getattr(row, name)) != rules.NONE:
                    yield self._seat(body, post, row.person, source=row.source)

    def _seat(self, body: str, post: str, person: Person, *, source: str = "") -> Seat:
        return _held(body, post, person, source or self.reserve.get(person.pk, rules.UNKNOWN))

    # --- what is not clear --------------------------------------------------------------------------------------

    def _waiting(
        self, team: VillageTeam, body: str, election: Election | None, winners: Sequence[ElectedPerson]
    ) -> Iterable[str]:
        """What of a body's election somebody still has to do before who sits is settled."""
        if election is None:
            return ()
        named = Names(team.village.kind == VillageKind.COMMUNITY).body(body)
        if body == Body.COMMITTEE:
            return _committee_waits(named, team, election, winners)
        if not self._settled(election):
            return (f"{named}{'选举结果还没有批复' if body == Body.PARTY else '还没有推选齐'}。",)
        result: Any = self.replies.get(election.pk) or self.smaller[election.pk]
        listed = len([one for one in self.roster[team.village.pk] if one.body == body])
        said = f"{named}当选{result.elected}名，推选名册列了{listed}名，请核对名册。"
        return () if listed == result.elected else (said,)


def seat_of(row: ElectedPerson, classes: Mapping[int, str] | None = None) -> Seat:
    """The seat of somebody elected into the committee; ``classes``: of origin, by the person's key."""
    if row.person is None:
        return Seat(Body.COMMITTEE, rules.as_sitting(row.post), row.name, row.sex)
    return _held(Body.COMMITTEE, row.post, row.person, (classes or {}).get(row.person.pk, rules.UNKNOWN))


def _held(body: str, post: str, person: Person, source: str) -> Seat:
    facts: dict[str, Any] = {one: getattr(person, one) for one in FACTS}
    return Seat(body, rules.as_sitting(post), person.name, person=person.pk, source=source, **facts)


def _committee_waits(
    named: str, team: VillageTeam, election: Election, winners: Sequence[ElectedPerson]
) -> Iterable[str]:
    """Nothing verified, another round to come, people of whom something lacks."""
    if not winners:
        yield f"{named}选举结果还没有核对定稿。"
        return
    if election.state in LIVE:
        left = f"，还有{team.open}个名额" if team.open else ""
        yield f"{named}选举还没有结束{left}。"
    if names := [one.name for one in winners if one.person is None]:
        yield f"{'、'.join(names)}还没有对应到人员，请在结果报告单的“当选人”中补登。"
    elected = [one for one in team.members if one.sits_in(Body.COMMITTEE) and one.person]
    if names := [one.name for one in elected if not (one.birth and one.education)]:
        yield f"{'、'.join(names)}缺出生年月或者学历。"


def _doubts(people: Sequence[Member]) -> Iterable[str]:
    """Two in a post of one, and who is taken for one person by the name alone."""
    for (body, post), title in ONE_OF.items():
        holders = [one.name for one in people if one.post_in(body) == post]
        if len(holders) > 1:
            yield f"{title}有{len(holders)}名({'、'.join(holders)})，这一职务只有1名，请核对报告单和推选名册。"
    if names := [one.name for one in people if one.doubtful]:
        yield f"{'、'.join(names)}在几处登记，按姓名、性别作为同一人计算；不是同一人的，请在登记处补填出生年月。"


def _people(rows: Any) -> dict[int, list[Any]]:
    """By village; deciphering numbers nobody is shown costs more than all the rest."""
    told = (*POSTS_HELD, "source", *(f"person__{one}" for one in FACTS))
    return grouped(rows.select_related("person").defer(*UNREAD).for_counting("person", by=told), "village_id")


def _days(elections: Iterable[Election]) -> dict[int, date | None]:
    """Election key → the day on which it was held, else planned."""
    days = {one.pk: one.polling_day for one in elections}
    for row in Round.objects.filter(election__in=list(days)).order_by("number"):
        days[row.election_id] = row.polling_day
    return days


def _last(row: LastTermFigures | None) -> LastTerm | None:
    if row is None:
        return None
    aged = row.members if row.mean_age is not None else 0
    return LastTerm(row.members, int((row.mean_age or 0) * 10) * aged, aged, row.college_up)
