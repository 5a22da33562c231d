"""The cells of a ledger's columns: what kind of cell each holds, and the value a typed cell stands for."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from electioncycle.cleaning import cells
from electioncycle.ledgers.forms import LookupField
from electioncycle.ledgers.ledger import Column, Ledger
from electioncycle.ledgers.tables import text_of
from electioncycle.records import months
from electioncycle.records.months import MonthField
from electioncycle.records.name_fields import line_reader
from electioncycle.records.rows import choice_labels
from electioncycle.security.privacy import EncryptedField
from electioncycle.workbooks.plans import clean_day

READERS: dict[str, Callable[[Any], Any]] = {
    "BooleanField": cells.clean_bool,
    "DateField": clean_day,
    "DateTimeField": lambda value: _aware(cells.clean_moment(value)),
    "DecimalField": cells.clean_decimal,
    "PositiveIntegerField": cells.clean_int,
    "PositiveSmallIntegerField": cells.clean_int,
    "TimeField": cells.clean_time,
}
KINDS = {
    "BooleanField": "bool",
    "DateField": "date",
    "DecimalField": "decimal",
    "PositiveIntegerField": "int",
    "PositiveSmallIntegerField": "int",
}
Spellings = Mapping[str, Collection[str]]
ALWAYS_WORDS = (models.CharField, models.TextField, models.BooleanField, models.ForeignKey, MonthField)
"""Fields whose values stand in a workbook as on the screen; those of others may be figures or days."""

REMEMBERED = 2000
"""Different values of one column whose readings are remembered: most say one of few things."""
SEVERAL = object()
"""Stands where a name alone does not say which row is meant."""


def _aware(moment: datetime | None) -> datetime | None:
    """In the county's time."""
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def sheet_kind(ledger: Ledger, column: Column) -> Any:
    """What kind of cell a column holds, as the workbook library names it."""
    if column.read or not column.field:
        return column.kind
    target = ledger.field(column.field)
    if isinstance(target, EncryptedField):
        return "id_number" if target.name == "id_number" else "text"
    if isinstance(target, MonthField):
        return "month"
    return "choice" if target.choices else KINDS.get(target.get_internal_type(), "text")


def cell(ledger: Ledger, row: Any, column: Column, *, unmasked: bool = False) -> Any:
    """What stands in the workbook: figures as figures, the rest in the words of the screen, personal numbers masked."""
    return filling(ledger, column, unmasked=unmasked)(row)


def filling(ledger: Ledger, column: Column, *, unmasked: bool = False) -> Callable[[Any], Any]:
    """``cell`` of one column as a function of the row: what the column alone decides is decided once."""
    if fill := column.compute or column.show:
        return fill
    name, target = column.field, ledger.field(column.field)
    if unmasked and isinstance(target, EncryptedField):
        return lambda row: ledger.value(row, name)
    text = text_of(ledger, name)
    return text if target.choices or isinstance(target, ALWAYS_WORDS) else partial(_figure_or_words, ledger, name, text)


def _figure_or_words(ledger: Ledger, name: str, text: Callable[[Any], str], row: Any) -> Any:
    value = ledger.value(row, name)
    if isinstance(value, (int, Decimal)):
        return value
    day = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if day else text(row)


def still_shows(ledger: Ledger, row: Any, column: Column, typed: Any) -> bool:
    """Whether the cell holds just what an export of this row shows there, such as the mask of a number."""
    shown = cell(ledger, row, column)
    if shown in (None, ""):
        return False
    if _is_month(ledger, column):
        return _same_month(typed, ledger.value(row, column.field))
    if isinstance(shown, (int, Decimal)):
        return str(typed).strip() != "" and _number(typed) == shown
    return cells.clean_text(typed) == cells.clean_text(shown)


def _is_month(ledger: Ledger, column: Column) -> bool:
    own = not (column.read or column.compute or column.show)
    return own and isinstance(ledger.field(column.field), MonthField)


def _same_month(typed: Any, stored: date) -> bool:
    try:
        return months.read(typed, stored) == stored
    except ValueError:
        return False


def _number(typed: Any) -> Decimal | None:
    try:
        return cells.clean_decimal(typed)
    except ValueError:
        return None


class ColumnCells:
    """Reads the cells of one workbook; ``fields`` are the form fields by name, whose validators count here too.

    ``spellings`` are the county's own words for an offered value.
    """

    def __init__(
        self, ledger: Ledger, columns: Sequence[Column], fields: Mapping[str, Any], spellings: Spellings
    ) -> None:
        self.ledger, self.fields, self.spellings = ledger, fields, spellings
        self.offered: dict[str, set[Any]] = {}
        self.readers = {column.field: self._reader(column) for column in columns}
        self.known: dict[str, dict[Any, Any]] = {column.field: {} for column in columns}

    def kind(self, column: Column) -> Any:
        """Days may be given as months, so that 1975.1 is as doubtful in a text file as in a number cell."""
        kind = sheet_kind(self.ledger, column)
        return "month" if kind == "date" else kind

    def read(self, column: Column, value: Any) -> Any:
        """The cell's value; raises ValueError with the reason."""
        known = self.known[column.field]
        if value.__class__ not in (str, date) or column.read:
            return self._read(column, value)
        if value not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[value] = self._read(column, value)
        return known[value]

    def _read(self, column: Column, value: Any) -> Any:
        if column.read:
            return column.read(value)
        target = self.ledger.field(column.field)
        result = self.readers[column.field](value)
        if self._is_choice(column, target):
            return result
        try:
            self.fields[column.field].run_validators(result)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        return result

    def keeps(self, name: str, present: Any) -> bool:
        """Whether an empty cell leaves the row that stands there now, for its user may not choose it."""
        offered = self.offered.get(name)
        return offered is not None and isinstance(present, models.Model) and present.pk not in offered

    def _is_choice(self, column: Column, target: models.Field) -> bool:
        offered = isinstance(self.fields.get(column.field), (forms.ModelChoiceField, LookupField))
        return offered or bool(target.choices)

    def _reader(self, column: Column) -> Callable[[Any], Any]:
        if column.read:
            return column.read
        target = self.ledger.field(column.field)
        form_field = self.fields.get(column.field)
        if isinstance(form_field, (forms.ModelChoiceField, LookupField)):
            offered = list(form_field.queryset or ())
            self.offered[column.field] = {row.pk for row in offered}
            rows = by_name(offered)
            return lambda value: pick(rows, value)
        if target.choices:
            labels = choice_labels(target)
            return lambda value: cells.clean_choice(value, labels, self.spellings)
        if isinstance(target, MonthField):
            return months.read
        return line_reader(target) or READERS.get(target.get_internal_type(), cells.clean_text)


def by_name(rows: Iterable[Any]) -> dict[str, Any]:
    """The rows by the name they go by; a name that several have leads to ``SEVERAL``."""
    found: dict[str, Any] = {}
    for row in rows:
        name = cells.clean_text(str(row)) or ""
        found[name] = SEVERAL if name in found else row
    return found


def pick(rows: dict[str, Any], value: Any) -> Any:
    """The row of that name; raises ValueError with what may be filled in."""
    found = rows.get(cells.clean_text(value) or "")
    if found is SEVERAL:
        raise ValueError(f"“{value}”不止一个，表中无法区分，请在平台的页面上登记这一条。")
    if found is None:
        listed = "、".join(list(rows)[:12]) or "(本届尚未设置)"
        raise ValueError(f"没有这一项，可填：{listed}")
    return found
