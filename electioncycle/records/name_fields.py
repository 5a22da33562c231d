"""Model fields for names: what is typed into them, in a form or a workbook, is cleaned and judged by one rule."""

from collections.abc import Callable
from typing import Any

from django.db import models

from electioncycle.cleaning import cells, names
from electioncycle.security.privacy import EncryptedField


class NameField(models.CharField):
    """A text column like any other to the database; ``read`` says what a typed value stands for."""

    read: Callable[[Any], str | None] = staticmethod(cells.clean_name)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class PersonNameField(NameField):
    read = staticmethod(names.clean_person_name)


class PlaceNameField(NameField):
    read = staticmethod(names.clean_place_name)


class NationField(NameField):
    read = staticmethod(names.clean_nation)


def line_reader(target: "models.Field[Any, Any]") -> Callable[[Any], str | None] | None:
    """What reads a typed line of text of this field, in a form as in a workbook; None where it is no such line."""
    if isinstance(target, EncryptedField):
        return cells.clean_sealed(target.name)
    if isinstance(target, NameField):
        return target.read
    if target.choices or not isinstance(target, models.CharField):
        return None
    return cells.clean_name if target.name == "name" else cells.clean_text
