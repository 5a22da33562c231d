"""The list of a ledger as a table: declared with django-tables2, written as one string from prepared cells."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from html import escape
from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django_tables2.rows import BoundRows

from electioncycle.ledgers.ledger import Beside, Ledger
from electioncycle.records import history
from electioncycle.records.name_fields import NameField
from electioncycle.records.rows import UNSHOWN
from electioncycle.security.privacy import BlindIndexField, EncryptedField
from electioncycle.templatetags.office import escaped

HIDDEN = (EncryptedField, BlindIndexField)
NUMERIC = ("PositiveIntegerField", "PositiveSmallIntegerField", "DecimalField", "IntegerField")


def unread(ledger: Ledger[Any], shown: Sequence[str]) -> list[str]:
    """What a list with these columns has no use for: bookkeeping, and numbers that would have to be decrypted."""
    found = [name for name, field in _fields(ledger) if field.name in UNSHOWN or isinstance(field, HIDDEN)]
    return [name for name in found if name not in shown]


def unshown(ledger: Ledger[Any]) -> list[str]:
    """What no column shows whatever it is made of: bookkeeping."""
    return [name for name, field in _fields(ledger) if field.name in UNSHOWN]


def _fields(ledger: Ledger[Any]) -> Iterator[tuple[str, Any]]:
    """The columns a row is read with, those of the joined rows included, by their way from the row."""
    for place in ("", *(f"{join}__" for join in ledger.joins)):
        model: Any = ledger.field(place.removesuffix("__")).related_model if place else ledger.model
        yield from ((f"{place}{one.name}", one) for one in model._meta.concrete_fields)


def text_of(ledger: Ledger[Any], name: str) -> Callable[[Any], str]:
    """``display`` of one field as a function of the row, for lists of many rows."""
    if type(ledger).display is not Ledger.display:
        return lambda row: ledger.display(row, name)
    words, value = history.wording(ledger.field(name)), ledger.value
    if "__" in name:
        return lambda row: words(value(row, name))
    return lambda row: words(getattr(row, name))


def _has_tones(ledger: Ledger[Any], name: str) -> bool:
    """Whether this field may show as a status tag at all."""
    return name in ledger.tones or type(ledger).tone is not Ledger.tone


class Cell(tables.Column):
    """Shows one declared column in the words of the screen."""

    def __init__(self, ledger: Ledger, name: str, **kwargs: Any) -> None:
        self.ledger, self.field_name = ledger, name
        self.text_of = text_of(ledger, name)
        field = ledger.field(name)
        numeric = field.get_internal_type() in NUMERIC and not field.choices
        whole = field.is_relation or isinstance(field, NameField)
        whole = whole or field.get_internal_type() in ("DateField", "DateTimeField")
        self.css = "num" if numeric else "nowrap" if whole else ""
        sortable = not hasattr(field, "mask")
        super().__init__(
            accessor=name,
            verbose_name=ledger.label(name),
            orderable=sortable,
            empty_values=(),
            order_by=self._order(field, name),
            **kwargs,
        )

    @staticmethod
    def _order(field: Any, name: str) -> tuple[str, ...]:
        if field.is_relation and field.related_model._meta.ordering:
            return tuple(f"{name}__{part}" for part in field.related_model._meta.ordering if not part.startswith("-"))
        return (name,)

    def written(self) -> Callable[[Any], str]:
        """How a row's cell is written between its tags, as a function of the row."""
        text_of, tone, name = self.text_of, self.ledger.tone, self.field_name
        if not _has_tones(self.ledger, name):
            return lambda record: escaped(text_of(record))

        def tagged(record: Any) -> str:
            text, colour = escaped(text_of(record)), tone(record, name)
            return f'<span class="tag tag-{colour}">{text}</span>' if colour and text else text

        return tagged


class LinkedCell(Cell):
    """The first column: leads to the row's page."""

    def written(self) -> Callable[[Any], str]:
        inside, page_of = super().written(), self.ledger.page_of
        return lambda record: f'<a href="{escape(page_of(record))}">{inside(record) or "—"}</a>'


class Tick(tables.Column):
    """A check box that selects the row, in the version that is shown, for printing or a bulk action."""

    css = "tick"

    def __init__(self) -> None:
        super().__init__(accessor="pk", verbose_name="", orderable=False)

    def written(self) -> Callable[[Any], str]:
        return lambda record: (
            f'<input type="checkbox" name="row" value="{record.pk}:{record.version}" form="bulk"'
            f' aria-label="选择{escaped(record)}">'
        )


class LedgerTable(tables.Table):
    """Sorts and pages as django-tables2 does; its rows are written without asking each cell how it is rendered.

    ``beside`` are columns that the ledger worked out for the rows of the page.
    """

    beside: Sequence[Beside] = ()

    @property
    def unprinted(self) -> int:
        """How many rows of the list stand on its other pages."""
        return self.paginator.count - len(self.page.object_list)

    @property
    def body(self) -> SafeString:
        cells = [
            (f'<td class="{column.css}">' if column.css else "<td>", column.written())
            for column in (bound.column for bound in self.columns)
        ]
        cells += [(f'<td class="{one.css}">' if one.css else "<td>", _from(one)) for one in self.beside]
        rows = (
            "".join(f"{begun}{written(record)}</td>" for begun, written in cells)
            for record in self.page.object_list.data
        )
        return mark_safe("\n".join(f"<tr>{row}</tr>" for row in rows))  # noqa: S308 - every cell escapes its text


def _from(column: Beside) -> Callable[[Any], str]:
    return lambda record: escaped(column.cells.get(record.pk, ""))


class ListPages(Paginator):
    """The pages of a list. Nobody leafs through more than the first ten thousand rows: counting and skipping further
    would make each page of a large county dearer than its rows are."""

    most = 10_000

    def __init__(self, rows: Any, per_page: int, number: Callable[[int], int]) -> None:
        super().__init__(rows, per_page)
        self.number = number

    @cached_property
    def _reached(self) -> int:
        return self.number(self.most + 1)

    @property
    def has_more(self) -> bool:
        return self._reached > self.most

    @cached_property
    def count(self) -> int:
        return min(self._reached, self.most)


class FoundPages(ListPages):
    """The pages of what a search found. It is made once, for the keys in the order of the list; to count what it finds
    and to read a page of it would be to make it twice, each time with all that is shown of the rows."""

    def __init__(self, table: LedgerTable, rows: models.QuerySet[Any], per_page: int) -> None:
        found = list(table.data.data.values_list("pk", flat=True)[: self.most + 1])
        super().__init__(found[: self.most], per_page, partial(min, len(found)))
        self.table, self.rows = table, rows

    def page(self, number: int | str) -> Any:
        page: Any = super().page(number)
        rows = {row.pk: row for row in self.rows.filter(pk__in=page.object_list).order_by()}
        page.object_list = BoundRows([rows[key] for key in page.object_list if key in rows], self.table)
        return page


def table_for(ledger: Ledger, rows: Any, *, shown: tuple[str, ...] = (), ticks: bool = True) -> LedgerTable:
    """A table over ``rows`` with the ledger's columns, or those the user chose."""
    names = [name for name in (shown or ledger.columns) if name in ledger.showable] or list(ledger.columns)
    extra: list[tuple[str, tables.Column]] = [("tick", Tick())] if ticks else []
    for position, name in enumerate(names):
        extra.append((name, (LinkedCell if position == 0 else Cell)(ledger, name)))
    return LedgerTable(rows, extra_columns=extra, order_by=())


def in_order(ledger: Ledger, rows: Any, sort: Sequence[str], *, shown: tuple[str, ...] = ()) -> Any:
    """The rows in the order in which the list with these columns shows them."""
    asked = [name for name in sort if "." not in name]  # no path of ours has a dot
    if not asked:
        return rows
    table = table_for(ledger, rows, shown=shown, ticks=False)
    table.order_by = asked
    return table.data.data
