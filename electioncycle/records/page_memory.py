"""How much of the database SQLite holds in memory while very many rows pass through; a server minds its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def at_most(kib: int) -> Iterator[None]:
    """Rows that are read or written once, one after the other, are not to fill what the pages asked for live on."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = -{kib}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")
