"""A person's number typed into a free text is refused with the field named: it belongs into its own, encrypted field.

``history.record`` asks for every row, whatever page or workbook it comes from; forms and imports ask before, so that
the sentence stands beside the field or cell. Texts inside JSON fields, such as the evidence of a condition, count as
well. What stood there before stays. Fields for telephones in plain (the contact
book's) are no free text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.db import models

from electioncycle.cleaning.cells import clean_id_number
from electioncycle.refusals import Refused
from electioncycle.security.privacy import BlindIndexField, EncryptedField

_DIGITS = re.compile(r"\d{11}")
_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


def within(text: str) -> str:
    """What kind of personal number stands in a text: 身份证号 (with the right check digit), 手机号, or nothing."""
    if not _DIGITS.search(text):
        return ""
    plain = unicodedata.normalize("NFKC", text)
    if any(_is_id(found) for found in _ID.findall(plain)):
        return "身份证号"
    return "手机号" if _PHONE.search(plain) else ""


def _is_id(text: str) -> bool:
    try:
        return bool(clean_id_number(text))
    except ValueError:
        return False


def is_free_text(field: Any) -> bool:
    if isinstance(field, models.JSONField):
        return True
    if isinstance(field, EncryptedField | BlindIndexField) or not isinstance(
        field, models.CharField | models.TextField
    ):
        return False
    return not field.choices and "phone" not in field.name and field.name != "search_text"


def fault(field: Any, label: str, value: Any, before: Any = None) -> str:
    """Why this value may not be kept as it is; empty where it may."""
    if value == before or not is_free_text(field):
        return ""
    kept = set(_said(before))
    kind = next((kind for text in _said(value) if text not in kept and (kind := within(text))), "")
    return f"“{label}”中写有{kind}。号码只能填在专门的{kind}栏，请从这里删去后再保存。" if kind else ""


def require_none(text: str, label: str, *, field: str = "") -> str:
    """The text, where it holds no number; else Refused. For what is typed beside a row, such as a step's reason."""
    if kind := within(text):
        raise Refused(f"“{label}”中写有{kind}。号码只能填在专门的{kind}栏，请从这里删去后再办理。", field=field)
    return text


def _said(value: Any) -> Iterator[str]:
    """The texts in a value: itself, or those anywhere inside its lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield str(key)
            yield from _said(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _said(inside)


@cache
def _texts(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.concrete_fields if is_free_text(field))


def refuse(row: models.Model) -> None:
    """Raises Refused when a text of the row newly holds a number."""
    said = ((field, getattr(row, field.attname)) for field in _texts(type(row)))
    named = {field.attname: field for field, value in said if value and within(str(value))}
    if not named:
        return
    before = type(row)._base_manager.filter(pk=row.pk).values(*named).first() or {}
    for name, field in named.items():
        if sentence := fault(field, str(field.verbose_name), getattr(row, name), before.get(name)):
            raise Refused(sentence, field=name)
