"""``Ledger`` is to a ledger (台账) what ``ModelAdmin`` is to a model in Django's admin: one declaration, every page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models

from electioncycle import roles
from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers.declarations import (
    GROUPS,
    Beside,
    BulkAction,
    Column,
    Day,
    Due,
    Grid,
    Meaning,
    Offer,
    Waiting,
)
from electioncycle.records import history
from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security.privacy import EncryptedField
from electioncycle.web.addresses import address

__all__ = [
    "Beside", "BulkAction", "Column", "Day", "Due", "Grid", "Ledger", "Meaning", "Offer", "Waiting", "of", "register",
]  # fmt: skip

CycleT = TypeVar("CycleT", bound=CycleLike | None)
"""The cycles of the app that declares a ledger; None where a ledger answers before there is one."""

REGISTRY: dict[str, "Ledger"] = {}


def register(cls: type["Ledger"]) -> type["Ledger"]:
    """Class decorator; ``electioncycle.apps`` imports every app's ``ledger.py`` at start-up."""
    ledger = cls()
    REGISTRY[ledger.name] = ledger
    return cls


def of(model: type[models.Model]) -> "Ledger":
    return next(ledger for ledger in REGISTRY.values() if ledger.model is model)


class Ledger(Generic[CycleT]):
    """Declare ``model``, ``title`` and ``fields``; override the rest where the ledger has something to say.

    ``keys`` are the alternatives by which an imported line finds its row, ``derived`` the fields that ``prepare`` sets.
    ``open_to`` narrows the roles that reach the ledger at all. ``questions`` are filters over what no field holds:
    name → label and options; ``narrow`` answers them. ``waiting`` are those behind to-do entries: name → what waits.
    A field name with two underscores (``person__name``) belongs to the related row that is entered together with
    this one. Such a related row is called a part. ``tones`` shows values as status tags: field → value → ok, warn, bad,
    info or plain.
    ``meanings`` says what the "?" beside a field explains; ``inner`` fields show only to those who may change a row.
    ``own_pages`` names standard pages that the app's ``urls.py`` replaces under the same name and address.
    ``planner`` plans and writes imported workbooks in place of ``electioncycle.workbooks.planning.Planner``.
    ``named_by`` says how the lines of workbooks name a row of this ledger as their place, where that takes more than
    its name (``electioncycle.workbooks.places.Places``).
    ``attachments`` names the materials that may hang on a row as files (``electioncycle.ledgers.attachments``).
    ``grid`` names the fields that can be typed as a table, ``in_sheet`` the related rows that only the workbook tells.
    """

    model: type[LedgerModel]
    title: str = ""
    group: str = "基础台账"
    icon: str = "file-text"
    position: int = 100
    name: str
    path: str = ""
    kept_by: str = "township"
    open_to: ClassVar[frozenset[str]] = frozenset(roles.Role.values)
    actions: ClassVar[frozenset[str]] = frozenset(Action.values)
    columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    questions: ClassVar[dict[str, tuple[str, tuple[tuple[str, str], ...]]]] = {}
    waiting: ClassVar[dict[str, Waiting]] = {}
    due_parts: ClassVar[tuple[str, ...]] = ()
    """Methods that together say what ``due`` says, where an act changes what one of them reads and not the others."""
    search: tuple[str, ...] = ("search_text",)
    fields: tuple[str, ...] = ()
    fieldsets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    place: str = ""
    keys: tuple[tuple[str, ...], ...] = ()
    derived: tuple[str, ...] = ()
    sheet: tuple[Column, ...] = ()
    in_sheet: tuple[str, ...] = ()
    grid: Grid | None = None
    row_actions: tuple[BulkAction, ...] = ()
    attachments: tuple[str, ...] = ()
    labels: ClassVar[dict[str, str]] = {}
    meanings: ClassVar[Mapping[str, Meaning]] = {}
    inner: ClassVar[frozenset[str]] = frozenset()
    tones: ClassVar[dict[str, dict[Any, str]]] = {}
    own_pages: ClassVar[frozenset[str]] = frozenset()
    planner: ClassVar[type[Any] | None] = None
    named_by: ClassVar[type[Any] | None] = None
    help: str = ""

    def __init__(self) -> None:
        self.name = self.model._meta.model_name or ""
        self.path = self.path or f"{self.model._meta.app_label}/{self.name}/"
        self.title = self.title or str(self.model._meta.verbose_name)
        self.fields = self.fields or tuple(name for _, names in self.fieldsets for name in names)
        self.offers: list[Offer] = []

    def __str__(self) -> str:
        return self.title

    # --- who and where -----------------------------------------------------------------------------------------

    def allows(self, user: Actor, action: str) -> bool:
        return action in self.actions and roles.allows(user.roles & self.open_to, action, kept_by=self.kept_by)

    def holders(self, action: str) -> frozenset[str]:
        """Roles that may do this here; the route inventory and the tests read it."""
        if action not in self.actions:
            return frozenset()
        return frozenset(r for r in self.open_to if roles.allows(frozenset({r}), action, kept_by=self.kept_by))

    @cached_property
    def by_cycle(self) -> bool:
        return any(f.name == "cycle" for f in self.model._meta.fields)

    def cycle_of(self, key: int | None) -> Any:
        """The cycle with this key, for work outside a request; None where the ledger has no cycles."""
        if key is None or not self.by_cycle:
            return None
        cycles: Any = self.field("cycle").related_model
        return cycles.objects.get(pk=key)

    def rows(self, user: Actor, cycle: CycleT | None = None, *, withdrawn: bool = False) -> models.QuerySet:
        """Rows in the user's territory and this cycle, joined to what the columns show."""
        manager = self.model.all_rows if withdrawn else self.model.objects
        found: models.QuerySet = manager.visible_to(user)
        if withdrawn:
            found = found.exclude(withdrawn_at=None)
        if self.by_cycle:
            found = found.filter(cycle=cycle)
        return found.select_related(*self.joins)

    @cached_property
    def joins(self) -> list[str]:
        """Related rows a page of this ledger reads, so that a page costs one query."""
        found: dict[str, None] = {}
        for name in (*self.columns, *self.fields):
            parts = name.split("__")
            model: Any = self.model
            for depth, part in enumerate(parts):
                target = model._meta.get_field(part)
                if not target.is_relation:
                    break
                found["__".join(parts[: depth + 1])] = None
                model = target.related_model
        return list(found)

    def place_of(self, row: Any) -> Any:
        """Where the row lies: its ``place``, which may be a path; None in a ledger whose rows lie nowhere."""
        return self.value(row, self.place) if self.place else None

    def where(self, row: Any) -> str:
        """The place as a notice names it to somebody who has many."""
        return str(self.place_of(row) or "")

    # --- fields ------------------------------------------------------------------------------------------------

    def field(self, name: str) -> models.Field:
        known = self.__dict__.setdefault("_known_fields", {})  # asked for every cell of a workbook
        if name not in known:
            known[name] = self._find_field(name)
        return known[name]

    def _find_field(self, name: str) -> models.Field:
        model: Any = self.model
        for part in name.split("__")[:-1]:
            model = model._meta.get_field(part).related_model
        return model._meta.get_field(name.rpartition("__")[2])

    def label(self, name: str) -> str:
        return self.labels.get(name) or str(self.field(name).verbose_name)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.partition("__")[0] for name in self.fields if "__" in name))

    @staticmethod
    def value(row: Any, name: str) -> Any:
        for part in name.split("__"):
            row = getattr(row, part) if row is not None else None
        return row

    def display(self, row: Any, name: str) -> str:
        return history.shown(self.field(name), self.value(row, name))

    def tone(self, row: Any, name: str) -> str:
        """The colour in which a value shows as a tag; empty for plain text."""
        return self.tones[name].get(self.value(row, name), "") if name in self.tones else ""

    @cached_property
    def showable(self) -> tuple[str, ...]:
        """What a list may show: its columns, then the other fields of the form, but for personal numbers.

        Not where nothing leaves the ledger, or leaves it by pages of its own that record who reads.
        """
        if Action.EXPORT not in self.actions or "export" in self.own_pages:
            return self.columns
        more = [name for name in self.fields if name not in self.columns]
        hidden = (EncryptedField, models.ManyToManyField)
        return (*self.columns, *(n for n in more if n not in self.inner and not isinstance(self.field(n), hidden)))

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """The workbook's columns between place and 备注; by default one per form field."""
        if self.sheet:
            return self.sheet
        return tuple(
            Column(self.label(name), name, required=not (self.field(name).blank or self.field(name).has_default()))
            for name in self.fields
            if name not in (self.place, "township")
        )

    @cached_property
    def sealed_headers(self) -> frozenset[str]:
        """Headers of the workbook's columns that hold personal numbers."""
        columns = [column for column in self.all_columns if column.field and not column.read]
        return frozenset(one.header for one in columns if isinstance(self.field(one.field), EncryptedField))

    def columns_of(self, cycle: CycleT) -> tuple[Column, ...]:
        """The workbook's columns in this cycle, whose lists may ask for more."""
        return self.all_columns

    # --- what a ledger may say for itself ----------------------------------------------------------------------

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: CycleT) -> dict[str, str]:
        """Rules across fields; returns sentences by field name. Reads nothing per row (called 40,000 times)."""
        return {}

    def proposed(self, asked: Mapping[str, Any], user: Actor) -> dict[str, Any]:
        """What the form of a new row offers besides the defaults; ``asked``: what its address names, by field."""
        return {}

    def locked(self, row: Any) -> str:
        """Why the content of this row may not change now, in one sentence; empty where it may."""
        try:
            row.check_writable()
        except Refused as error:
            return str(error)
        return ""

    def require_unlocked(self, row: Any) -> None:
        if sentence := self.locked(row):
            raise Refused(sentence)

    def check_attaching(self, row: Any, *, by: Actor, part: str) -> None:
        """Raises Refused when the row's state stands against adding or withdrawing such a file."""

    def find_part(self, name: str, row: Any, values: dict[str, Any], *, user: Actor) -> Any:
        """The related row that is entered with this one: the one it has, else a new one."""
        current = getattr(row, name, None) if getattr(row, f"{name}_id", None) else None
        part: Any = self.model._meta.get_field(name).related_model
        return current or part()

    def choices(self, name: str, user: Actor, cycle: CycleT) -> models.QuerySet:
        """Rows a foreign key offers and accepts: the user's territory, this cycle, the declared limit."""
        target: Any = self.field(name)
        model: Any = target.related_model
        found = model._default_manager.all()
        if issubclass(model, LedgerModel) and model.scope_lookup:
            found = found.visible_to(user)
        if any(f.name == "cycle" for f in model._meta.fields):
            found = found.filter(cycle=cycle)
        limit = target.get_limit_choices_to()
        return found.filter(**limit) if limit else found

    def grid_subjects(self, name: str, user: Actor, cycle: CycleT) -> models.QuerySet:
        """What the lines of its grid are about, in their order; what has a row already keeps its line anyway."""
        return self.choices(name, user, cycle)

    def narrow(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """The rows for which the answer to one of ``questions`` is ``value``."""
        return rows

    def grounds(self, rules: Sequence[str], cycle: CycleT) -> list[str]:
        """What these rules of the cycle say and where they are written, a sentence each."""
        return []

    def saved_with(self, row: Any) -> list[Any]:
        """The row and the parts that its form saves along with it."""
        return [row, *(part for name in self.parts if (part := getattr(row, name)) is not None)]

    def approved_content(self, row: Any) -> Any:
        """What approvals of this row stand for, as their step hashed it; None: everything, so any edit voids them."""
        return None

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        """Rows just added or changed by form or workbook, in the same transaction; for what follows from them."""

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: CycleT) -> Iterable[str]:
        """Sentences for whoever has just saved these rows, beside the message that they are saved."""
        return ()

    def remark(self, user: Actor, cycle: CycleT) -> str:
        """Stands beside the title of the list."""
        return self.help

    def nothing(self, user: Actor, cycle: CycleT) -> str:
        """What the list says where it shows no row at all."""
        return f"“{self.title}”还没有记录。"

    def row_label(self, row: Any) -> str:
        return str(row)

    def due(self, user: Actor, cycle: CycleT) -> Iterable[Due]:
        return [one for name in self.due_parts for one in getattr(self, name)(user, cycle)]

    def waits(self, user: Actor) -> dict[str, Waiting]:
        """What of the rows may wait, by the name with which the list is asked for it (``?todo=``)."""
        return self.waiting

    def waiting_rows(self, name: str, user: Actor, cycle: CycleT) -> models.QuerySet[Any]:
        """The rows that wait so for this user, in the order of the list."""
        found: models.QuerySet[Any] = self.waits(user)[name].rows(self.rows(user, cycle), user, cycle)
        return found

    def entry(
        self, name: str, user: Actor, cycle: CycleT, *, title: str = "", day: str = "", **told: Any
    ) -> Iterator[Due]:
        """The to-do entry of the rows that wait so: it counts them and leads to exactly these.

        ``title`` may hold ``{n}``; ``day`` is the field by which the first of them is due.
        """
        waiting = self.waits(user)[name]
        rows = self.waiting_rows(name, user, cycle).order_by()
        days = {"first": models.Min(day)} if day else {}
        found = rows.aggregate(number=models.Count("pk", distinct=True), **days)
        if number := found["number"]:
            words = (title or f"{self.title}：{waiting.label}").replace("{n}", str(number))
            yield Due(words, f"{self.url('list')}?todo={name}", number, found.get("first"), **told)

    def beside(self, rows: Iterable[Any], user: Actor, cycle: CycleT, asked: Mapping[str, str]) -> Sequence[Beside]:
        """Further columns of the list for the rows of one page, worked out with constant queries."""
        return ()

    def days(self, user: Actor, cycle: CycleT) -> Iterable[Day]:
        """Days for the calendar beyond the deadlines of ``due``, such as elections or visits."""
        return ()

    def assigned_to(self, user: Actor) -> list[Any]:
        """Live rows of open cycles that are one account's by name and go to another when its official moves.

        A ledger that has such rows says in ``reassign`` how they go.
        """
        return []

    def reassign(self, row: Any, user: Actor, to: Actor, *, by: Actor, reason: str) -> None:
        """Put the colleague in his place, within the transaction of the hand-over. Raises Refused in plain words."""
        raise NotImplementedError

    def history_rows(self, row: Any) -> Iterable[tuple[str, Any]]:
        """Rows written together with this one, whose history stands below its own: title and row."""
        return [(self.label(name), getattr(row, name)) for name in self.parts if getattr(row, name) is not None]

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        """Further pages about this row: label and address."""
        offers = (offer for offer in self.offers if offer.row_url and user.roles & offer.roles)
        return [(offer.label, address(offer.row_url, row.pk)) for offer in offers]

    # --- addresses ---------------------------------------------------------------------------------------------

    def url(self, page: str, *args: Any) -> str:
        """A standard page of this ledger; what links to a row or a form asks ``page_of``, ``form_of``, ``new_page``."""
        return address(f"{self.name}_{page}", *args)

    def page_of(self, row: Any) -> str:
        """The one page of a row. Where it is another than the standard one, that one leads there."""
        return self.url("detail", row.pk)

    def form_of(self, row: Any) -> str:
        """The one form in which a row is changed; its standard form leads there."""
        return self.url("edit", row.pk)

    def new_page(self, place: Any = None) -> str:
        """The one page on which a row is added, at this place where one is named."""
        page = self.url("add")
        return f"{page}?{self.place}={place.pk}" if place is not None else page


def ordered() -> Iterator[Ledger]:
    """In the order of the menu."""
    place = {group: number for number, group in enumerate(GROUPS)}
    return iter(sorted(REGISTRY.values(), key=lambda one: (place.get(one.group, 99), one.position, one.name)))


def visible(user: Actor) -> Iterator[Ledger]:
    return (ledger for ledger in ordered() if ledger.allows(user, Action.VIEW))
