"""Who was elected in a cycle (当选班子), village by village: from verified results, replies to the party's, rosters.

Committees come from the rows of those elected by verified sheets, which are written from ``Result.seated`` alone and
replaced by corrections; party and supervisors from the roster, as soon as the party's result has its reply and the
supervisors' figures are complete. Constant queries however many villages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from candidates.models import ReserveCandidate
from electioncycle.actors import Actor
from elections.choices import LIVE, Body, ElectionState, Procedure, RoundState
from elections.models import (
    BallotAccount,
    BodyResult,
    ElectedPerson,
    Election,
    PartyResult,
    PostCount,
    ResultSheet,
    RosterMember,
    Round,
    SheetHead,
)
from elections.party_choices import ReplyState
from elections.rules import elected_team as rules
from elections.rules.elected_team import Figures, LastTerm, Member, Seat, Turnout
from elections.rules.words import Names
from elections.services.runoffs import since_whole_vote
from elections.sheet_choices import SheetState
from villages.choices import Source, VillageKind
from villages.models import Cycle, LastTermFigures, Person, TeamMember, Village
from villages.services.territory import participants

REPLIED = (ReplyState.REPLIED, ReplyState.FILED)
FACTS = ("sex", "birth", "education", "politics", "ethnicity")
ONE_OF = {(Body.PARTY, "secretary"): "书记", (Body.COMMITTEE, "director"): "主任"}
"""Posts that one person holds."""
NOT_KNOWN = Turnout()
WHO = ("person__id_number", "person__phone", "person__resume", "person__family")
"""Left in the database: nothing here shows them, and deciphering numbers costs more than all the rest."""


@dataclass(frozen=True)
class VillageTeam:
    """Who was elected in one village, on which day, by how many, and what is not clear of it yet."""

    village: Village
    day: date | None
    """Ages are reckoned on it: the committee's polling day, before there is one the party's."""
    members: tuple[Member, ...] = ()
    seats: int = 0
    elected: int = 0
    """Of the committee's seats, both."""
    turnout: Turnout = NOT_KNOWN
    last: LastTerm | None = None
    unclear: tuple[str, ...] = ()

    @property
    def open(self) -> int:
        return max(0, self.seats - self.elected)

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
        self.sheets = _sheets(rows)
        kept = [sheet for own in self.sheets.values() for sheet in own]
        self.winners = _by(
            ElectedPerson.objects.filter(sheet__in=kept).select_related("person").defer(*WHO), "sheet_id"
        )
        self.turnouts = _turnouts(own[0] for own in self.sheets.values() if own)
        self.seats = _seats(own[0] for own in self.sheets.values() if own)
        self.replies = {one.election_id: one for one in PartyResult.objects.filter(election__in=rows)}
        self.smaller = {one.election_id: one for one in BodyResult.objects.filter(election__in=rows)}
        roster = RosterMember.objects.filter(cycle=cycle, village__in=keys, body__in=(Body.PARTY, Body.SUPERVISION))
        self.roster = _by(roster.order_by("pk").select_related("person").defer(*WHO), "village_id")
        team = TeamMember.objects.filter(cycle=cycle, village__in=keys)
        self.sitting = _by(team.select_related("person").defer(*WHO).order_by("rank", "pk"), "village_id")
        self.last = {one.village_id: one for one in LastTermFigures.objects.filter(cycle=cycle, village__in=keys)}
        self.reserve = _reserve(cycle, keys)
        self.party_days = _days(one for one in rows if one.body == Body.PARTY)

    def team(self, village: Village) -> VillageTeam:
        elections = {body: self.elections.get((village.pk, body)) for body in rules.BODIES}
        committee, sheets = elections[Body.COMMITTEE], self.sheets.get(getattr(elections[Body.COMMITTEE], "pk", 0), [])
        winners = [row for sheet in sheets for row in self.winners[sheet.pk]]
        seats = [*self._party(village, elections[Body.PARTY]), *map(self._elected, winners)]
        seats += self._supervision(village, elections[Body.SUPERVISION])
        people = rules.members(seats, [one for row in self.sitting[village.pk] for one in self._sat(row)])
        party = elections[Body.PARTY]
        day = sheets[0].round.polling_day if sheets else self.party_days.get(party.pk) if party else None
        found = VillageTeam(
            village,
            day,
            people,
            seats=self.seats.get(sheets[0].pk, 0) if sheets else 0,
            elected=len(winners),
            turnout=self.turnouts.get(sheets[0].pk, NOT_KNOWN) if sheets else NOT_KNOWN,
            last=_last(self.last.get(village.pk)),
        )
        unclear = [*self._unsettled(village, committee, found, winners), *self._unlisted(village, elections)]
        return VillageTeam(**{**vars(found), "unclear": (*unclear, *_doubts(people))})

    # --- sources ------------------------------------------------------------------------------------------------

    def _elected(self, row: ElectedPerson) -> Seat:
        if row.person is None:
            return Seat(Body.COMMITTEE, rules.as_sitting(row.post), row.name, row.sex)
        return self._seat(Body.COMMITTEE, row.post, row.person)

    def _party(self, village: Village, election: Election | None) -> list[Seat]:
        """Nobody before the reply from above."""
        result = self.replies.get(election.pk) if election else None
        return self._listed(village, Body.PARTY) if result and result.state in REPLIED else []

    def _supervision(self, village: Village, election: Election | None) -> list[Seat]:
        result = self.smaller.get(election.pk) if election else None
        return self._listed(village, Body.SUPERVISION) if result and result.complete else []

    def _listed(self, village: Village, body: str) -> list[Seat]:
        rows = [one for one in self.roster[village.pk] if one.body == body]
        return [self._seat(body, one.post, one.person) for one in rows]

    def _sat(self, row: TeamMember) -> Iterable[Seat]:
        held = zip(rules.BODIES, (row.party_post, row.committee_post, row.supervision_post), strict=True)
        for body, post in held:
            if post != rules.NONE:
                yield self._seat(body, post, row.person, source=row.source)

    def _seat(
        self, body: str, post: str, person: Person | None, *, name: str = "", sex: str = "", source: str = ""
    ) -> Seat:
        facts: dict[str, Any] = {one: getattr(person, one) for one in FACTS} if person else {"sex": sex}
        key = person.pk if person else None
        source = source or (self.reserve.get(key, "") if key else "")
        return Seat(body, rules.as_sitting(post), name or str(person), person=key, source=source, **facts)

    # --- what is not clear --------------------------------------------------------------------------------------

    def _unsettled(
        self, village: Village, election: Election | None, team: VillageTeam, winners: Sequence[ElectedPerson]
    ) -> Iterable[str]:
        """Of the committee: nothing verified, seats left over, people of whom something lacks."""
        if election is None:
            return
        body = Names(village.kind == VillageKind.COMMUNITY).body(Body.COMMITTEE)
        if not winners:
            yield f"{body}选举结果还没有核对定稿。"
            return
        if election.state in LIVE:
            left = f"，还有{team.open}个名额" if team.open else ""
            yield f"{body}选举还没有结束{left}。"
        if names := [one.name for one in winners if one.person is None]:
            yield f"{'、'.join(names)}还没有对应到人员，请在结果报告单的“当选人”中补登。"
        if names := [one.name for one in team.members if not (one.birth and one.education)]:
            yield f"{'、'.join(names)}缺出生年月或者学历。"

    def _unlisted(self, village: Village, elections: Mapping[Any, Election | None]) -> Iterable[str]:
        """Of party and supervisors: no reply yet, fewer listed than elected, one post held by two."""
        named = Names(village.kind == VillageKind.COMMUNITY)
        results = {**self.replies, **self.smaller}
        for body in (Body.PARTY, Body.SUPERVISION):
            election = elections[body]
            if election is None:
                continue
            result, listed = results.get(election.pk), len([one for one in self.roster[village.pk] if one.body == body])
            if result is None or not self._settled(result):
                yield f"{named.body(body)}{'选举结果还没有批复' if body == Body.PARTY else '还没有推选齐'}。"
            elif listed != result.elected:
                yield f"{named.body(body)}当选{result.elected}名，推选名册列了{listed}名，请核对名册。"

    @staticmethod
    def _settled(result: Any) -> bool:
        return result.complete if isinstance(result, BodyResult) else result.state in REPLIED


def _doubts(people: Sequence[Member]) -> Iterable[str]:
    """Two in a post of one, and who is taken for one person by the name alone."""
    for (body, post), title in ONE_OF.items():
        holders = [one.name for one in people if one.post_in(body) == post]
        if len(holders) > 1:
            yield f"{title}有{len(holders)}名({'、'.join(holders)})，这一职务只有1名，请核对报告单和推选名册。"
    if names := [one.name for one in people if one.doubtful]:
        yield f"{'、'.join(names)}在几处登记，按姓名、性别作为同一人计算；不是同一人的，请在登记处补填出生年月。"


def _sheets(elections: Any) -> dict[int, Sequence[ResultSheet]]:
    """Election key → its verified sheets that count, in the order of rounds."""
    rows = ResultSheet.objects.filter(
        round__election__in=elections.filter(body=Body.COMMITTEE).order_by(), state=SheetState.VERIFIED
    ).exclude(round__state__in=(RoundState.VOID, RoundState.BROKEN_OFF))
    ordered = rows.select_related("round").order_by("round__election", "round__number")
    return {key: since_whole_vote(list(own)) for key, own in groupby(ordered, key=lambda one: one.round.election_id)}


def _by(rows: Any, name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _turnouts(sheets: Iterable[ResultSheet]) -> dict[int, Turnout]:
    """Of several ballot papers the one of which most came back."""
    keys = [one.pk for one in sheets]
    recovered: dict[int, int] = {}
    for sheet, number in BallotAccount.objects.filter(sheet__in=keys).values_list("sheet_id", "recovered"):
        recovered[sheet] = max(number, recovered.get(sheet, 0))
    heads = SheetHead.objects.filter(sheet__in=keys).values_list("sheet_id", "registered", "expected")
    return {key: Turnout(one if one is not None else other, recovered.get(key)) for key, one, other in heads}


def _seats(sheets: Iterable[ResultSheet]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for sheet, number in PostCount.objects.filter(sheet__in=[one.pk for one in sheets]).values_list(
        "sheet_id", "seats"
    ):
        found[sheet] += number
    return found


def _days(elections: Iterable[Election]) -> dict[int, date | None]:
    """Election key → the day on which it was held, else planned."""
    every = {one.pk: one for one in elections}
    days = {key: one.polling_day for key, one in every.items()}
    for row in Round.objects.filter(election__in=list(every)).order_by("number"):
        days[row.election_id] = row.polling_day
    return days


def _last(row: LastTermFigures | None) -> LastTerm | None:
    if row is None:
        return None
    aged = row.members if row.mean_age is not None else 0
    return LastTerm(row.members, int((row.mean_age or 0) * 10) * aged, aged, row.college_up)


def _reserve(cycle: Cycle, keys: Sequence[int]) -> dict[int, str]:
    """Person key → the class of origin by which the pool knows somebody who sat in no team."""
    rows = ReserveCandidate.objects.filter(cycle=cycle, village__in=keys).order_by("-pk")
    return {person: code for person, code in rows.values_list("person_id", "group__code") if code in Source.values}
