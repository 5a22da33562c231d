"""What is taken out of a cycle's rows once its personal data are no longer needed, and what a hold keeps.

A model whose rows belong to a cycle says so by ``cycle_lookup`` (``CycleRow`` does; a part names the way,
``analysis__cycle``). Of it are emptied, in the rows and in their whole history: encrypted numbers, free texts and
remarks, and the ``personal_fields`` it names (a name becomes 已清除). ``impersonal_fields`` stay; everything that is
no text stays, so that figures remain what they were. With ``purges_files`` the attachments of its rows and the files
they point at lose their content; scans of steps always do. What else an app made from the rows it declares by
``@also``. What lies behind a row without cycle (a person) is the business of the app that owns it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
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


ALSO: dict[str, tuple[Callable[[Any], int], Callable[[Any], int]]] = {}
"""What was made from the rows of a cycle: title → how many there are, and what removes them."""


def also(title: str, count: Callable[[Any], int]) -> Callable[[Callable[[Any], int]], Callable[[Any], int]]:
    """Decorator: ``remove(cycle)`` belongs to a purge, within its transaction; it returns how many went."""

    def remember(remove: Callable[[Any], int]) -> Callable[[Any], int]:
        ALSO[title] = (count, remove)
        return remove

    return remember


def models_of_cycles() -> list[type[LedgerModel]]:
    return [model for model in apps.get_models() if issubclass(model, LedgerModel) and model.cycle_lookup]


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
    """Keys of the rows of this model that a hold keeps."""
    found = Hold.objects.filter(object_type=model._meta.label_lower, lifted_at=None)
    return set(found.values_list("object_id", flat=True))


def _of_cycle(manager: Any, model: type[LedgerModel], cycle: CycleLike, *, key: str) -> models.QuerySet:
    """Rows (or history entries, by ``key``) of the cycle that no hold keeps, neither theirs nor their parent's."""
    found = manager.filter(**{model.cycle_lookup: cycle}).exclude(**{f"{key}__in": held(model)})
    parent = model.cycle_lookup.rpartition("__")[0].partition("__")[0]
    if parent:
        above: Any = model._meta.get_field(parent).related_model
        found = found.exclude(**{f"{parent}__in": held(above)})
    return found


def plan(cycle: CycleLike) -> list[Line]:
    """What a purge of this cycle would empty, by model."""
    lines = []
    for model in models_of_cycles():
        fields = [field for field in purged_fields(model) if not isinstance(field, BlindIndexField)]
        rows = _of_cycle(model._base_manager, model, cycle, key="pk").count()
        kept = model._base_manager.filter(**{model.cycle_lookup: cycle}).count() - rows
        if rows + kept and (fields or model.purges_files):
            names = [str(field.verbose_name) for field in fields] + (["附件"] if model.purges_files else [])
            lines.append(Line(str(model._meta.verbose_name), tuple(names), rows, kept))
    made = [Line(title, ("文件",), count(cycle), 0) for title, (count, _) in ALSO.items()]
    return lines + [line for line in made if line.rows]


def purge_rows(cycle: CycleLike) -> dict[str, int]:
    """Empty the personal fields of the cycle's rows and of their history; returns counts by model.

    Past ``history.record`` on purpose: a history entry would keep what is to go. The caller writes the audit event.
    """
    counts = {}
    for model in models_of_cycles():
        live = _of_cycle(model._base_manager, model, cycle, key="pk")
        past = _of_cycle(model.history.model.objects, model, cycle, key="id")
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
        if keys:
            counts[model._meta.label_lower] = len(keys)
    for title, (_, remove) in ALSO.items():
        if gone := remove(cycle):
            counts[title] = gone
    kept.forget_all()
    freed_pages.after_purge()
    return counts


def _pointed_at(model: type[LedgerModel], live: models.QuerySet, past: models.QuerySet) -> set[int]:
    """Keys of the files the rows name by a foreign key, now or in an earlier version."""
    names = [f.attname for f in model._meta.concrete_fields if f.related_model is Attachment]
    found = {key for rows in (live, past) for line in rows.values_list(*names) for key in line} if names else set()
    return found - {None}


def emptied(field: Any) -> Any:
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


def hold(row: Any, *, by: Actor, cycle: CycleLike, reason: str, document_number: str) -> Hold:
    """Keep this row whole; the order's number says on whose word."""
    reason = require_reason(reason, "保留")
    if not document_number.strip():
        raise Refused("保留须写明依据的文号，请填写后再登记。")
    with transaction.atomic():
        if Hold.objects.filter(object_type=row._meta.label_lower, object_id=row.pk, lifted_at=None).exists():
            raise Refused("这条记录已登记保留。")
        kept = Hold.objects.create(
            object_type=row._meta.label_lower,
            object_id=row.pk,
            cycle_id=cycle.pk,
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
