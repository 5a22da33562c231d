"""What may be filled into a form, and what it stands at now: figures, columns of ledgers and lists, a few words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records.readers import is_assigned
from electioncycle.refusals import Refused
from electioncycle.wording import day_in_words
from electioncycle.workbooks import exports
from electioncycle.workbooks.plans import ROW_KEY
from filing.rules import mapping
from filing.rules.mapping import COLUMN, FIGURE, WORD, WORDS, Filled, Mapped, TooLongError, Value
from filing.rules.ratios import FRACTION, Ratio, Unworked, worked_out
from filing.services import lists, progress
from filing.services.numbers import Lines, catalog
from villages.models import Area, Cycle


@dataclass(frozen=True)
class Offered:
    """One thing that a cell may take, as the page offers it: ``key`` is its kind and name."""

    group: str
    key: str
    title: str


def open_ledgers(user: Actor) -> list[Ledger]:
    """Those that leave the product as workbooks; not those of which each reading is an act of its own."""
    return [one for one in ledgers.visible(user) if "export" in one.actions and not is_assigned(one.model)]


def offered(user: Actor, cycle: Cycle) -> list[Offered]:
    found = [Offered("文字", f"{WORD}:{name}", title) for name, title in WORDS.items()]
    found += [Offered(one.heading, f"{FIGURE}:{one.code}", one.title) for one in catalog().values()]
    for name, own in lists.LISTS.items():
        found += [Offered(f"名单：{own.title}", f"{COLUMN}:{name}.{header}", header) for header in own.headers]
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
        number = catalog().get(mapped.name)
        if number is None:
            return f"数字“{mapped.name}”已不存在"
        written = "，写成小数" if mapped.form == FRACTION else "，%"
        return f"{number.name}（{where}{written if number.percent else ''}）"
    name, _, header = mapped.name.partition(".")
    if name in lists.LISTS:
        return f"{lists.LISTS[name].title}的“{header}”（逐行）"
    ledger = ledgers.REGISTRY.get(name)
    return f"{ledger.title}的“{header}”（逐行）" if ledger else f"台账“{name}”已不存在"


class Sources:
    """Everything a form asks for, read once; in the name of whoever fills it."""

    def __init__(self, user: Actor, cycle: Cycle, filler: str = "") -> None:
        self.user, self.cycle, self.filler = user, cycle, filler or str(user)
        self._columns: dict[str, tuple[list[str], list[list[Value]]]] = {}

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.user, self.cycle)

    @cached_property
    def townships(self) -> dict[int, str]:
        return {one.pk: one.name for one in townships_of(self.cycle)}

    def filled(self, cells: Iterable[Mapped]) -> list[Filled]:
        """Raises Refused, naming every cell whose figure or column the product has no more, or that lacks room."""
        found, faults = [], []
        for one in cells:
            try:
                found += mapping.fill(one, self.values(one), title_of(one, self.townships))
            except TooLongError as long:
                faults.append(f"{one.place}起留了{one.lines}行，现有{long.lines}行，放不下")
            except LookupError as gone:
                faults.append(f"{one.place}：{gone.args[0]}")
        if faults:
            raise Refused(f"{'；'.join(faults)}。没有填写，请改正这些格的对应关系后再填。")
        return found

    def values(self, mapped: Mapped) -> Sequence[Value | Unworked]:
        """From the cell downward. Raises LookupError in words where there is no such thing."""
        if mapped.kind == FIGURE:
            return self._figure(mapped)
        if mapped.kind == COLUMN:
            return self._column(mapped)
        if mapped.name == mapping.TOWNSHIPS:
            return [one.name for one in self.lines.townships] if mapped.downward else [""]
        if mapped.name == mapping.PUT_OFF:
            told = progress.put_off_in_words(self.cycle)
            return [told.get(key, "") for key in self._places(mapped)]
        said = {
            mapping.TODAY: day_in_words(timezone.localdate()),
            mapping.COUNTY: self.cycle.county.name,
            mapping.FILLER: self.filler,
        }
        if mapped.name not in said:
            raise LookupError(title_of(mapped, self.townships))
        return [said[mapped.name]]

    def _places(self, mapped: Mapped) -> list[int]:
        """Keys of the townships whose numbers stand from the cell downward; 0 is the county."""
        there = [one.pk for one in self.lines.townships]
        if mapped.area and mapped.area not in there:
            raise LookupError("乡镇（街道）已不存在")
        if mapped.area or not mapped.downward:
            return [mapped.area]
        return there

    def _figure(self, mapped: Mapped) -> Sequence[Value | Unworked]:
        number = catalog().get(mapped.name)
        if number is None:
            raise LookupError(f"数字“{mapped.name}”已不存在")
        return [self._written(self.lines.of(number, key), mapped) for key in self._places(mapped)]

    @staticmethod
    def _written(found: int | Ratio, mapped: Mapped) -> Value | Unworked:
        if isinstance(found, Ratio):
            return worked_out(found, mapped.form, mapped.decimals, mapped.empty)
        return found

    def _column(self, mapped: Mapped) -> Sequence[Value]:
        name, _, header = mapped.name.partition(".")
        if name in lists.LISTS:
            return self._listed(name, header, mapped)
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

    def _listed(self, name: str, header: str, mapped: Mapped) -> Sequence[Value]:
        own = lists.LISTS[name]
        if header not in own.headers:
            raise LookupError(f"“{own.title}”已没有“{header}”一列")
        if name not in self._columns:
            self._columns[name] = list(own.headers), [list(map(_plain, line)) for line in own.rows(self.lines.teams)]
        headers, lines = self._columns[name]
        if len(lines) > mapped.lines:
            raise TooLongError(mapped, len(lines))
        return [line[headers.index(header)] for line in lines]


def _plain(cell: object) -> Value:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    return "" if cell is None else str(cell)
