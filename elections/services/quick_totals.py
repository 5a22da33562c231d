"""What came of the votes of one day: who has told, who has not, unverified and agreed figures apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.rounding import share
from elections.choices import SCHEME_BODIES, SCHEME_PROCEDURES, ElectionState, RoundState
from elections.models import Election, QuickReport, ResultSheet, Round
from elections.models.of_election import committee_election_in
from elections.models.rounds import at_hand
from elections.rules.sheet import Unreadable
from elections.services import quick_checks, results
from elections.services.quick_reports import fault
from elections.services.results import Result
from elections.sheet_choices import AGREED, OtherSaid, SheetState, ValiditySaid
from villages.models import Area, Village

AWAITED_DAYS = 3
"""So long after its day a village stands in the table in which reports are typed."""


@dataclass
class Vote:
    """One election with the round it held, or is to hold, on the day."""

    election: Election
    round: Round | None
    quick: QuickReport | None = None
    sheet: ResultSheet | None = None
    result: Result | None = None
    registered: int | None = None
    """As the report has it, else as recorded."""
    differs: list[str] = field(default_factory=list)

    @property
    def village(self) -> Village:
        return self.election.village

    @property
    def told(self) -> bool:
        return self.quick is not None or self.result is not None


@dataclass
class Sums:
    """Votes of one kind of source: their figures and what came of them."""

    votes: int = 0
    registered: int = 0
    issued: int = 0
    recovered: int = 0
    measured: int = 0
    """Recovered where it is known how many were registered."""
    complete: int = 0
    other: int = 0
    void: int = 0
    open: int = 0
    """What somebody has to decide first."""

    @property
    def turnout(self) -> str:
        """Recovered ballots by those registered, of votes where these are known."""
        found = share(self.measured, self.registered)
        return "—" if found is None else f"{found}%"


@dataclass
class Town:
    township: Area
    votes: list[Vote] = field(default_factory=list)
    quick: Sums = field(default_factory=Sums)
    sheets: Sums = field(default_factory=Sums)
    verified: int = 0

    @property
    def untold(self) -> list[Vote]:
        return [one for one in self.votes if not one.told]

    @property
    def told(self) -> int:
        return len(self.votes) - len(self.untold)


@dataclass
class Day:
    day: date
    towns: list[Town]

    @property
    def whole(self) -> Town | None:
        """All townships together, in the same figures."""
        if not self.towns:
            return None
        found = Town(self.towns[0].township)
        for one in self.towns:
            found.votes += one.votes
            found.verified += one.verified
            _add(found.quick, one.quick)
            _add(found.sheets, one.sheets)
        return found

    @property
    def quick_rows(self) -> list[tuple[str, Sums, int]]:
        return [(str(town.township), town.quick, 0) for town in self.towns] + self._total(lambda town: town.quick)

    @property
    def sheet_rows(self) -> list[tuple[str, Sums, int]]:
        rows = [(str(town.township), town.sheets, town.verified) for town in self.towns]
        return rows + self._total(lambda town: town.sheets)

    def _total(self, part: Callable[[Town], Sums]) -> list[tuple[str, Sums, int]]:
        whole = self.whole
        return [("合计", part(whole), whole.verified)] if whole and len(self.towns) > 1 else []

    @property
    def differing(self) -> list[Vote]:
        return [vote for one in self.towns for vote in one.votes if vote.differs]


def _add(whole: Sums, part: Sums) -> None:
    for name, value in vars(part).items():
        setattr(whole, name, getattr(whole, name) + value)


def elections_seen(user: Actor) -> Any:
    """Elections of committees whose results are told, in the official order."""
    rows = Election.objects.visible_to(user).filter(body__in=SCHEME_BODIES, procedure__in=SCHEME_PROCEDURES)
    return rows.exclude(state=ElectionState.CALLED_OFF)


def of_day(user: Actor, day: date) -> Day:
    votes = votes_of(user, day)
    _read(votes)
    towns: dict[int, Town] = {}
    for vote in votes:
        township = vote.village.township
        town = towns.setdefault(township.pk, Town(township))
        town.votes.append(vote)
        _count(town, vote)
    return Day(day, list(towns.values()))


def votes_of(user: Actor, day: date) -> list[Vote]:
    """Rounds held on the day or planned for it, and elections planned for it of which nothing was recorded yet."""
    elections = {one.pk: one for one in elections_seen(user).select_related("village__township", "term__elected_in")}
    rounds = Round.objects.filter(election__in=elections_seen(user).order_by().values("pk"))
    found: dict[int, Vote] = {}
    begun = set()
    for row in rounds.exclude(state=RoundState.BROKEN_OFF).select_related("rule_set").order_by("number"):
        begun.add(row.election_id)
        if row.polling_day == day:
            row.election = elections[row.election_id]
            found[row.election_id] = Vote(row.election, row)
    for key, one in elections.items():
        if key not in begun and one.polling_day == day:
            found[key] = Vote(one, None)
    return [found[key] for key in elections if key in found]


def _read(votes: Sequence[Vote]) -> None:
    rounds = {vote.round.pk: vote for vote in votes if vote.round}
    for row in QuickReport.objects.filter(round__in=rounds).select_related("round__rule_set"):
        vote = rounds[row.round_id]
        row.election = vote.election
        row.round.election = vote.election
        vote.quick = row
    people = quick_checks.registered_of([vote.quick for vote in votes if vote.quick])
    for vote in votes:
        vote.registered = people[vote.quick.pk] if vote.quick else None
    sheets = ResultSheet.objects.filter(round__in=rounds, state__in=AGREED)
    every = list(sheets.select_related("round__election__village", "round__rule_set"))
    try:
        known = results.results(every)
    except Unreadable:  # the page of each sheet says what its rules lack
        known = {}
    for sheet in every:
        vote = rounds[sheet.round_id]
        vote.sheet, vote.result = sheet, known.get(sheet.pk)
        if vote.quick and vote.result:
            vote.differs = quick_checks.differing(vote.quick, vote.result)


def _count(town: Town, vote: Vote) -> None:
    """A report counts until its sheet is agreed, and never beside it."""
    if vote.result is not None:
        _count_sheet(town.sheets, vote.result)
        town.verified += bool(vote.sheet and vote.sheet.state == SheetState.VERIFIED)
    elif vote.quick is not None:
        _count_quick(town.quick, vote.quick, vote.registered)


def _count_quick(sums: Sums, row: QuickReport, registered: int | None) -> None:
    void, again = row.validity == ValiditySaid.VOID, row.other != OtherSaid.NONE
    _count_figures(sums, registered, row.issued, row.recovered)
    sums.void += void
    sums.other += not void and again
    sums.complete += not void and not again


def _count_sheet(sums: Sums, result: Result) -> None:
    figures, outcome = result.figures, result.outcome
    issued, recovered = (max(one[name] for one in figures.accounts) for name in ("issued", "recovered"))
    _count_figures(sums, figures.registered, issued, recovered)
    sums.void += not outcome.valid
    sums.open += outcome.valid and bool(outcome.questions)
    sums.other += outcome.valid and outcome.next in ("other", "tie")
    sums.complete += outcome.valid and outcome.next == "none" and not outcome.questions


def _count_figures(sums: Sums, registered: int | None, issued: int, recovered: int) -> None:
    sums.votes += 1
    sums.registered += registered or 0
    sums.measured += recovered if registered else 0
    sums.issued += issued
    sums.recovered += recovered


# --- who is still to tell ------------------------------------------------------------------------------------------


def awaiting(villages: Any) -> list[int]:
    """Villages (keys) of the last days of which something can be told: voted or due, the sheet not begun."""
    return [one.village_id for one, _ in _open(committee_election_in(villages).values())]


def _open(elections: Iterable[Election]) -> list[tuple[Election, Round | None]]:
    every = list(elections)
    rounds = at_hand(one.pk for one in every)
    begun = set(ResultSheet.all_rows.filter(round__in=rounds.values()).values_list("round", flat=True))
    since = timezone.localdate() - timedelta(days=AWAITED_DAYS)
    found = []
    for one in every:
        there = rounds.get(one.pk)
        day = there.polling_day if there else one.polling_day
        if day and day >= since and not fault(one, there, there is not None and there.pk in begun):
            found.append((one, there))
    return found


def to_be_told(user: Actor) -> list[int]:
    """Villages (keys) that vote today, in this user's territory, and have not told yet."""
    today = timezone.localdate()
    open_ = _open(elections_seen(user).filter(polling_day=today).select_related("village"))
    told = set(QuickReport.objects.filter(round__in=[there for _, there in open_ if there]).values_list("round"))
    return [one.village_id for one, there in open_ if there is None or (there.pk,) not in told]
