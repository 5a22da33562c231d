"""The filters of a ledger, made from its declaration; every menu is narrowed to the user's territory."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q

from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers.ledger import Ledger


@dataclass(frozen=True)
class Asked:
    """For whom the menus of a filter set are narrowed."""

    user: Actor
    cycle: CycleLike | None


def _menu(ledger: Ledger, name: str) -> django_filters.Filter:
    target = ledger.field(name)
    label = ledger.label(name)
    if isinstance(target, models.ForeignKey):
        return django_filters.ModelChoiceFilter(
            field_name=name,
            label=label,
            queryset=lambda asked: ledger.choices(name, asked.user, asked.cycle),
            empty_label="全部",
        )
    if isinstance(target, models.BooleanField):
        return django_filters.ChoiceFilter(
            field_name=name, label=label, choices=[("True", "是"), ("False", "否")], empty_label="全部"
        )
    if target.choices:
        return django_filters.ChoiceFilter(field_name=name, label=label, choices=target.choices, empty_label="全部")
    if isinstance(target, models.DateField):
        widget = forms.DateInput(attrs={"type": "date"})
        return django_filters.DateFilter(field_name=name, lookup_expr="gte", label=f"{label}起", widget=widget)
    if target.get_internal_type() in ("PositiveIntegerField", "PositiveSmallIntegerField", "DecimalField"):
        return django_filters.NumberFilter(field_name=name, lookup_expr="gte", label=f"{label}≥")
    return django_filters.CharFilter(field_name=name, lookup_expr="icontains", label=label)


def search_rows(ledger: Ledger, rows: models.QuerySet, text: str) -> models.QuerySet:
    """Every word must be found in one of the searched fields: Chinese text or pinyin."""
    for word in text.lower().split()[:5]:
        hit = Q()
        for lookup in ledger.search:
            hit |= Q(**{f"{lookup}__contains": word})
        rows = rows.filter(hit)
    return rows


def filterset_for(ledger: Ledger, data: Any, rows: models.QuerySet, *, user: Actor, cycle: CycleLike | None) -> Any:
    """A bound filter set: ``.form`` for the page, ``.qs`` for the rows."""
    return _filters_of(ledger)(data, queryset=rows, request=Asked(user, cycle))


@cache
def _filters_of(ledger: Ledger) -> Any:
    """The declaration, made once: it changes with neither user nor page."""
    members: dict[str, Any] = {}
    if ledger.search:
        members["q"] = django_filters.CharFilter(
            label="搜索",
            method=lambda found, _name, text: search_rows(ledger, found, text),
            widget=forms.TextInput(attrs={"placeholder": "名称、姓名或拼音首字母", "type": "search"}),
        )
    for name in ledger.filters:
        members[name] = _menu(ledger, name)
    for name, (label, options) in ledger.questions.items():
        members[name] = django_filters.ChoiceFilter(
            label=label,
            choices=options,
            empty_label="全部",
            method=lambda found, asked, value: ledger.narrow(found, asked, value),
        )
    members["Meta"] = type("Meta", (), {"model": ledger.model, "fields": []})
    return type(f"{ledger.name}Filter", (django_filters.FilterSet,), members)


def in_words(found: Any, *, ticked: bool = False) -> str:
    """The conditions in force, as the page shows them: “乡镇(街道)：东河镇；性别：女”."""
    said = ["勾选的记录"] if ticked else []
    for field in found.form.visible_fields():
        value = field.value()
        if value in (None, "", []):
            continue
        choices = dict(field.field.choices) if hasattr(field.field, "choices") else {}
        labels = {str(getattr(key, "value", key)): str(label) for key, label in choices.items()}
        said.append(f"{field.label}：{labels.get(str(value), value)}")
    return "；".join(said) or "全部"
