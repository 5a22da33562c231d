"""The list of a ledger as a table, made from its declaration; cells are plain text, so that rendering stays short."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from electioncycle.ledgers.ledger import Ledger

NUMERIC = ("PositiveIntegerField", "PositiveSmallIntegerField", "DecimalField", "IntegerField")


class Cell(tables.Column):
    """Shows one declared column in the words of the screen."""

    def __init__(self, ledger: Ledger, name: str, **kwargs: Any) -> None:
        self.ledger, self.field_name = ledger, name
        field = ledger.field(name)
        numeric = field.get_internal_type() in NUMERIC and not field.choices
        whole = field.is_relation or field.get_internal_type() in ("DateField", "DateTimeField")
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

    def render(self, record: Any) -> str:
        text = self.ledger.display(record, self.field_name)
        tone = self.ledger.tone(record, self.field_name)
        return format_html('<span class="tag tag-{}">{}</span>', tone, text) if tone and text else text


class LinkedCell(Cell):
    """The first column: leads to the row's page."""

    def render(self, record: Any) -> str:
        return format_html('<a href="{}">{}</a>', self.ledger.page_of(record), super().render(record) or "—")


class Tick(tables.Column):
    """A check box that selects the row, in the version that is shown, for printing or a bulk action."""

    css = "tick"

    def __init__(self) -> None:
        super().__init__(accessor="pk", verbose_name="", orderable=False)

    def render(self, record: Any) -> str:
        return format_html(
            '<input type="checkbox" name="row" value="{}:{}" form="bulk" aria-label="选择{}">',
            record.pk,
            record.version,
            record,
        )


def table_for(ledger: Ledger, rows: Any, *, shown: tuple[str, ...] = (), ticks: bool = True) -> tables.Table:
    """A table over ``rows`` with the ledger's columns, or those the user chose."""
    names = [name for name in (shown or ledger.columns) if name in ledger.columns] or list(ledger.columns)
    extra: list[tuple[str, tables.Column]] = [("tick", Tick())] if ticks else []
    for position, name in enumerate(names):
        extra.append((name, (LinkedCell if position == 0 else Cell)(ledger, name)))
    return tables.Table(rows, extra_columns=extra, order_by=())
