"""The database in and out of a backup: a consistent copy while others write, its check, and its replacement.

SQLite is copied by its online backup, PostgreSQL by ``pg_dump``, which reads one snapshot.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from electioncycle.records.kept import Kept
from electioncycle.refusals import Refused

FORMER = "database.pgdump"
WORKED_OUT = Kept._meta.db_table
"""What rows say once more, worked out anew whenever it is missing: no backup needs it."""
EMPTY_SCHEMA = "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def member_name() -> str:
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"


def dump(target: Path) -> None:
    """A consistent copy of the database as it stands now. Raises Refused when it cannot be made or is not whole."""
    if connection.in_atomic_block:
        raise RuntimeError("a backup stands outside transactions: SQLite would wait for this one without end")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute(f'DELETE FROM "{WORKED_OUT}"')  # noqa: S608 - a table's name
            copy.commit()
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        copy.close()
    else:
        own = ["--no-owner", "--no-privileges", f"--exclude-table-data={WORKED_OUT}"]
        _run(["pg_dump", "--format=custom", *own, f"--file={target}"])
    check(target)


def check(copy: Path) -> None:
    """Raises Refused when the copy is not a whole database."""
    if connection.vendor == "postgresql":
        _run(["pg_restore", f"--file={os.devnull}", str(copy)], database=False)
        return
    opened = sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
    try:
        answer = [row[0] for row in opened.execute("PRAGMA integrity_check(5)")]
        stray = opened.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer, stray = [str(error)], None
    finally:
        opened.close()
    if answer != ["ok"] or stray:
        raise Refused(f"数据库副本没有通过完整性检查({'；'.join(answer) if answer != ['ok'] else stray})，已中止。")


def in_use() -> str:
    """Who else has the database open, as a sentence; empty when nobody has."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            others = cursor.fetchone()[0]
        return f"数据库还有{others}个其他连接。" if others else ""
    path = str(settings.DATABASES["default"]["NAME"])
    for process in Path("/proc").glob("[0-9]*"):
        if process.name != str(os.getpid()) and _has_open(process, path):
            return f"进程{process.name}正在使用数据库。"
    return ""


def _has_open(process: Path, path: str) -> bool:
    try:
        return any(os.readlink(handle).startswith(path) for handle in (process / "fd").iterdir())  # noqa: PTH115
    except OSError:  # gone meanwhile, or another user's
        return False


def replace(staged: Path, aside: Path) -> None:
    """Put the staged copy in place of the database; the former one goes to ``aside``, or is left as it was."""
    if connection.vendor == "postgresql":
        _replace_postgresql(staged, aside)
        return
    live = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    for path in _files_of(live):
        path.replace(aside / path.name)
    staged.replace(live)


def _replace_postgresql(staged: Path, aside: Path) -> None:
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={aside / FORMER}"])
    _load(staged)


def _load(dump: Path) -> None:
    """Into PostgreSQL in one transaction: a failure leaves the database as it was."""
    script, empty = dump.with_suffix(".sql"), dump.with_suffix(".empty.sql")
    _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump)], database=False)
    empty.write_text(EMPTY_SCHEMA)
    connection.close()
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run(["psql", *options, f"--file={empty}", f"--file={script}"])
    script.unlink()
    empty.unlink()


def put_back(aside: Path, *, replaced: bool) -> None:
    """Undo ``replace``, whether it succeeded or failed half-way; on PostgreSQL half-way leaves nothing to undo."""
    if connection.vendor == "postgresql":
        if replaced:
            _load(aside / FORMER)
        return
    live = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    if replaced:
        for path in _files_of(live):
            path.unlink()
    for path in _files_of(aside / live.name):
        path.replace(live.with_name(path.name))


def _files_of(database: Path) -> list[Path]:
    """The database's file and the logs that SQLite keeps beside it."""
    return [path for path in (database, *database.parent.glob(f"{database.name}-*")) if path.exists()]


def _run(command: Sequence[str], *, database: bool = True) -> None:
    """A client program of PostgreSQL. Raises Refused when it is missing or fails."""
    if shutil.which(command[0]) is None:
        raise Refused(f"本机没有 {command[0]}，请安装与数据库服务器同版本的 postgresql-client 后重试。")
    known: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    own = {name: str(known[key]) for name, key in names.items() if known.get(key)} if database else {}
    if mode := known.get("OPTIONS", {}).get("sslmode"):
        own["PGSSLMODE"] = mode
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{command[0]} 没有成功：{done.stderr.strip()[-300:]}")
