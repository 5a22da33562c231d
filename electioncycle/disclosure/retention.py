"""What is taken out of a cycle's rows once its personal data are no longer needed, and what a hold keeps.

What is purged at once is a ``Whole``: a cycle, or what an app declares besides that outlives them, such as an election
held between two; it says by which way a model's rows belong to it, and ``declare`` tells which are purged already.

A model whose rows belong to a cycle says so by ``cycle_lookup`` (``CycleRow`` does; a part names the way,
``analysis__cycle``). Of it are emptied, in the rows and in their whole history: encrypted numbers, free texts and
remarks, and the ``personal_fields`` it names (a name becomes 已清除). ``impersonal_fields`` stay; everything that is
no text stays, so that figures remain what they were. With ``purges_files`` the attachments of its rows and the files
they point at lose their content; scans of steps always do. What else an app made from the rows it declares by
``@also``. What lies behind a row without cycle (a person) is the business of the app that owns it.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from electioncycle.actors import Actor, CycleLike
from electioncycle.records import kept
from electioncycle.records.files import Attachment
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StepRecord, require_reason
from electioncycle.refusals import Refused
from electioncycle.security import audit, credentials, freed_pages
from electioncycle.security.privacy import BlindIndexField, EncryptedField

GONE = "已清除"
BATCH = 500
NEVER = {"search_text"}


class Hold(models.Model):
    """A named row that stays whole until the hold is lifted, such as by order of the discipline commission (纪检)."""

    object_type = models.CharField("对象类型", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    cycle_id = models.BigIntegerField("届次编号")
    reason = models.CharField("原因", max_length=200)
    document_number = models.CharField("文号", max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=timezone.now)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "保留登记"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.object_type}:{self.object_id}"

    @property
    def row(self) -> Any:
        return apps.get_model(self.object_type)._base_manager.filter(pk=self.object_id).first()


@dataclass(frozen=True)
class Line:
    """What a purge would do to the rows of one model."""

    title: str
    fields: tuple[str, ...]
    rows: int
    held: int


@dataclass(frozen=True)
class Whole:
    """What is purged at once. ``way`` leads from a model's rows to ``row``; empty where they are no part of it."""

    row: Any
    way: Callable[[type[LedgerModel]], str]
    reference: date
    """The day to which ages are counted in it, which no purge changes."""

    def tables(self) -> list[type[LedgerModel]]:
        every = apps.get_models()
        return [model for model in every if issubclass(model, LedgerModel) and self.way(model)]

    def of(self, model: type[LedgerModel]) -> Q:
        return Q(**{self.way(model): self.row.pk})

    def rows(self, model: type[LedgerModel], manager: Any = None, *, key: str = "pk") -> models.QuerySet:
        """Rows (or history entries, by ``key``) of it that nothing keeps: neither themselves nor a row above them."""
        manager, way = manager or model._base_manager, self.way(model)
        if not way:
            return model._base_manager.none()
        found = manager.filter(self.of(model)).exclude(**{f"{key}__in": held(model)})
        for above, parent in _above(model, way):
            if kept := held(parent):
                found = found.exclude(**{f"{above}__in": kept})
        return found


def of_cycle(cycle: CycleLike) -> Whole:
    return Whole(cycle, by_cycle, cycle.reference_date)


def by_cycle(model: type[LedgerModel]) -> str:
    return model.cycle_lookup


def _above(model: type[LedgerModel], way: str) -> Iterator[tuple[str, type[models.Model]]]:
    """The rows on the way up, the whole itself left out, each with its lookup."""
    parts, parent = way.split("__"), model
    for number, part in enumerate(parts[:-1], 1):
        parent = parent._meta.get_field(part).related_model  # type: ignore[assignment]
        yield "__".join(parts[:number]), parent


Way: TypeAlias = Callable[[type[LedgerModel]], str]
Keys: TypeAlias = Callable[[], Collection[int]]
PURGED: list[tuple[Way, Keys]] = []
KEEPERS: dict[str, list[Keys]] = {}
ALSO: dict[str, tuple[Callable[[Whole], int], Callable[[Whole], int]]] = {}
"""What was made from the rows of a whole: title → how many there are, and what removes them."""


def declare(way: Way, purged: Keys) -> None:
    """Another kind of whole, and the keys of those that are purged."""
    PURGED.append((way, purged))


def gone_with(model: type[LedgerModel]) -> Q:
    """Rows of a model that lie in something purged."""
    found = Q(pk__in=())
    for way, purged in PURGED:
        if lookup := way(model):
            found |= Q(**{f"{lookup}__in": list(purged())})
    return found


def keeps(model: type[models.Model]) -> Callable[[Keys], Keys]:
    """Decorator: rows of this model with these keys stay whole, and all below them, as if somebody held them."""

    def remember(keys: Keys) -> Keys:
        KEEPERS.setdefault(model._meta.label_lower, []).append(keys)
        return keys

    return remember


def also(title: str, count: Callable[[Whole], int]) -> Callable[[Callable[[Whole], int]], Callable[[Whole], int]]:
    """Decorator: ``remove(whole)`` belongs to a purge, within its transaction; it returns how many went."""

    def remember(remove: Callable[[Whole], int]) -> Callable[[Whole], int]:
        ALSO[title] = (count, remove)
        return remove

    return remember


def purged_fields(model: type[LedgerModel]) -> list[Any]:
    """Fields emptied by a purge."""
    found = []
    for field in model._meta.concrete_fields:
        if field.name in model.impersonal_fields or field.name in NEVER:
            continue
        free_text = isinstance(field, models.TextField) or field.name == "note"
        if free_text or isinstance(field, BlindIndexField) or field.name in model.personal_fields:
            found.append(field)
    return found


def held(model: type[models.Model]) -> set[int]:
    """Keys of the rows of this model that a hold keeps, or what an app declares."""
    label = model._meta.label_lower
    found = set(Hold.objects.filter(object_type=label, lifted_at=None).values_list("object_id", flat=True))
    return found.union(*(keys() for keys in KEEPERS.get(label, ())))


def plan(whole: Whole) -> list[Line]:
    """What a purge would empty, by model."""
    lines = []
    for model in whole.tables():
        fields = [field for field in purged_fields(model) if not isinstance(field, BlindIndexField)]
        rows = whole.rows(model).count()
        kept = model._base_manager.filter(whole.of(model)).count() - rows
        if rows + kept and (fields or model.purges_files):
            names = [str(field.verbose_name) for field in fields] + (["附件"] if model.purges_files else [])
            lines.append(Line(str(model._meta.verbose_name), tuple(names), rows, kept))
    made = [Line(title, ("文件",), count(whole), 0) for title, (count, _) in ALSO.items()]
    return lines + [line for line in made if line.rows]


def purge_rows(whole: Whole) -> dict[str, int]:
    """Empty the personal fields of its rows and of their history; returns counts by model.

    Past ``history.record`` on purpose: a history entry would keep what is to go. The caller writes the audit event.
    """
    counts = {}
    for model in whole.tables():
        if rows := _purge(model, whole):
            counts[model._meta.label_lower] = rows
    for title, (_, remove) in ALSO.items():
        if gone := remove(whole):
            counts[title] = gone
    kept.forget_all()
    freed_pages.after_purge()
    return counts


def _purge(model: type[LedgerModel], whole: Whole) -> int:
    live = whole.rows(model)
    past = whole.rows(model, model.history.model.objects, key="id")
    keys = list(live.values_list("pk", flat=True))
    _forget_indexes(model, live, past)
    changes = {f.name: emptied(f) for f in purged_fields(model) if not isinstance(f, BlindIndexField)}
    if changes and keys:
        live.update(**changes, search_text="")
    past.update(**{**changes, "history_change_reason": ""})
    forget_steps(model, keys)
    if model.purges_files:
        erase_files(Attachment.objects.filter(object_type=model._meta.label_lower, object_id__in=keys))
        erase_files(Attachment.objects.filter(pk__in=_pointed_at(model, live, past)))
    return len(keys)


def _pointed_at(model: type[LedgerModel], live: models.QuerySet, past: models.QuerySet) -> set[int]:
    """Keys of the files the rows name by a foreign key, now or in an earlier version."""
    names = [f.attname for f in model._meta.concrete_fields if f.related_model is Attachment]
    found = {key for rows in (live, past) for line in rows.values_list(*names) for key in line} if names else set()
    return found - {None}


def emptied(field: Any) -> Any:
    if isinstance(field, models.JSONField):
        return field.get_default()
    if field.null:
        return None
    if isinstance(field, EncryptedField) or field.blank:
        return ""
    return GONE


def _forget_indexes(model: type[LedgerModel], live: models.QuerySet, past: models.QuerySet) -> None:
    """Each person gets a random token in place of the index: still one and the same in counts, found by no number."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, BlindIndexField):
            continue
        values = set(live.values_list(field.name, flat=True)) | set(past.values_list(field.name, flat=True))
        for value in filter(None, values):
            token = secrets.token_hex(16)
            live.filter(**{field.name: value}).update(**{field.name: token})
            past.filter(**{field.name: value}).update(**{field.name: token})


def forget_steps(model: type[models.Model], keys: list[int]) -> None:
    """Who decided when stays; what was written about it and the scans of signed pages go."""
    for start in range(0, len(keys), BATCH):
        found = StepRecord.objects.filter(
            object_type=model._meta.label_lower, object_id__in=keys[start : start + BATCH]
        )
        erase_files(Attachment.objects.filter(pk__in=found.exclude(scan=None).values("scan")))
        found.update(reason="")


def erase_files(found: models.QuerySet[Attachment]) -> int:
    """The content goes once the act is through, the row says that there was a file."""
    paths = [path for path in found.values_list("path", flat=True) if path]
    found.update(path="", name=GONE, digest="", withdrawn_reason="")
    delete_later(paths)
    return len(paths)


def delete_later(paths: list[str]) -> None:
    transaction.on_commit(lambda: _delete(paths))


def _delete(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def hold(row: Any, *, by: Actor, cycle: CycleLike | None, reason: str, document_number: str) -> Hold:
    """Keep this row whole; the order's number says on whose word. ``cycle`` lists it; None of what outlives them."""
    reason = require_reason(reason, "保留")
    if not document_number.strip():
        raise Refused("保留须写明依据的文号，请填写后再登记。")
    with transaction.atomic():
        if Hold.objects.filter(object_type=row._meta.label_lower, object_id=row.pk, lifted_at=None).exists():
            raise Refused("这条记录已登记保留。")
        kept = Hold.objects.create(
            object_type=row._meta.label_lower,
            object_id=row.pk,
            cycle_id=cycle.pk if cycle else 0,
            reason=reason[:200],
            document_number=document_number.strip()[:60],
            by_id=by.pk,
        )
        audit.record(audit.Event.STEP, by=by, row=row, move="hold", hold=kept.pk)
    return kept


def lift(kept: Hold, *, by: Actor) -> None:
    """The hold ends; the next purge takes the row too. Not by the one who made it."""
    with transaction.atomic():
        kept = Hold.objects.select_for_update().get(pk=kept.pk)
        if kept.lifted_at:
            raise Refused("这条保留已解除。")
        if kept.by_id == by.pk:
            raise Refused("保留由您本人登记，须由另一人解除。")
        credentials.require_apart([(kept.by_id, kept.at)], by=by)
        kept.lifted_by_id, kept.lifted_at = by.pk, timezone.now()
        kept.save()
        audit.record(audit.Event.STEP, by=by, row=kept, move="lift_hold")
