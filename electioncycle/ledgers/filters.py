"""The filters of a ledger, made from its declaration; every menu is narrowed to the user's territory."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

import django_filters
from django import forms
from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_filters.fields import ChoiceField

from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers.forms import MANY, LookupField
from electioncycle.ledgers.ledger import Ledger
from electioncycle.ledgers.searching import is_narrow, search_rows
from electioncycle.security import marks
from electioncycle.web.addresses import root
from electioncycle.web.pages import key_of

T = TypeVar("T")


class NamedField(LookupField):
    """Of more rows than a menu holds one, typed by name or code; links name it by its key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by_key: dict[int, Any] = {}

    def _linked(self, value: Any) -> Any:
        key = key_of(str(value or ""))
        if key and key not in self.by_key:
            self.by_key[key] = self.queryset.filter(pk=key).first()
        return self.by_key.get(key)

    def prepare_value(self, value: Any) -> Any:
        row = self._linked(value)
        return str(row) if row else super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        return self._linked(value) or super().clean(value)


@dataclass(frozen=True)
class Asked:
    """For whom the menus of a filter set are narrowed."""

    user: Actor
    cycle: CycleLike | None

    @property
    def basis(self) -> tuple[Hashable, ...]:
        """What the menus of a ledger depend on beside the rows they are made of."""
        user, cycle = self.user, self.cycle
        term = (cycle.pk, cycle.version) if cycle is not None else None
        return user.pk, user.roles, user.departments, tuple(user.scope_paths), term


class RowFilter(django_filters.Filter):
    """One of the rows that are offered to whoever asks: from a menu, or by name where a menu does not hold them."""

    def __init__(self, rows: Callable[[Asked], models.QuerySet], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows

    @cached_property
    def field(self) -> forms.Field:
        rows = self.rows(self.parent.request)
        offered = list(rows[: MANY + 1])
        if len(offered) > MANY:
            return NamedField(queryset=rows, label=self.label, required=False)
        choices = [(row.pk, str(row)) for row in offered]
        return ChoiceField(choices=choices, label=self.label, empty_label="全部", required=False)


class WaitingFilter(django_filters.Filter):
    """What of the rows waits for whoever asks."""

    def __init__(self, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ledger = ledger

    @cached_property
    def field(self) -> forms.Field:
        choices = [(name, one.label) for name, one in self.ledger.waits(self.parent.request.user).items()]
        return ChoiceField(choices=choices, label=self.label, empty_label="全部", required=False)

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        asked = self.parent.request
        return self.ledger.waits(asked.user)[value].rows(qs, asked.user, asked.cycle) if value else qs


def _menu(ledger: Ledger, name: str) -> django_filters.Filter:
    target = ledger.field(name)
    label = ledger.label(name)
    if isinstance(target, models.ForeignKey):
        return RowFilter(lambda asked: ledger.choices(name, asked.user, asked.cycle), field_name=name, label=label)
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


class Filters:
    """What a list is asked for: ``.form`` for the page, ``.qs`` for the rows. Fields are made once they are needed."""

    def __init__(self, ledger: Ledger, data: Any, rows: models.QuerySet, asked: Asked) -> None:
        self.ledger, self.data, self.rows, self.asked = ledger, data, rows, asked

    @property
    def is_filled(self) -> bool:
        """Whether one of the fields was given a value."""
        return any(self.data.get(name) for name in _filters_of(self.ledger).base_filters)

    @property
    def is_search(self) -> bool:
        """Whether an index finds what is asked for, and not the order of the list."""
        return bool(self.ledger.search) and is_narrow(self.data.get("q", ""))

    @cached_property
    def _bound(self) -> Any:
        return _filters_of(self.ledger)(self.data, queryset=self.rows, request=self.asked)

    @property
    def form(self) -> Any:
        return self._bound.form

    @property
    def qs(self) -> models.QuerySet:
        return self._bound.qs if self.is_filled else self.rows.all()

    def number(self, most: int) -> int:
        """How many rows there are, counted no further than this."""
        return self._once(("number", most), lambda: self.qs.order_by()[:most].count())

    def panel(self) -> SafeString:
        """As it stands on the page."""
        return self._once("filters", self._drawn)

    def _once(self, name: Hashable, read: Callable[[], T]) -> T:
        """With empty fields once for all pages of this reader, until a row that it was read from changes."""
        if self.is_filled:
            return read()
        return marks.remembered((name, self.ledger, root(), self.asked.basis), read)

    def _drawn(self) -> SafeString:
        return render_to_string("ledger/filters.html", {"ledger": self.ledger, "filter": self})


def filters_for(ledger: Ledger, data: Any, rows: models.QuerySet, *, user: Actor, cycle: CycleLike | None) -> Filters:
    return Filters(ledger, data, rows, Asked(user, cycle))


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
    if ledger.waiting or type(ledger).waits is not Ledger.waits:
        members["todo"] = WaitingFilter(ledger, label="待办")
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
    chosen = found.form.cleaned_data if found.form.is_valid() else {}
    for field in found.form.visible_fields():
        value = field.value()
        if value in (None, "", []):
            continue
        choices = dict(field.field.choices) if hasattr(field.field, "choices") else {}
        labels = {str(key): str(label) for key, label in choices.items()}
        named = chosen.get(field.name) if isinstance(field.field, NamedField) else None
        said.append(f"{field.label}：{named or labels.get(str(value), value)}")
    return "；".join(said) or "全部"
