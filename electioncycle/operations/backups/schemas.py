"""What a database looks like - columns, constraints, indexes, triggers - and whether it looks like a fresh one."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from electioncycle.refusals import Refused

FRESH = "fresh_for_comparison"
Schema = dict[str, list[str]]
"""Name of a table → a line for each of its parts, sorted: in what order they were made tells nothing."""

_SQLITE = "SELECT tbl_name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite_%'"
_POSTGRESQL = (
    """SELECT c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
         || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || ' ' || a.attidentity::text
         || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    """SELECT c.relname, k.conname || ' ' || pg_get_constraintdef(k.oid)
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE true""",
    """SELECT c.relname, pg_get_indexdef(i.indexrelid)
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE true""",
    """SELECT c.relname, pg_get_triggerdef(t.oid) || ' ' || p.prosrc FROM pg_trigger t
       JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal""",
)
_RESTORED = re.compile(r"::[a-z ]+(\[\])?|[()]")
"""PostgreSQL writes the casts and brackets of an expression in another way once it was dumped and restored."""
_OURS = " AND c.relnamespace = current_schema()::regnamespace"


def described(database: BaseDatabaseWrapper) -> Schema:
    """Every table of this database, part by part."""
    found: Schema = {}
    with database.cursor() as cursor:
        lines = _of_sqlite(cursor) if database.vendor == "sqlite" else _of_postgresql(cursor)
        for table, line in lines:
            found.setdefault(table, []).append(" ".join(line.split()))
    return {table: sorted(parts) for table, parts in sorted(found.items())}


def _of_sqlite(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute(_SQLITE)
    for table, kind, text in cursor.fetchall():
        for part in _parts(text) if kind == "table" else [text]:
            yield table, part


def _parts(text: str) -> Iterator[str]:
    """The columns and constraints between the outer brackets of a CREATE TABLE."""
    depth, part = 0, ""
    for piece in re.findall(r"""'(?:[^']|'')*'|"[^"]*"|[(),]|[^'"(),]+""", text.partition("(")[2].rpartition(")")[0]):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "," and depth == 0:
            yield part
            part = ""
        else:
            part += piece
    yield part


def _of_postgresql(cursor: Any) -> Iterator[tuple[str, str]]:
    cursor.execute("SELECT current_schema()")
    (schema,) = cursor.fetchone()
    for query in _POSTGRESQL:
        cursor.execute(query + _OURS)
        for table, line in cursor.fetchall():
            yield table, _RESTORED.sub("", line.replace(f"{schema}.", ""))


@contextmanager
def fresh(**how: Any) -> Iterator[BaseDatabaseWrapper]:
    """A database as this version makes it, beside the site's: a file, on PostgreSQL a schema; gone afterwards.

    ``how``: options of the command ``migrate``.
    """
    own = connection.settings_dict
    with tempfile.TemporaryDirectory(prefix="electioncycle-schema-") as folder:
        if connection.vendor == "sqlite":
            apart: dict[str, Any] = {"NAME": Path(folder) / "fresh.sqlite3"}
        else:
            apart = {"OPTIONS": {**own["OPTIONS"], "options": f"-c search_path={FRESH}"}}
            _execute(f"DROP SCHEMA IF EXISTS {FRESH} CASCADE", f"CREATE SCHEMA {FRESH}")
        connections.databases[FRESH] = {**own, **apart}
        try:
            call_command("migrate", database=FRESH, interactive=False, verbosity=0, **how)
            yield connections[FRESH]
        finally:
            connections[FRESH].close()
            del connections[FRESH], connections.databases[FRESH]
            if connection.vendor == "postgresql":
                _execute(f"DROP SCHEMA {FRESH} CASCADE")


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def differences(one: Schema, other: Schema) -> list[str]:
    """What one of two schemas has and the other has not, as “表：定义”."""
    return [
        f"{table}：{line}"
        for table in sorted({*one, *other})
        for line in sorted({*one.get(table, ())} ^ {*other.get(table, ())})
    ]


def require_as_fresh() -> None:
    """Raises Refused, naming what differs, unless this database looks like one that this version makes."""
    with fresh() as database:
        found = differences(described(connection), described(database))
    if found:
        more = f"等{len(found)}处" if len(found) > 1 else ""
        raise Refused(f"备份的数据库结构与本版本不符({found[0][:200]}{more})。请用制作备份时的版本恢复，再升级软件。")
