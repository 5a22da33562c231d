"""Files that hang on a ledger's row: kept, counted, withdrawn; read by whoever may see the row.

A ledger names what may be attached, ``attachments = ("销号佐证", "现场照片")``; the row's page then shows the files by
these names with upload, preview, download and withdrawal, and nothing else need be written. Services use ``keep`` for
a file that comes with a form of their own, rules ask ``parts_of`` or ``counts`` (“没有销号佐证，不能销号”), and
``Ledger.check_attaching`` refuses where the row's state stands against it. Pages with a template of their own include
``ledger/attachments.html``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import files, uploads
from electioncycle.records.files import Attachment
from electioncycle.records.workflow import locked, require_reason
from electioncycle.refusals import Refused
from electioncycle.security import audit

MOST_FILES = 60
MOST_BYTES = 300 * uploads.MEGABYTE


def of(row: models.Model, *, withdrawn: bool = False) -> models.QuerySet[Attachment]:
    """The files of one row, oldest first."""
    found = Attachment.objects.filter(object_type=row._meta.label_lower, object_id=row.pk).select_related("created_by")
    return found.exclude(withdrawn_at=None) if withdrawn else found.filter(withdrawn_at=None)


def counts(model: type[models.Model], keys: Iterable[int], part: str = "") -> dict[int, int]:
    """Row key → number of files, in one query; rows without files are left out."""
    found = Attachment.objects.filter(object_type=model._meta.label_lower, object_id__in=list(keys), withdrawn_at=None)
    found = found.filter(part=part) if part else found
    return {line["object_id"] or 0: line["n"] for line in found.values("object_id").annotate(n=models.Count("id"))}


def parts_of(row: models.Model) -> set[str]:
    """Names of the materials the row has at least one file of."""
    return set(of(row).values_list("part", flat=True))


def by_part(row: models.Model, parts: Collection[str]) -> list[tuple[str, list[Attachment]]]:
    """The files under each name, also those that are missing."""
    found: dict[str, list[Attachment]] = defaultdict(list)
    for one in of(row):
        found[one.part].append(one)
    return [(part, found.pop(part, [])) for part in parts] + list(found.items())


def keep(
    row: Any, upload: Any, *, by: Actor, part: str = "", allowed: Collection[uploads.Kind] = uploads.EVERYTHING
) -> Attachment:
    """Hang an upload on a row the caller has found in the user's territory. Raises Refused in plain words."""
    ledger = ledgers.of(type(row))
    part = part or next(iter(ledger.attachments), "")
    if part not in ledger.attachments:
        raise Refused(f"“{ledger.title}”没有“{part}”这一类材料，请从所列类别中选择。")
    with transaction.atomic():
        row = locked(row, gone="这条记录已在回收站中，不能再上传附件。")
        row.check_writable()
        ledger.check_attaching(row, by=by, part=part)
        _check_quota(row, upload)
        kept = files.attach(
            upload, by=by, allowed=allowed, object_type=row._meta.label_lower, object_id=row.pk, part=part
        )
        if of(row).filter(digest=kept.digest, part=part).exclude(pk=kept.pk).exists():
            kept.erase()
            raise Refused(f"“{part}”中已有内容相同的文件，没有重复保存。")
        audit.record(audit.Event.ATTACHED, by=by, row=row, file=kept.pk)
    return kept


def _check_quota(row: Any, upload: Any) -> None:
    kept = of(row).aggregate(n=models.Count("id"), size=models.Sum("size"))
    if kept["n"] >= MOST_FILES:
        raise Refused(f"这条记录已有{kept['n']}个附件，达到上限。请先撤回不需要的，或合并成一份PDF后上传。")
    if (kept["size"] or 0) + upload.size > MOST_BYTES:
        raise Refused(f"这条记录的附件合计将超过{MOST_BYTES // uploads.MEGABYTE}MB，请压缩后再上传。")


def withdraw(row: Any, attachment: Attachment, *, by: Actor, reason: str) -> None:
    """Take a file off the row; it stays in the records until the cycle's personal data are purged."""
    reason = require_reason(reason, "撤回附件")
    with transaction.atomic():
        row = locked(row)
        row.check_writable()
        ledgers.of(type(row)).check_attaching(row, by=by, part=attachment.part)
        changed = of(row).filter(pk=attachment.pk)
        if not changed.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason=reason[:200]):
            raise Refused("这个附件已经撤回。")
        audit.record(audit.Event.DETACHED, by=by, row=row, file=attachment.pk)
