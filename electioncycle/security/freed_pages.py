"""What was deleted goes out of the database's own files too: freed pages are overwritten, SQLite's log is emptied.

On SQLite ``secure_delete`` (settings) overwrites what a statement frees; older versions of a page stay in the log
beside the database until it is emptied. On PostgreSQL dead rows, its log and its archive are the operator's
(docs/operations.md); ``rewrite`` is the part of it that can be done from here.
"""

from django.db import connection, transaction

PATIENCE = 2000
"""Milliseconds to wait for whoever still reads the log; the next periodic act tries again."""
REWRITTEN = 1
"""``user_version`` of a SQLite file written anew since ``secure_delete`` is on."""


def after_purge() -> None:
    """Empty the log once the act that deletes is through."""
    transaction.on_commit(empty_log, robust=True)


def empty_log() -> bool:
    """Move the log into the database and cut it to nothing; False when a reader or writer stands in the way."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
    return not busy


def rewrite() -> None:
    """Write the whole database anew, without anything freed; others wait meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM (FULL, ANALYZE)")
    empty_log()


def rewrite_once() -> None:
    """Of a SQLite file from before ``secure_delete``, whose freed pages still hold what was deleted."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA user_version").fetchone()[0] < REWRITTEN:
            rewrite()
            cursor.execute(f"PRAGMA user_version = {REWRITTEN}")
