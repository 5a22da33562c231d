"""A day of which people know, type and see the month only, such as a birth or the entry into the Party."""

from datetime import date
from typing import Any

from django import forms
from django.db import models

from electioncycle.cleaning import cells


def in_words(day: date) -> str:
    """年月 as offices write it: 1975.10."""
    return f"{day:%Y.%m}"


def read(typed: Any, stored: date | None = None) -> date | None:
    """The month typed as its first day, or the ``stored`` day where the month is the same.

    Raises ValueError with the reason, also where 1975.1 may be January or October and what is stored does not say.
    """
    found = cells.clean_month(typed)
    if isinstance(found, cells.AmbiguousMonth):
        if stored is not None and stored.year == found.year and stored.month in found.months:
            return stored
        raise ValueError(f"“{typed}”可能是1月也可能是10月，请写成“{found.year}-01”或“{found.year}-10”")
    if found is None or stored is None:
        return found
    return stored if (found.year, found.month) == (stored.year, stored.month) else found


class MonthBox(forms.CharField):
    """A text box for a month, read as in a workbook; the day that is ``stored`` stays while its month does."""

    stored: date | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "如 1975.10", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        try:
            return read(value, self.stored)
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial) or "", data)


class MonthField(models.DateField):
    """Stores a day, shows year and month: the day of a birth is nobody's business on a list.

    For migrations a plain day, so that no column changes.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs

    def in_words(self, day: date) -> str:
        return in_words(day)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MonthBox, **kwargs})
