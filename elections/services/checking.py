"""Coded checks of elections: each step's module declares what it finds; facts outside the law become defects.

    @checking.finder("F.102", rests_on=(Registration,))
    def of_registration(basis: Basis) -> Iterator[tuple[Election, Finding]]: ...

A finder is asked for many elections at once and reads with constant queries. The codes it names become defects by it
and are lifted by it where the data say that a correction lifts them; F codes it does not name are shown only. W codes
ask for an explanation (``explanations``). Every save of an election's row is judged within its act: after a row of one
ledger only the codes are judged whose finders rest on that ledger, after a day or a round all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, lapses
from elections.choices import DefectState
from elections.models import Defect, Election, Explanation
from elections.rules.checks import CORRECTION, Finding, checks
from elections.rules.norms import Norms
from elections.services import calendars
from elections.services.calendars import ElectionCalendar, RoundDays
from elections.services.defects import make_void, mark_defect
from elections.services.norms import Editions

LIFTED = "登记更正后，没有这项情况"


@dataclass
class Basis:
    """What finders read of the elections they are asked about, each thing once and only where one asks for it."""

    elections: Sequence[Election]

    @cached_property
    def calendars(self) -> dict[int, ElectionCalendar]:
        """Election key → days, of those whose polling day is set."""
        return {one.election.pk: one for one in calendars.calendars(self.elections, rounds=self._rounds)}

    @cached_property
    def _rounds(self) -> Mapping[int, RoundDays]:
        return calendars.rounds_of(self.elections)

    @cached_property
    def _norms(self) -> Editions:
        return Editions({one.rules_edition for one in self.elections})

    def norms(self, election: Election) -> Norms:
        """What the edition says on the polling day; on today's while none is set."""
        day = self._rounds[election.pk].day or election.polling_day or timezone.localdate()
        return self._norms.on(election.rules_edition, day, community=election.community)

    def happened(self, election: int, step: str, number: int = 1) -> date | None:
        """The day of a step of this election (by its key)."""
        own = self.calendars.get(election)
        return own.happened(step, number) if own and step else None


Found = Iterable[tuple[Election, Finding]]
Find = Callable[[Basis], Found]
Healed = Callable[[Basis, Defect], bool]


@dataclass(frozen=True)
class Finder:
    find: Find
    codes: frozenset[str]
    healed: Healed | None = None
    rests_on: frozenset[type[Any]] = frozenset()


FINDERS: list[Finder] = []
_RESTED_ON: set[type[Any]] = set()


def finder(*codes: str, rests_on: Iterable[type[Any]] = (), healed: Healed | None = None) -> Callable[[Find], Find]:
    """Decorator: register what finds these codes; it is asked again when a row of these ledgers is saved.

    They are all ledgers of elections that it reads, and the relations. What else it looks at (persons, profiles, those
    put forward) counts from the next save of one of them, of a day or of a round: these are read by all. ``healed``
    says whether a later act came in time for a mark that otherwise a paper alone lifts.
    """

    def register(find: Find) -> Find:
        FINDERS.append(Finder(find, frozenset(codes), healed, frozenset(rests_on)))
        new = {model for model in rests_on if model not in _RESTED_ON and hasattr(model, "election_id")}
        _RESTED_ON.update(new)
        lapses.resting_on(*new)(judge_rows)
        return find

    return register


def judge_rows(rows: Sequence[Any], *, by: Actor) -> None:
    elections = Election.objects.filter(pk__in={row.election_id for row in rows}).order_by("pk")
    judge(calendars.joined(elections), by=by, saved=type(rows[0]))


def findings(elections: Iterable[Election]) -> dict[int, list[Finding]]:
    """Election key → what its checks find now, in the order of the codes."""
    basis = Basis(list(elections))
    found: dict[int, list[Finding]] = defaultdict(list)
    for one in FINDERS:
        for election, finding in one.find(basis):
            found[election.pk].append(finding)
    return in_order(found)


def in_order(found: Mapping[int, Iterable[Finding]]) -> dict[int, list[Finding]]:
    """What was found of each election in the order of the codes."""
    order = list(checks())
    return {key: sorted(some, key=lambda one: (order.index(one.code), one.number)) for key, some in found.items()}


def codes_after(saved: type[Any] | None = None) -> frozenset[str]:
    """What may have become or ceased to be a defect by saving a row of this model; without one, all codes."""
    return frozenset().union(*(one.codes for one in FINDERS if saved is None or saved in one.rests_on))


def judge(elections: Iterable[Election], *, by: Actor, saved: type[Any] | None = None) -> None:
    """Mark the facts outside the law, each once, and lift the marks of what was corrected; of all codes, or of those
    that rest on the ledger of which a row was ``saved``."""
    if not (codes := codes_after(saved)):
        return
    basis = Basis(list(elections))
    rows = Defect.objects.filter(election__in=basis.elections, code__in=codes, state=DefectState.OPEN)
    standing = {(row.election_id, row.code, row.step, row.number): row for row in rows}
    for election, finding in _facts(basis, codes):
        row = standing.pop((election.pk, *finding.place), None)
        if row is None:
            mark_defect(
                election,
                finding.code,
                finding.step,
                by=by,
                number=finding.number,
                said=finding.words,
                happened_on=finding.happened_on,
            )
        elif history.put(row, {"words": finding.said}):
            history.record(row, by=by, reason="登记更正后情况有变")
    for row in standing.values():
        if _is_corrected(basis, row):
            make_void(row, by=by, reason=LIFTED)


def _is_corrected(basis: Basis, row: Defect) -> bool:
    """What the check does not find any more was typed wrongly; where a later act can be the reason, only if the step
    that it marks is not recorded any more, or that act came in time."""
    check = checks()[row.code]
    if check.lifted == CORRECTION or basis.happened(row.election_id, check.marks) is None:
        return True
    return any(one.healed(basis, row) for one in FINDERS if one.healed and row.code in one.codes)


def _facts(basis: Basis, codes: frozenset[str]) -> Iterator[tuple[Election, Finding]]:
    """By every finder of these codes: where several find one code, its mark is lifted only when none does any more."""
    for one in FINDERS:
        asked = one.codes & codes
        for election, finding in one.find(basis) if asked else ():
            if finding.code in asked and is_fact(basis, election, finding):
                yield election, finding


def is_fact(basis: Basis, election: Election, finding: Finding) -> bool:
    """It stands by itself, or the step that must not come before it is in order has come."""
    marks = finding.holds_up
    return not finding.asks_explanation and (
        not marks or finding.happened_on is not None or basis.happened(election.pk, marks) is not None
    )


@dataclass(frozen=True)
class Line:
    """One thing to be put right, settled or explained, as the page of an election shows it."""

    code: str
    words: str
    defect: Defect | None = None
    explanation: Explanation | None = None
    finding: Finding | None = None

    @property
    def title(self) -> str:
        return checks()[self.code].title

    @property
    def spoken(self) -> str:
        return checks()[self.code].spoken

    @property
    def advice(self) -> str:
        return checks()[self.code].advice

    @property
    def asks(self) -> bool:
        """Whether an explanation is still to be given."""
        return self.finding is not None and self.finding.asks_explanation and self.explanation is None

    @property
    def to_correct(self) -> bool:
        """Whether it is to be put right before it becomes a defect."""
        return self.finding is not None and not self.finding.asks_explanation and self.defect is None

    @property
    def open(self) -> bool:
        return self.asks or self.to_correct or (self.defect is not None and self.defect.state == DefectState.OPEN)


def lines(elections: Iterable[Election]) -> dict[int, list[Line]]:
    """Election key → its lines in the order of the codes; the queries are as many however many elections there are."""
    every = list(elections)
    return lines_of(findings(every), every)


def lines_of(findings: Mapping[int, Iterable[Finding]], elections: Any) -> dict[int, list[Line]]:
    """The same of what was found before of these elections; their keys may be a query."""
    order = list(checks())
    found: dict[int, list[Line]] = defaultdict(list)
    told = {(row.election_id, row.code, row.step, row.number): row for row in _explanations(elections)}
    marked = {(row.election_id, row.code, row.step, row.number): row for row in _defects(elections)}
    for key, some in findings.items():
        for one in some:
            said = told.get((key, *one.place))
            current = said if said is not None and said.words == one.said else None
            found[key].append(Line(one.code, one.words, marked.pop((key, *one.place), None), current, one))
    for (key, code, *_), row in marked.items():
        found[key].append(Line(code, row.words, row))
    return {key: sorted(some, key=lambda one: order.index(one.code)) for key, some in found.items()}


def _explanations(elections: Any) -> Iterable[Explanation]:
    return Explanation.objects.filter(election__in=elections)


def _defects(elections: Any) -> Iterable[Defect]:
    return Defect.objects.filter(election__in=elections).exclude(state=DefectState.VOID).order_by("id")
