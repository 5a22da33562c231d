"""The data folder, the media and the backups are open to nobody but the account that the site runs under."""

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

UMASK = 0o077
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def start_privately(folder: Path, *files: Path) -> None:
    """For this process and all it starts: what is made from now on is private, and so is the folder itself.

    ``files`` (where they exist) are closed too. A folder that belongs to another account is left as it is; the
    deployment check names it.
    """
    os.umask(UMASK)
    folder.mkdir(parents=True, exist_ok=True)
    _close((folder, *files))


def close_all(*folders: Path) -> int:
    """Close everything below these folders that an earlier version left open; returns how many there were."""
    return sum(_close((folder, *_below(folder))) for folder in folders)


def _below(folder: Path) -> Iterable[Path]:
    for place, folders, names in os.walk(folder):  # does not follow links
        yield from (Path(place, name) for name in (*folders, *names))


def _close(paths: Iterable[Path]) -> int:
    closed = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError, PermissionError):
            mode = path.lstat().st_mode
            if mode & OTHERS and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)
                closed += 1
    return closed


@checks.register(checks.Tags.security, deploy=True)
def the_data_folder_is_private(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """``manage.py check --deploy`` names a folder that others may open."""
    folders = {Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT), *filter(None, [settings.BACKUP_DIR])}
    return [
        checks.Warning(
            f"文件夹 {folder} 对本机其他账号开放。",
            hint=f"请以运行本平台的账号执行 chmod -R go-rwx {folder}。",
            id="electioncycle.W005",
        )
        for folder in sorted(folders)
        if folder.is_dir() and folder.stat().st_mode & OTHERS
    ]
