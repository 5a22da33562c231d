"""The lines of the first page: the numbers of each township, and what the other ledgers count of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from electioncycle import figures
from electioncycle.actors import Actor
from electioncycle.figures import Figure
from electioncycle.ledgers import ledger as ledgers
from electioncycle.templatetags.office import percent
from readiness.figures.analysis import participants
from readiness.models import TeamAnalysis
from reports.township_lines import PARTS, Numbers, Part, township_lines
from villages.models import Area, Cycle
from villages.services.pieces import Lines, by_township
from villages.village_ledgers import LedgerOfVillages, of_villages


@dataclass
class BoardLine:
    """One township as the first page shows it, or the total; ``further`` holds what other ledgers count."""

    township: Area | None
    numbers: Numbers
    further: dict[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> list[Any]:
        """In the order of the table's columns."""
        own = self.numbers
        return [
            own.villages,
            own.teams,
            own.members,
            "—" if own.mean_age is None else own.mean_age,
            percent(own.college_up, own.members),
            percent(own.posts_held, own.posts_wanted),
            own.reported,
            own.confirmed,
            own.intended,
            own.none,
            own.not_analysed,
            own.printed,
        ]

    @property
    def counted(self) -> dict[str, int]:
        """Every whole number of the line by the code of its figure; what is kept of it every night."""
        return self.numbers.counted | {figures.named(name).code: number for name, number in self.further.items()}


@dataclass(frozen=True)
class Group:
    """The figures of the ledgers under one heading of the menu: a small table instead of one of sixty columns."""

    title: str
    figures: list[Figure]
    rows: list[list[int]]
    """The numbers of each township, in the order of the figures."""
    pages: dict[str, str] = field(default_factory=dict)
    """By name of a figure the list of the ledger that counts it."""

    @property
    def total(self) -> dict[str, int]:
        """By name, the townships together: so says the base of each figure that counts people."""
        return {one.name: sum(row[at] for row in self.rows) for at, one in enumerate(self.figures)}

    @property
    def counted(self) -> dict[str, int]:
        """The same by the code of each figure."""
        return {one.code: number for one, number in zip(self.figures, self.total.values(), strict=True)}


def board_lines(user: Actor, cycle: Cycle) -> list[BoardLine]:
    """One line a township in official order, the total last; kept township by township and part by part."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for name, part in PARTS.items():
        for town, numbers in by_township(f"board {name}", user, cycle, partial(_lines, part, cycle)):
            found[town].update(numbers)
    lines = [BoardLine(town, Numbers(**found[town.pk])) for town in Area.all_rows.filter(pk__in=found)]
    total = Counter[str]()
    for numbers in found.values():
        total.update(numbers)
    return [*lines, BoardLine(None, Numbers(**total))]


def _lines(part: Callable[[Actor, Cycle], Part], cycle: Cycle, user: Actor) -> Lines:
    return [[town.pk, numbers] for town, numbers in part(user, cycle)]


def counted_lines(user: Actor, cycle: Cycle) -> list[BoardLine]:
    """The same with all that other ledgers count; what no ledger keeps of its own is worked out anew."""
    found = township_lines(participants(user, cycle), cycle, user=user)
    *lines, total = [BoardLine(line.township, line.numbers) for line in found]
    asked = asked_ledgers(user)
    said = {name: _figures_of(one, user, cycle) for name, one in asked.items()}
    put_further([*lines, total], groups(said, asked, user, [line.township for line in lines if line.township]))
    return [*lines, total]


def asked_ledgers(user: Actor) -> dict[str, LedgerOfVillages]:
    """The analyses are among the page's own columns, and counting them twice would cost the most of all."""
    return {one.name: one for one in of_villages(ledgers.visible(user)) if one.model is not TeamAnalysis}


def kept_figures_of(ledger: LedgerOfVillages, user: Actor, cycle: Cycle) -> Lines:
    """Those that are dear are asked anew only of the township in which something has changed."""
    if not ledger.figures_are_dear:
        return _figures_of(ledger, user, cycle)
    return by_township(f"figures {ledger.name}", user, cycle, lambda own: _figures_of(ledger, own, cycle))


def _figures_of(ledger: LedgerOfVillages, user: Actor, cycle: Cycle) -> Lines:
    """Key of each township, name of a figure → number."""
    return [[town, numbers] for town, numbers in ledger.township_figures(user, cycle).items()]


def groups(
    said: Mapping[str, Lines], asked: Mapping[str, LedgerOfVillages], user: Actor, townships: Sequence[Area]
) -> list[Group]:
    """What the ledgers count, under the headings by which the menu groups them."""
    figured: dict[str, list[Figure]] = defaultdict(list)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    pages: dict[str, str] = {}
    for name, counts in said.items():
        for township, numbers in counts:
            found[township].update(numbers)
            pages |= dict.fromkeys(numbers, asked[name].url("list"))
        labels = dict.fromkeys(label for _, numbers in counts for label in numbers)
        figured[asked[name].group] += [one for label in labels if (one := figures.named(label)).readers & user.roles]
    return [
        Group(title, own, [[found[town.pk].get(figure.name, 0) for figure in own] for town in townships], pages)
        for title, own in figured.items()
        if own
    ]


def put_further(lines: Sequence[BoardLine], found: Iterable[Group]) -> None:
    """Put it on the lines of the townships and on the total, which is the last."""
    *own, total = lines
    for group in found:
        total.further |= group.total
        for line, row in zip(own, group.rows, strict=True):
            line.further |= {figure.name: number for figure, number in zip(group.figures, row, strict=True)}
