"""分批次情况: how each batch went and whom it elected, side by side, for the evaluation of the pilots."""

from collections.abc import Sequence
from typing import Any

from electioncycle.documents.figure_tables import FigureTable
from electioncycle.figures import Figure
from elections import definitions
from elections import team_definitions as d
from elections.services.batch_lines import BatchLine
from villages.definitions import VILLAGES

TITLE = "分批次情况(试点评估)"
FIRST_WIDTHS = (1.6,)
HEADS: tuple[Figure, ...] = (
    *(VILLAGES, d.VILLAGES, d.DONE, d.DONE_SHARE, d.OTHERS, d.VOID, d.OPEN, d.TURNOUT),
    *(definitions.DEFECTS_OPEN, definitions.DISPUTES),
    *(d.ELECTED, d.MEAN_AGE, d.LAST_MEAN_AGE, d.WOMEN, d.COLLEGE, d.ONE_SHOULDER, d.CROSS, d.STAYS, d.NEW),
)


def cells(one: BatchLine) -> list[Any]:
    """In the order of ``HEADS``."""
    line, found = one.line, one.line.both
    return [
        *(line.villages, found.villages, line.done, line.done_share, line.others, line.void, found.open),
        *(found.turnout, one.defects, one.disputes, found.elected, found.mean_age, found.last_mean_age),
        *(found.women, found.college, found.one_shoulder, found.cross_posts, found.stays, found.new),
    ]


def table(lines: Sequence[BatchLine]) -> FigureTable:
    note = "批次按届次的批次清单排列，不排名次；供试点评估和分批推开参考，评估意见以会议纪要为准。"
    rows = [[one.line.name, *cells(one)] for one in lines]
    return FigureTable(TITLE, ["批次", *HEADS], rows, first=FIRST_WIDTHS, note=note)
