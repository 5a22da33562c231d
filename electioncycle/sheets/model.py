"""Owns the words of a read workbook: header specs, limits, parsed rows and cells, faults, and the one error."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["text", "id_number", "date", "month", "int", "decimal", "choice", "bool"]
CellValue = str | Decimal | date | None

KEY_HEADER = "编号"
ROW_NUMBER = re.compile(r"R(\d{1,18})V(\d{1,9})(?:S([a-z2-7]{4}))?")
"""What our own exports write there: row, version, and the site that wrote it."""
FAULT_HEADER = "错误说明"
NUMBER_HEADER = "序号"


class SheetError(Exception):
    """A workbook that cannot be read at all; the message is one Chinese sentence with the remedy."""


class NoRowsError(SheetError):
    """There is a header, and nothing below it."""


class OverLimitError(SheetError):
    """The workbook is larger, or takes longer, than the limits it was read with."""


@dataclass(frozen=True, slots=True)
class HeaderSpec:
    """A column the caller understands; `name` is how the parsed rows call it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may cost; sizes in bytes, times in seconds."""

    file_bytes: int = 20 * 1024**2
    unzipped_bytes: int = 400 * 1024**2
    ratio: int = 200
    rows: int = 100_000
    cells: int = 4_000_000
    memory_bytes: int = 480 * 1024**2
    cpu_seconds: int = 60
    wall_seconds: float = 120
    output_bytes: int = 400 * 1024**2


class Cell(NamedTuple):
    """One cell of a known column; with a fault, `value` is what the user sees in the sheet."""

    column: str
    value: CellValue
    fault: str | None = None


@dataclass(slots=True)
class SheetRow:
    """One data row by the number Excel shows; `key` is what the hidden column 编号 holds."""

    number: int
    cells: dict[str, Cell]
    key: str | None = None

    def is_empty_beside(self, names: Collection[str]) -> bool:
        """True for a template row in which only the pre-filled columns `names` are filled."""
        return all(cell.value is None for name, cell in self.cells.items() if name not in names)


@dataclass(slots=True)
class ParsedSheet:
    """The sheet that was read; column numbers count from 1 as in Excel.

    ``skipped`` are lines under the header that were taken for notes or sums, by number with their first words;
    ``hidden`` the numbers of data lines that the sheet hides or filters away.
    """

    sheet: str
    header_row: int
    columns: dict[str, int]
    unknown: list[str]
    rows: list[SheetRow]
    header_end: int = 0
    width: int = 0
    key_column: int | None = None
    unread_sheets: list[str] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    def take(self) -> Iterator[SheetRow]:
        """Each row once; it is let go with that, so that a large sheet does not stand beside what is made of it."""
        rows, self.rows = self.rows[::-1], []
        while rows:
            yield rows.pop()


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with one row, or with one cell of it when `column_name` is given."""

    row: int
    column_name: str | None
    value: str
    reason: str
    remedy: str = ""
