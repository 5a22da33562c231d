"""A day of which people see the month only."""

from typing import Any

from django.db import models


class MonthField(models.DateField):
    """Stores a day, shows year and month: the day of a birth is nobody's business on a list.

    For migrations a plain day, so that no column changes.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs
