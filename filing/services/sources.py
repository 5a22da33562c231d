"""What may be filled into a form, and what it stands at now: counted figures, columns of ledgers, a few words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.figures import FIGURES, Figure
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records.readers import is_assigned
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES
from electioncycle.wording import day_in_words
from electioncycle.workbooks import exports
from electioncycle.workbooks.plans import ROW_KEY
from filing.models import CityForm
from filing.rules import mapping
from filing.rules.mapping import COLUMN, FIGURE, WORD, WORDS, Filled, Mapped, TooLongError, Value
from reports.board_lines import BoardLine, counted_lines
from villages.models import Area, Cycle


@dataclass(frozen=True)
class Offered:
    """One thing that a cell may take, as the page offers it: ``key`` is its kind and name."""

    group: str
    key: str
    title: str


def figures() -> list[Figure]:
    """The county's counted figures."""
    return [one for one in FIGURES.values() if one.counted and one.readers & COUNTY_ROLES]


def open_ledgers(user: Actor) -> list[Ledger]:
    """Those that leave the product as workbooks; not those of which each reading is an act of its own."""
    return [one for one in ledgers.visible(user) if "export" in one.actions and not is_assigned(one.model)]


def offered(user: Actor, cycle: Cycle) -> list[Offered]:
    found = [Offered("文字", f"{WORD}:{name}", title) for name, title in WORDS.items()]
    found += [Offered(f"数字：{one.group}", f"{FIGURE}:{one.code}", one.name) for one in figures()]
    for ledger in open_ledgers(user):
        for header in columns_of(ledger, cycle):
            found.append(Offered(f"台账：{ledger.title}", f"{COLUMN}:{ledger.name}.{header}", header))
    return found


def columns_of(ledger: Ledger, cycle: Cycle) -> list[str]:
    return [one for one in exports.headers(ledger, cycle) if one != ROW_KEY]


def townships_of(cycle: Cycle) -> list[Area]:
    return list(Area.objects.filter(parent=cycle.county))


def title_of(mapped: Mapped, townships: dict[int, str]) -> str:
    """What a cell takes, in words; says so where the product has no such thing any more."""
    where = townships.get(mapped.area, "") if mapped.area else "逐乡镇" if mapped.downward else "全县"
    if mapped.kind == WORD:
        return WORDS.get(mapped.name, f"“{mapped.name}”已不存在")
    if mapped.kind == FIGURE:
        figure = FIGURES.get(mapped.name)
        return f"{figure.name}（{where}）" if figure else f"数字“{mapped.name}”已不存在"
    name, _, header = mapped.name.partition(".")
    ledger = ledgers.REGISTRY.get(name)
    return f"{ledger.title}的“{header}”（逐行）" if ledger else f"台账“{name}”已不存在"


class Sources:
    """Everything a form asks for, read once; in the name of whoever fills it."""

    def __init__(self, user: Actor, cycle: Cycle, filler: str = "") -> None:
        self.user, self.cycle, self.filler = user, cycle, filler or str(user)
        self._columns: dict[str, tuple[list[str], list[list[Value]]]] = {}

    @cached_property
    def lines(self) -> list[BoardLine]:
        return counted_lines(self.user, self.cycle)

    @cached_property
    def townships(self) -> dict[int, str]:
        return {one.pk: one.name for one in townships_of(self.cycle)}

    def filled(self, form: CityForm) -> list[Filled]:
        """Raises Refused, naming every cell whose figure or column the product has no more, or that lacks room."""
        found, faults = [], []
        for one in mapping.read(form.cells):
            try:
                found += mapping.fill(one, self.values(one), title_of(one, self.townships))
            except TooLongError as long:
                faults.append(f"{one.place}起留了{one.lines}行，现有{long.lines}行，放不下")
            except LookupError as gone:
                faults.append(f"{one.place}：{gone.args[0]}")
        if faults:
            raise Refused(f"{'；'.join(faults)}。没有填写，请改正这些格的对应关系后再填。")
        return found

    def values(self, mapped: Mapped) -> Sequence[Value]:
        """From the cell downward. Raises LookupError in words where there is no such thing."""
        if mapped.kind == FIGURE:
            return self._figure(mapped)
        if mapped.kind == COLUMN:
            return self._column(mapped)
        if mapped.name == mapping.TOWNSHIPS:
            return [one.township.name for one in self.lines if one.township] if mapped.downward else [""]
        said = {
            mapping.TODAY: day_in_words(timezone.localdate()),
            mapping.COUNTY: self.cycle.county.name,
            mapping.FILLER: self.filler,
        }
        if mapped.name not in said:
            raise LookupError(title_of(mapped, self.townships))
        return [said[mapped.name]]

    def _figure(self, mapped: Mapped) -> Sequence[Value]:
        if mapped.name not in {one.code for one in figures()}:
            raise LookupError(f"数字“{mapped.name}”已不存在")
        *towns, total = self.lines
        if mapped.area:
            towns = [one for one in towns if one.township and one.township.pk == mapped.area]
            if not towns:
                raise LookupError("乡镇（街道）已不存在")
            return [towns[0].counted.get(mapped.name, 0)]
        if mapped.downward:
            return [one.counted.get(mapped.name, 0) for one in towns]
        return [total.counted.get(mapped.name, 0)]

    def _column(self, mapped: Mapped) -> Sequence[Value]:
        name, _, header = mapped.name.partition(".")
        ledger = next((one for one in open_ledgers(self.user) if one.name == name), None)
        if ledger is None:
            raise LookupError(f"台账“{name}”已不存在或不对您开放")
        if name not in self._columns:
            rows = ledger.rows(self.user, self.cycle)
            if (number := rows.count()) > mapped.lines:
                raise TooLongError(mapped, number)
            lines = [list(map(_plain, line)) for line in exports.lines(ledger, rows, self.cycle)]
            self._columns[name] = exports.headers(ledger, self.cycle), lines
        headers, lines = self._columns[name]
        if header not in headers:
            raise LookupError(f"“{ledger.title}”已没有“{header}”一列")
        return [line[headers.index(header)] for line in lines]


def _plain(cell: object) -> Value:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    return "" if cell is None else str(cell)
