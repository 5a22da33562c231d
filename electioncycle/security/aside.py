"""Columns of which each has a mark of its own: a write of some of them makes cold only what names one that changed.

Which these are a model says: ``LedgerModel.aside``, told of a row and by which nothing is counted, such as remarks, and
``LedgerModel.apart``. What names them is seen where SQL passes. Whoever cannot be told not to name one has read it,
and a write of which it is not known what it changed has changed all.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

SIGN = "~"
"""Between a table's name and that of a column."""
NAMED = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')
_columns: dict[str, re.Pattern[str]] = {}
"""Table → where SQL names one of them, and what stands before the point."""
_as_one: dict[str, str] = {}
"""Of columns that change with each save whatever else does: the one whose mark stands for all of them."""
_written: ContextVar[tuple[str, Collection[str]]] = ContextVar("written_aside", default=("", ()))


def declare(table: str, columns: Iterable[str], *, following: Sequence[str] = ()) -> None:
    """``following`` are those that change with each save: the first stands for the others."""
    _as_one.update(dict.fromkeys(following, *following[:1]))
    _columns[table] = re.compile(rf'(?:("?\w+"?)\.)?"({"|".join(columns)})"')


@contextmanager
def only(table: str, columns: Collection[str]) -> Iterator[None]:
    """What is written to this table within changes no other columns; without any named it may be all."""
    token = _written.set((table, columns))
    try:
        yield
    finally:
        _written.reset(token)


def as_written(table: str) -> list[str]:
    """What a write to this table marks."""
    written, columns = _written.get()
    if table != written or not columns:
        return [table]
    return sorted({f"{table}{SIGN}{_as_one.get(one, one)}" for one in columns})


def tables_read(sql: str) -> Iterator[str]:
    """The tables, and with the sign each such column before which it, an alias or nobody stands."""
    for table in NAMED.findall(sql):
        yield table
        for before, column in _columns[table].findall(sql) if table in _columns else ():
            if before in ("", f'"{table}"') or not before.startswith('"'):
                yield f"{table}{SIGN}{_as_one.get(column, column)}"
