"""The cells of a ledger's columns: what kind of cell each holds, and the value a typed cell stands for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from electioncycle.forms import LookupField
from electioncycle.ledgers import Column, Ledger
from electioncycle.models import choice_labels
from electioncycle.name_fields import line_reader
from electioncycle.plans import clean_day
from electioncycle.privacy import EncryptedField
from electioncycle.sheets import cells

READERS: dict[str, Callable[[Any], Any]] = {
    "BooleanField": cells.clean_bool,
    "DateField": clean_day,
    "DecimalField": cells.clean_decimal,
    "PositiveIntegerField": cells.clean_int,
    "PositiveSmallIntegerField": cells.clean_int,
}
KINDS = {
    "BooleanField": "bool",
    "DateField": "date",
    "DecimalField": "decimal",
    "PositiveIntegerField": "int",
    "PositiveSmallIntegerField": "int",
}


def sheet_kind(ledger: Ledger, column: Column) -> Any:
    """What kind of cell a column holds, as the workbook library names it."""
    if column.read or not column.field:
        return column.kind
    target = ledger.field(column.field)
    if isinstance(target, EncryptedField):
        return "id_number" if target.name == "id_number" else "text"
    return "choice" if target.choices else KINDS.get(target.get_internal_type(), "text")


class ColumnCells:
    """Reads the cells of one workbook; ``fields`` are the form fields by name, whose validators count here too."""

    def __init__(self, ledger: Ledger, columns: Sequence[Column], fields: Mapping[str, Any]) -> None:
        self.ledger, self.fields = ledger, fields
        self.offered: dict[str, set[Any]] = {}
        self.readers = {column.field: self._reader(column) for column in columns}

    def kind(self, column: Column) -> Any:
        """Days may be given as months, so that 1975.1 is as doubtful in a text file as in a number cell."""
        kind = sheet_kind(self.ledger, column)
        return "month" if kind == "date" else kind

    def read(self, column: Column, value: Any, current: Any) -> Any:
        """The cell's value; ``current`` when the cell still shows it, as the mask of a number or the name of a row.

        Raises ValueError with the reason.
        """
        if column.read:
            return column.read(value)
        target = self.ledger.field(column.field)
        if current and str(value) == (target.mask(current) if isinstance(target, EncryptedField) else current):
            return current
        if isinstance(current, models.Model) and cells.clean_text(value) == cells.clean_text(str(current)):
            return current
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
            rows = {cells.clean_text(str(row)) or "": row for row in form_field.queryset or ()}
            self.offered[column.field] = {row.pk for row in form_field.queryset or ()}
            return lambda value: pick(rows, value)
        if target.choices:
            labels = choice_labels(target)
            return lambda value: cells.clean_choice(value, labels)
        return line_reader(target) or READERS.get(target.get_internal_type(), cells.clean_text)


def pick(rows: dict[str, Any], value: Any) -> Any:
    """The row of that name; raises ValueError with what may be filled in."""
    found = rows.get(cells.clean_text(value) or "")
    if found is None:
        listed = "、".join(list(rows)[:12]) or "(本届尚未设置)"
        raise ValueError(f"没有这一项，可填：{listed}")
    return found
