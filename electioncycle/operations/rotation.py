"""Rotating PII_KEY: every encrypted field, blind index and file written anew with the present key, history included.

It may be stopped at any time and run again: what carries the present key already is passed over. The product may be
in use meanwhile, as every process reads both keys and writes the new one.
"""

import base64
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast

from electioncycle.actors import Actor
from electioncycle.records.files import FileBase
from electioncycle.security import audit, privacy, site_facts
from electioncycle.security.privacy import BlindIndexField, EncryptedField

BATCH = 300
MOST_PASSES = 5
Progress = Callable[[str, int], None]


def rotate(progress: Progress, *, by: Actor | None) -> dict[str, Any]:
    """Rewrite all, then make the present key the database's own. Raises ImproperlyConfigured when no old key fits."""
    if not site_facts.begin_rotation():
        return {"rotated": False, "rows": 0, "files": 0, "duplicates": []}
    rows, kept, duplicates = 0, 0, []
    for _ in range(MOST_PASSES):
        # A process that was still writing with the old key while we passed is caught by the next round.
        changed = 0
        for model in models_with_secrets():
            count, doubled = rewrite(model)
            changed += count
            duplicates += doubled
            progress(str(model._meta.verbose_name), count)
        moved = sum(rewrite_files(model) for model in models_of_files())
        progress("文件", moved)
        rows, kept = rows + changed, kept + moved
        if not changed + moved:
            break
    else:
        raise RuntimeError("仍有进程在用旧密钥写入，请停止所有服务后重新运行。")
    with transaction.atomic():
        site_facts.end_rotation()
        audit.record(audit.Event.KEYS_ROTATED, by=by, rows=rows, files=kept)
    return {"rotated": True, "rows": rows, "files": kept, "duplicates": duplicates}


def models_with_secrets() -> list[type[models.Model]]:
    """Live and history tables alike: the history's fields are copies of the row's."""
    return [model for model in apps.get_models() if _fields(model, EncryptedField) or _fields(model, BlindIndexField)]


def models_of_files() -> list[type[FileBase]]:
    return [model for model in apps.get_models() if issubclass(model, FileBase)]


def _fields(model: type[models.Model], kind: type) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, kind)]


def rewrite(model: type[models.Model]) -> tuple[int, list[str]]:
    """One table; returns how many rows were written and which could not keep their index for being doubles."""
    sealed, indexes = _fields(model, EncryptedField), _fields(model, BlindIndexField)
    raw = {f"raw_{field.name}": Cast(field.attname, models.TextField()) for field in sealed}
    manager = model._base_manager
    last, count, doubled = 0, 0, []
    while keys := list(manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = keys[-1]
        with transaction.atomic():
            found = manager.select_for_update(of=("self",)).filter(pk__in=keys).annotate(**raw)
            stale = [row for row in found if _is_stale(row, sealed, indexes)]
            for row in stale:
                for field in indexes:
                    setattr(row, field.attname, field.index_of(row))
            doubled += _save(model, stale, [field.name for field in (*sealed, *indexes)])
        count += len(stale)
    return count, doubled


def _is_stale(row: Any, sealed: list[Any], indexes: list[Any]) -> bool:
    prefix = base64.b64encode(privacy.fingerprint(settings.KEYS.pii).encode()).decode()
    texts = [getattr(row, f"raw_{field.name}") for field in sealed]
    if any(text and not text.startswith(prefix) for text in texts):
        return True
    own = [getattr(row, field.attname) for field in indexes]
    wanted = [field.index_of(row) for field in indexes]
    return any(mine and not mine.startswith(want) for mine, want in zip(own, wanted, strict=True))


def _save(model: type[models.Model], rows: list[Any], names: list[str]) -> list[str]:
    """Past history and version on purpose: nothing anybody entered changes."""
    try:
        with transaction.atomic():
            model._base_manager.bulk_update(rows, names, batch_size=BATCH)
    except IntegrityError:
        return [label for row in rows for label in _save_alone(model, row, names)]
    return []


def _save_alone(model: type[models.Model], row: Any, names: list[str]) -> list[str]:
    """Two rows of one number, entered under different keys: one keeps an index of its own and is reported."""
    try:
        with transaction.atomic():
            model._base_manager.bulk_update([row], names)
    except IntegrityError:
        for field in _fields(model, BlindIndexField):
            setattr(row, field.attname, f"{field.index_of(row)}.{row.pk}")
        model._base_manager.bulk_update([row], names)
        return [f"{model._meta.label_lower}:{row.pk}"]
    return []


def rewrite_files(model: type[FileBase]) -> int:
    """Stored files of one table: written beside the old one, which goes once the row points at the new one."""
    ours, count = privacy.fingerprint(settings.KEYS.pii).encode(), 0
    for row in model._base_manager.filter(encrypted=True).exclude(path="").order_by("pk").iterator(chunk_size=BATCH):
        if not default_storage.exists(row.path):
            continue
        with default_storage.open(row.path) as file:
            if file.read(len(ours)) == ours:
                continue
        before = row.path
        after = default_storage.save(before, ContentFile(privacy.encrypt_bytes(row.read())))
        if model._base_manager.filter(pk=row.pk, path=before).update(path=after):
            default_storage.delete(before)
            count += 1
        else:  # erased meanwhile
            default_storage.delete(after)
    return count
