"""Restoring a site from a backup: everything is checked first, the former data is kept aside."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from electioncycle.operations.backups import archive, databases, schemas
from electioncycle.operations.backups.making import AUDIT, MEDIA, backup_key
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.security.privacy import fingerprint

STOP_FIRST = "请先停止全部服务(网页、后台进程、定时任务)，再恢复。"


def examine(path: Path) -> dict[str, Any]:
    """What a backup says about itself, after every byte of it was checked. Raises Refused; nothing is changed."""
    _own_keys()
    try:
        with path.open("rb") as source:
            said, files = archive.read(source, backup_key(), accept=_accept)
    except OSError as error:
        raise Refused(f"读不到备份文件 {path}：{error.strerror}。") from error
    if databases.member_name() not in files:
        raise Refused("备份中没有数据库，没有恢复任何内容。")
    return {**said, "files": len(files)}


def _accept(about: dict[str, Any]) -> None:
    if about["engine"] != connection.vendor:
        raise Refused(
            f"备份来自 {about['engine']} 数据库，本站使用 {connection.vendor}，不能恢复。请核对 DATABASE_URL。"
        )
    for name, secret in _own_keys():
        if about[name.lower()] != fingerprint(secret):
            raise Refused(f"{name} 与制作备份时的不是同一个，没有恢复任何内容。请换回当时的 {name} 再恢复。")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := sorted(set(about["migrations"]) - known):
        raise Refused(f"备份由更新的版本制作(本版本不认得 {unknown[0]})，没有恢复任何内容。请先升级软件，再恢复。")


def _own_keys() -> list[tuple[str, str]]:
    """The keys the data can be read with. Raises Refused when one is absent."""
    keys = [("PII_KEY", settings.KEYS.pii), ("AUDIT_KEY", settings.KEYS.audit)]
    for name, secret in keys:
        if not secret:
            raise Refused(
                f"缺少 {name}，没有恢复任何内容。请把另行保管的 {name} 设为环境变量，或放回 DATA_DIR 的 keys 文件夹。"
            )
    return keys


def restore(path: Path) -> dict[str, Any]:
    """Put the site back to what the backup holds; returns what was done and whether the audit trail holds.

    Raises Refused before anything is touched when the file, the keys or running services stand against it.
    """
    begun, said = time.monotonic(), examine(path)
    with _alone():
        stamp = f"{timezone.localtime():%Y%m%d-%H%M%S}"
        aside = settings.DATA_DIR / f"before-restore-{stamp}"
        staged = settings.DATA_DIR / f".restoring-{stamp}"
        try:
            aside.mkdir(mode=0o700)
            staged.mkdir(mode=0o700)
            with path.open("rb") as source:
                archive.read(source, backup_key(), place=lambda name: staged / name)
            databases.check(staged / databases.member_name())
            with _swapped(staged, aside):
                connections.close_all()
                call_command("migrate", interactive=False, verbosity=0)
                schemas.require_as_fresh()
        except (OSError, DatabaseError) as error:
            raise Refused(f"恢复没有完成，原有数据未变：{error}。请检查磁盘空间和文件夹权限。") from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        sessions = Session.objects.all().delete()[0]
        system = get_user_model().objects.filter(is_service=True).order_by("pk").first()
        audit.record(audit.Event.SITE_RESTORED, by=system, made_at=said["made_at"])
        trail = audit.verify()
    return {
        "restored": str(path),
        "made_at": said["made_at"],
        "files": said["files"],
        "former_data": str(aside),
        "sessions_ended": sessions,
        "audit": trail,
        "seconds": round(time.monotonic() - begun, 1),
    }


@contextmanager
def _swapped(staged: Path, aside: Path) -> Iterator[None]:
    """Exchange files and database; when one step or the block fails, all is put back as it was."""
    done: list[tuple[Path, Path]] = []
    replaced = False
    try:
        for live, new in ((settings.DATA_DIR / "audit", staged / AUDIT), *_media(staged)):
            if live.exists():
                shutil.move(live, aside / live.name)
                done.append((live, aside / live.name))
            if new.exists():
                shutil.move(new, live)
            else:
                live.mkdir(parents=True)
        databases.replace(staged / databases.member_name(), aside)
        replaced = True
        yield
    except BaseException:
        for live, former in reversed(done):
            shutil.rmtree(live, ignore_errors=True)
            shutil.move(former, live)
        databases.put_back(aside, replaced=replaced)
        raise
    if not isinstance(default_storage, FileSystemStorage):
        _upload(staged / MEDIA)


def _media(staged: Path) -> list[tuple[Path, Path]]:
    if isinstance(default_storage, FileSystemStorage):
        return [(Path(default_storage.location), staged / MEDIA)]
    return []


def _upload(folder: Path) -> None:
    """Into S3: names are random, so what is there under the same name is the same file."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not default_storage.exists(name):
            with path.open("rb") as source:
                default_storage.save(name, File(source))


@contextmanager
def _alone() -> Iterator[None]:
    """Nothing else runs on this data, nor starts meanwhile."""
    run = settings.DATA_DIR / "run"
    run.mkdir(parents=True, exist_ok=True)
    with (run / "serve.pid").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"本站的服务正在运行，没有恢复任何内容。{STOP_FIRST}") from None
        for path in run.glob("*.pid"):
            if path.name != "serve.pid" and _lives(path):
                raise Refused(f"服务 {path.stem} 正在运行，没有恢复任何内容。{STOP_FIRST}")
        if others := databases.in_use():
            raise Refused(f"{others}没有恢复任何内容。{STOP_FIRST}")
        yield


def _lives(pid_file: Path) -> bool:
    text = pid_file.read_text().strip()
    if not text.isdecimal():
        return False
    try:
        os.kill(int(text), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
