"""Columns that are told of a row and by which nothing is counted, such as remarks: a write of these alone has a mark
of its own, and makes cold only what names one of them.

Which these are a model says (``LedgerModel.aside``); what names them is seen where SQL passes. Whoever cannot be told
not to name one has read it, and a write of which it is not known what it changed has changed all.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SIGN = "~"
"""After a table's name: of its rows only such columns were written, or such a column was read too."""
NAMED = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')
_columns: dict[str, re.Pattern[str]] = {}
"""Table → where SQL names one of them, and what stands before the point."""
_written: ContextVar[str] = ContextVar("written_aside", default="")


def declare(table: str, columns: Iterable[str]) -> None:
    _columns[table] = re.compile(rf'(?:("?\w+"?)\.)?"(?:{"|".join(columns)})"')


@contextmanager
def only(table: str) -> Iterator[None]:
    """What is written to this table within changes no other columns."""
    token = _written.set(table)
    try:
        yield
    finally:
        _written.reset(token)


def as_written(table: str) -> str:
    return f"{table}{SIGN}" if table == _written.get() else table


def tables_read(sql: str) -> Iterator[str]:
    """The tables, each a second time with the sign where it, an alias or nobody stands before such a column."""
    for table in NAMED.findall(sql):
        yield table
        named = _columns[table].finditer(sql) if table in _columns else ()
        if any((before := one[1]) is None or before == f'"{table}"' or not before.startswith('"') for one in named):
            yield f"{table}{SIGN}"
