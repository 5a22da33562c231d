"""Making a backup: anchor first, then the database, then the files, so that nothing the database names is missing."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.operations.backups import archive, databases
from electioncycle.operations.backups.archive import Packer
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.security.privacy import fingerprint

MEDIA, AUDIT = "media/", "audit/"


def backup_key() -> str:
    if not settings.KEYS.backup:
        raise Refused("缺少环境变量 BACKUP_KEY，备份无法加密。请生成一个密钥，另行妥善保管，再设置后重试。")
    return settings.KEYS.backup


def make(target: Path, *, by: Actor | None = None) -> dict[str, Any]:
    """Write a verified backup of this site to ``target``; what stood there before stays until the new one is proved.

    Web and workers may go on meanwhile. Raises Refused with the reason when there is no good backup in the end.
    """
    secret, begun = backup_key(), time.monotonic()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            written = _write(part, Path(folder), secret)
        with part.open("rb") as source:  # what counts is what can be read back
            _, found = archive.read(source, secret)
        if found != written:
            raise Refused("备份写出后核对不一致，已作废。请检查磁盘后重试。")
        os.replace(part, target)  # noqa: PTH105 - pathlib's replace reads as a text operation here
    except OSError as error:
        raise Refused(f"备份没有写成：{error.strerror or error}。请检查磁盘空间和文件夹权限。") from error
    finally:
        part.unlink(missing_ok=True)
    size = target.stat().st_size
    audit.record(audit.Event.BACKED_UP, by=by, files=len(written), bytes=size)
    return {"file": str(target), "bytes": size, "files": len(written), "seconds": round(time.monotonic() - begun, 1)}


def _write(part: Path, folder: Path, secret: str) -> dict[str, dict[str, Any]]:
    anchors = {path.name: path.read_bytes() for path in sorted((settings.DATA_DIR / "audit").glob("*"))}
    copy = folder / databases.member_name()
    databases.dump(copy)
    header = {"made_at": timezone.localtime().isoformat(timespec="seconds")}
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        with archive.packed(target, secret, header, {**header, **about()}) as packer:
            for name, data in anchors.items():
                packer.add_bytes(AUDIT + name, data)
            packer.add_path(copy.name, copy)
            for name in _stored():
                _add_stored(packer, name)
        target.flush()
        os.fsync(target.fileno())
    return packer.files


def about() -> dict[str, Any]:
    """What a restore has to know first: fingerprints of the keys, not the keys."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "engine": connection.vendor,
        "pii_key": fingerprint(settings.KEYS.pii),
        "audit_key": fingerprint(settings.KEYS.audit),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "audit_events": audit.AuditEvent.objects.count(),
    }


def _stored(folder: str = "") -> Iterator[str]:
    """Every stored file, by its name in storage."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    for name in sorted(names):
        yield f"{folder}{name}"
    for inner in sorted(folders):
        yield from _stored(f"{folder}{inner}/")


def _add_stored(packer: Packer, name: str) -> None:
    try:
        file = default_storage.open(name)
        size = default_storage.size(name)
    except FileNotFoundError:  # its time was over meanwhile
        return
    with file:
        packer.add(MEDIA + name, file, size)
