"""《当选票数对照表》: how many votes it takes for so many ballots recovered; over a half in front, a third behind."""

from collections.abc import Callable

from electioncycle.documents.blocks import Block, Document, PageBreak, Paragraph, Table
from elections.rules.needed_votes import least_of, least_over

COLUMNS, ROWS = 6, 30
NUMBERS = COLUMNS * ROWS
"""So many figures stand on one side of the sheet."""


def document(first: int) -> Document:
    """Both sides, for ballots recovered from ``first`` on."""
    last = first + NUMBERS - 1
    return Document(
        title="当选票数对照表",
        cover_lines=(f"收回选票{first}张至{last}张",),
        blocks=[
            *_side("超过半数（首次投票）", "收回选票数的半数以上，不含本数", first, least_over),
            PageBreak(),
            *_side("不少于三分之一（另行选举）", "收回选票数的三分之一，含本数", first, least_of),
        ],
        page_numbers=False,
        compact=True,
    )


def _side(caption: str, basis: str, first: int, least: Callable[[int], int]) -> list[Block]:
    headers = [word for _ in range(COLUMNS) for word in ("收回", "至少得票")]
    rows = [
        [str(figure) for at in range(COLUMNS) for figure in _pair(first + at * ROWS + line, least)]
        for line in range(ROWS)
    ]
    return [Table(headers, rows, caption=caption, small=True), Paragraph(f"按{basis}计算。", small=True)]


def _pair(recovered: int, least: Callable[[int], int]) -> tuple[int, int]:
    return recovered, least(recovered)
