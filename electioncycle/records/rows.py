"""Base classes of every ledger row: versioned, with history, in a territory, never deleted outright."""

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models.signals import class_prepared
from django.db.models.sql import Query
from django.utils import timezone
from simple_history.models import HistoricalRecords

from electioncycle.actors import Actor, CycleLike
from electioncycle.records.numbering import Numbered
from electioncycle.records.search import search_key
from electioncycle.security import aside
from electioncycle.security.privacy import BlindIndexField


@cache
def choice_labels(field: "models.Field[Any, Any]") -> dict[Any, str]:
    """Stored value → words of the screen, for a field with choices."""
    return {value: str(label) for value, label in field.flatchoices}


@cache
def _stored_in(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """The names of a model's columns, and those that are indexes of others."""
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields), tuple(one for one in fields if isinstance(one, BlindIndexField))


UNSHOWN = ("created_at", "updated_at", "withdrawn_at", "search_text")
FOLLOWING = ("version", "updated_at", "search_text")
"""Columns that follow from a save of the others."""


M = TypeVar("M", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[M]):
    def visible_to(self, user: Actor) -> Self:
        """Rows in the user's territory. The user decides, so this layer imports no app."""
        model: Any = self.model
        return self.filter(user.scope_q(model.scope_lookup, upward=model.scope_upward))

    def writable_by(self, user: Actor) -> Self:
        """Of rows that are visible those he may write: rows of the areas above can only be read."""
        model: Any = self.model
        return self.filter(user.scope_q(model.scope_lookup)) if model.scope_upward else self

    def for_reading(self, *joined: str) -> Self:
        """Without the columns that no page shows, those of the joined rows included: many rows load much faster."""
        return self.defer(*(f"{place}{name}" for place in ("", *(f"{one}__" for one in joined)) for name in UNSHOWN))

    def for_counting(self, *joined: str, by: Iterable[str] | None = None) -> Self:
        """Without the columns that are ``aside``, those of the joined rows included: a save of these changes nothing
        that is made of the rows. Told ``by`` which of the columns ``apart`` is counted (``person__sex``), without the
        others."""
        model: Any = self.model
        read = {"": model, **{f"{name}__": model._meta.get_field(name).related_model for name in joined}}
        names = {
            f"{place}{name}"
            for place, one in read.items()
            if marked_apart(one)
            for name in (*FOLLOWING, *one.aside, *(() if by is None else one.apart))
        }
        return self.defer(*sorted(names.difference(by or ())))


AllManager = models.Manager.from_queryset(ScopedQuerySet)


class LiveManager(AllManager[M]):
    """Rows that are not in the recycle bin."""

    def get_queryset(self) -> models.QuerySet[M]:
        rows = super().get_queryset()
        rows.query = _live(self.model).clone()
        return rows


@cache
def _live(model: type[models.Model]) -> Query:
    """Made once: Django asks for it again for every row that something is prefetched for, and a filter is dear."""
    return models.QuerySet(model).filter(withdrawn_at=None).query


class LedgerModel(models.Model):
    """A row that townships or the county keep: versioned, with history, in a territory, never deleted outright.

    ``scope_lookup`` is the path from the row to the stored path of its area; with ``scope_upward`` the rows of the
    areas above are visible too (a county's lists to its townships); what ``lies_with_holders`` has no place of its own
    and lies wherever the rows lie that point at it. ``search_from`` names what a search finds.
    Written only through ``electioncycle.records.history.record``.
    """

    scope_lookup: str
    scope_upward = False
    lies_with_holders = False
    search_from: tuple[str, ...] = ()
    lookup_by = "name"  # by what a form finds a row that is typed because a menu would be too long
    # The way to the cycle a row belongs to: closed, it locks the row; a purge empties what is named below.
    cycle_lookup = ""
    locked_by: tuple[str, ...] = ()
    """What ``check_writable`` reads of other rows besides those on the way to the cycle."""
    personal_fields: tuple[str, ...] = ()
    impersonal_fields: tuple[str, ...] = ()
    purges_files = False
    aside: ClassVar[tuple[str, ...]] = ()
    """Fields that are told of a row and that nothing is counted by, such as remarks; who counts leaves them unread."""
    apart: ClassVar[tuple[str, ...]] = ()
    """Further fields that, as those aside, each have a mark of their own: a save that changes no others makes cold only
    what names one that it changed (``security/aside``). A key, a place or the bin is none of them."""
    numbered: ClassVar[Numbered | None] = None
    _history_user: Any  # these two are read by simple_history when the row is saved
    _change_reason: str

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("录入时间", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("更新时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    search_text = models.TextField("检索词", blank=True, editable=False, default="")

    objects = LiveManager()
    all_rows = AllManager()
    history = HistoricalRecords(inherit=True, excluded_fields=["search_text"])

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:  # noqa: N802 - the name is Django's
        """Django's own puts the choices together anew at each call; lists and reports ask for thousands."""
        value = getattr(self, field.attname)
        return choice_labels(field).get(value, str(value))

    @property
    def rules_edition(self) -> int | None:
        """Key of the edition of rules under which a step on this row is done; None where no rules apply."""
        return None

    @property
    def held_in(self) -> CycleLike | None:
        """The cycle it belongs to by ``cycle_lookup``; None where to none, or where it does not know yet to which."""
        first, _, further = self.cycle_lookup.partition("__")
        found: Any = getattr(self, first, None) if first else None
        held: CycleLike | None = found.held_in if further and found is not None else found
        return held

    @classmethod
    def locking(cls) -> tuple[str, ...]:
        """The relations that ``check_writable`` reads, to be fetched for many rows at once."""
        first, _, further = cls.cycle_lookup.partition("__")
        if not first:
            return cls.locked_by
        held: Any = cls._meta.get_field(first).related_model
        beyond = tuple(f"{first}__{name}" for name in held.locking()) if further else ()
        return (first, *beyond, *cls.locked_by)

    def require_open_cycle(self) -> None:
        """Raises Refused when its cycle is closed."""
        if cycle := self.held_in:
            cycle.require_open_for_entry()

    def check_writable(self) -> None:
        """Raises Refused when the row may not change now: its cycle is closed, or what its class says besides."""
        self.require_open_cycle()

    def prepare(self) -> None:
        """Derive what is stored beside what was entered; runs before every save."""
        self.updated_at = timezone.now()
        if self.search_from:
            self.search_text = search_key(*(str(getattr(self, name) or "") for name in self.search_from))
        names, indexes = _stored_in(type(self))
        for name in names:
            text = self.__dict__.get(name)
            if isinstance(text, str) and "\r" in text:  # a browser ends lines otherwise than a workbook
                setattr(self, name, text.replace("\r\n", "\n").replace("\r", "\n"))
        for field in indexes:
            setattr(self, field.attname, field.index_of(self))


def marked_apart(model: type[LedgerModel]) -> "set[models.Field[Any, Any]]":
    names = (*model.aside, *model.apart)
    return {model._meta.get_field(name) for name in (*FOLLOWING, *names)} if names else set()  # type: ignore[misc]


def _declare_apart(sender: Any, **signal: Any) -> None:
    if issubclass(sender, LedgerModel) and (own := marked_apart(sender)):
        aside.declare(sender._meta.db_table, sorted(str(field.column) for field in own), following=FOLLOWING)


class_prepared.connect(_declare_apart, dispatch_uid="aside")
