"""What bare libraries take for the same cells, measured in the same run as the import and the export."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from electioncycle.sheets import text


def read_bare(data: bytes) -> int:
    """How many rows openpyxl reads, streaming; nothing is done with them."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = sum(1 for _ in book.active.iter_rows(values_only=True))
    book.close()
    return rows


def read_and_write_bare(data: bytes) -> int:
    """How many bytes openpyxl makes of a workbook that it has read."""
    target = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(target)
    return len(target.getvalue())


def write_bare(rows: Iterable[Sequence[Any]]) -> int:
    """How many bytes XlsxWriter makes of the same cells, each row written out before the next."""
    import xlsxwriter  # no part of the product: it would count as memory of the export

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, at, value)
                else:
                    page.write(number, at, text.plain_value(value))
    return len(target.getvalue())
