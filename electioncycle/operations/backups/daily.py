"""The daily backup of a site: where it lies, which ones are kept, whether the last good one is recent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.operations.backups import making

NAME = re.compile(r"^daily-(\d{4}-\d{2}-\d{2})\.backup$")
TOO_OLD = timedelta(days=2)


@dataclass(frozen=True)
class Kept:
    """One backup in the folder; every one there was read back before it got its name."""

    name: str
    made_at: datetime
    size: int


def make_daily(*, by: Actor | None = None) -> str:
    """Today's backup, then those no longer wanted are removed; returns what to tell the administrator."""
    folder = settings.BACKUP_DIR
    if folder is None:
        return "未启用：使用外部数据库时，设置 BACKUP_DIR 后每天自动备份。"
    made = making.make(folder / f"daily-{timezone.localdate()}.backup", by=by)
    gone = _thin_out(folder)
    return f"已备份并核对({made['bytes'] / 1048576:.1f} MB，{made['files']}个文件)，清除旧备份{gone}份。"


def _thin_out(folder: Path) -> int:
    days = {date.fromisoformat(found[1]): path for path in folder.iterdir() if (found := NAME.match(path.name))}
    wanted = to_keep(days, daily=settings.BACKUP_KEEP_DAILY, weekly=settings.BACKUP_KEEP_WEEKLY)
    unwanted = [path for day, path in days.items() if day not in wanted]
    for path in unwanted:
        path.unlink()
    return len(unwanted)


def to_keep(days: Iterable[date], *, daily: int, weekly: int) -> set[date]:
    """The newest ``daily`` days, and of the newest ``weekly`` calendar weeks the last backup of each."""
    newest = sorted(days, reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    for day in newest:
        year, week, _ = day.isocalendar()
        weeks.setdefault((year, week), day)
    return {*newest[:daily], *list(weeks.values())[:weekly]}


def kept() -> list[Kept]:
    """The backups in the folder, the newest first."""
    folder = settings.BACKUP_DIR
    if folder is None or not folder.is_dir():
        return []
    zone = timezone.get_current_timezone()
    found = []
    for path in folder.glob("*.backup"):
        state = path.stat()
        found.append(Kept(path.name, datetime.fromtimestamp(state.st_mtime, zone), state.st_size))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def warning(backups: list[Kept]) -> str:
    """What the administrator must be told; empty when all is well."""
    if settings.BACKUP_DIR is None:
        return "本站使用外部数据库，未启用自动备份。请设置 BACKUP_DIR 和 BACKUP_KEY，或由数据库管理员另行备份。"
    if not backups:
        return "还没有任何备份。自动备份每天进行一次，也可以立即执行“数据备份”。"
    if backups[0].made_at < timezone.now() - TOO_OLD:
        made = f"{backups[0].made_at:%Y-%m-%d %H:%M}"
        return f"最近一份备份是{made}的，已超过两天。请查看下面“数据备份”的结果，排除故障后立即执行。"
    return ""
