"""《换届后事项》 as workbook, PDF or DOCX: one line a village, the day of each matter, what is due first."""

from collections.abc import Sequence

from electioncycle.documents.figure_tables import FigureTable
from electioncycle.web.grids import Grid
from elections.models import Election

TITLE = "换届后事项"
YEAR = len("2026-")
"""Left out of days: the line says when the vote was."""


def table(elections: Sequence[Election], grid: Grid) -> FigureTable:
    townships = {str(one.pk): str(one.village.township) for one in elections}
    rows = [
        [
            townships[line.key],
            line.title,
            *line.beside,
            *(line.cells.get(one.key, "")[YEAR:] for one in grid.columns),
        ]
        for line in grid.lines
    ]
    return FigureTable(
        TITLE,
        ("乡镇(街道)", *grid.heads, *(one.title for one in grid.columns)),
        rows,
        first=(1.2, 1.4, 1.6, 0.8, 1.4, 1.2, 1.2),
        note="空白的还没有登记；“最早到期”是其中最先到期的一项。",
        names=[name for row in rows for name in row[:2]],
    )
