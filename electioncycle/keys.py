"""The site's keys: from the environment, or made once and kept in DATA_DIR beside an embedded database."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Keys:
    """``pii`` encrypts personal numbers, ``pii_old`` are still accepted for reading, ``audit`` signs the trail.

    ``backup`` encrypts backups; it is empty where nobody set it.
    """

    secret: str
    pii: str
    pii_old: tuple[str, ...]
    audit: str
    backup: str = ""


def load_keys(data_dir: Path, *, may_create: bool, restoring: bool = False) -> Keys:
    """Read the keys; raises ImproperlyConfigured when a real site lacks one. BACKUP_KEY may be missing there.

    ``restoring`` makes no key, as the data to come was written with others: what is not given stays empty, and
    ``restore`` refuses.
    """
    if restoring:
        return _keys_given(data_dir)
    old = tuple(word for word in os.environ.get("PII_KEY_OLD", "").split(",") if word)
    return Keys(
        secret=_key("SECRET_KEY", data_dir, may_create),
        pii=_key("PII_KEY", data_dir, may_create),
        pii_old=old,
        audit=_key("AUDIT_KEY", data_dir, may_create),
        backup=_key("BACKUP_KEY", data_dir, may_create) if may_create else os.environ.get("BACKUP_KEY", ""),
    )


def _keys_given(data_dir: Path) -> Keys:
    def given(name: str) -> str:
        path = data_dir / "keys" / name
        return os.environ.get(name) or (path.read_text().strip() if path.exists() else "")

    passing = given("SECRET_KEY") or secrets.token_urlsafe(48)  # sessions end with a restore anyway
    return Keys(passing, given("PII_KEY"), (), given("AUDIT_KEY"), given("BACKUP_KEY"))


def _key(name: str, data_dir: Path, may_create: bool) -> str:
    if value := os.environ.get(name):
        return value
    path = data_dir / "keys" / name
    if not may_create:
        raise ImproperlyConfigured(f"缺少环境变量 {name}：使用外部数据库时必须由管理员提供密钥。")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            # Two processes may start at once: only one may write, the other reads what that one wrote.
            handle = os.open(path.with_suffix(".new"), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return _wait_for(path)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        path.with_suffix(".new").replace(path)
    return path.read_text().strip()


def _wait_for(path: Path) -> str:
    import time

    for _ in range(100):
        if path.exists():
            return path.read_text().strip()
        time.sleep(0.05)
    raise ImproperlyConfigured(f"密钥文件 {path} 未能建立，请删除其旁边的 .new 文件后重试。")
