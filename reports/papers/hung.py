"""The sheets that hang on the wall (挂图作战), drawn to their papers, and the papers beside them that do not hang.

What hangs carries places, days, hours and the leader of a village; no other name, no state of a person, no turnout.
Nothing on it is written smaller than ``LETTERS``, and sheets of A3 are drawn a little larger, so that they keep to it
when they are tiled to A4.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from electioncycle.charts import Bar, Mark, Wall, WallCell, WallColumn, gantt_chart, wall_sheet
from electioncycle.documents.blocks import INTERNAL, SHEETS, Block, Chart, Document, Paper, Paragraph, Table, Text
from electioncycle.documents.figure_tables import explained
from electioncycle.wording import day_in_words
from reports.definitions import LATE_NODES, NODES
from reports.rules.hung import Column, hung
from reports.walls import LATE, NONE, Row, Stand, TownshipCounts
from villages.definitions import VILLAGES
from villages.models import Area

LETTERS = 14.0
"""Points: the smallest letter of a sheet that hangs."""
A3_LETTERS = 15.0
COUNTY_LETTERS: dict[Paper, float] = {"a1": 24.0, "a0": 34.0}
NO_ROWS = "没有参加本届换届的村(社区)，或者没有符合所选乡镇、批次和节点的，请核对筛选条件和村(社区)名册。"
LEAST_ROW = 1.5
"""How high a row of the county's sheet is at least, in heights of its letters."""
FIGURES = {"county": (VILLAGES, NODES), "township": (NODES,), "gantt": (NODES,)}
"""What is counted on each sheet that hangs, or makes its cells grey."""
GREY, BOXED = "灰底为已办(实际日期)", "方框内为法定日期，其余为计划日期；下半格手填"


def _batches(rows: Sequence[Any], most: int) -> list[Sequence[Any]]:
    return [rows[at : at + most] for at in range(0, len(rows), most)]


def short(day: date | None) -> str:
    return f"{day.month}-{day.day}" if day else ""


def county(lines: Sequence[TownshipCounts], place: str, paper: Paper) -> Document:
    """县表: a row a township, done of due for every node, empty columns for the pen; several sheets where need be."""
    width, height = SHEETS[paper]
    letters = COUNTY_LETTERS[paper]
    per_sheet = int((height * 72 / 25.4 - letters * 9) / (letters * LEAST_ROW))
    title = f"{place}村(社区)“两委”换届作战图"
    columns = [
        WallColumn("乡镇(街道)", 74),
        WallColumn("村(社区)数", 38),
        *(WallColumn(node.title, 42) for node in hung().nodes),
        *(WallColumn("", 34) for _ in range(hung().pens)),
    ]
    parts = _batches(lines, per_sheet) or [()]
    sheets = [
        wall_sheet(
            Wall(
                _numbered(title, at, len(parts)),
                columns,
                [county_row(line) for line in part],
                width,
                height,
                letters,
                foot=f"各格为已完成/应完成的村(社区)数，灰底为已全部完成；截至{day_in_words(timezone.localdate())}",
                tallest=4 * letters * 25.4 / 72,
            )
        )
        for at, part in enumerate(parts, 1)
    ]
    return Document(title=title, blocks=[Chart(one) for one in sheets], paper=paper)


def county_row(line: TownshipCounts) -> list[WallCell]:
    """Name, villages, done of due for every node, cells for the pen."""
    cells = [WallCell(line.name, middle=True), WallCell(str(line.villages), middle=True)]
    for node in hung().nodes:
        count = line.counts[node.node]
        all_done = count.due > 0 and count.done == count.due
        cells.append(WallCell(f"{count.done}/{count.due}" if count.due else "—", middle=True, done=all_done))
    return [*cells, *(WallCell() for _ in range(hung().pens))]


def township(groups: Sequence[tuple[Area, Sequence[Row]]]) -> Document:
    """乡镇表: a row a village, at most so many on a sheet, planned days on top and the lower half for the pen."""
    width, height = SHEETS["a3tall"]
    most = hung().villages_a_sheet
    columns = [WallColumn(one.title, one.width) for one in hung().columns]
    blocks = []
    for area, rows in groups:
        parts = _batches(rows, most)
        for at, part in enumerate(parts, 1):
            title = _numbered(f"{area}村(社区)“两委”换届作战图", at, len(parts))
            body = [[_cell(column, row) for column in hung().columns] for row in part]
            foot = f"{BOXED}；{GREY}。截至{day_in_words(timezone.localdate())}"
            wall = Wall(title, columns, body, width, height, A3_LETTERS, foot=foot, tallest=24, shown=len(part))
            blocks.append(Chart(wall_sheet(wall)))
    if not blocks:
        title = "村(社区)“两委”换届作战图"
        blocks = [Chart(wall_sheet(Wall(title, columns, [], width, height, A3_LETTERS, empty=NO_ROWS)))]
    return Document(title="乡镇换届作战图", blocks=blocks, paper="a3tall", names=_names(groups))


def _names(groups: Sequence[tuple[Area, Sequence[Row]]]) -> list[str]:
    return [name for _, rows in groups for row in rows for name in (row.village.name, *row.leaders)]


def _numbered(title: str, at: int, parts: int) -> str:
    return f"{title}({at}/{parts})" if parts > 1 else title


def _cell(column: Column, row: Row) -> WallCell:
    held = {"village": row.village.name, "kind": row.kind, "batch": row.batch, "leader": "、".join(row.leaders)}
    if column.holds:
        return WallCell(held[column.holds], middle=True)
    one = row.stands[column.node]
    if column.place:
        begins = row.hours.partition("—")[0]
        words = " ".join(filter(None, (short(one.day), begins)))
        return WallCell(words, row.venue, done=one.is_done)
    return WallCell(short(shown_day(one, last=column.last)), boxed=one.boxed and not one.is_done, done=one.is_done)


def shown_day(one: Stand, *, last: bool) -> date | None:
    """When it was; else the law's last day where the column asks for it, else the planned one."""
    if one.done:
        return one.done
    return (one.latest if last else None) or one.planned


def gantt(groups: Sequence[tuple[Area, Sequence[Row]]]) -> Document:
    """The steps of every village by days, a sheet of A3 for at most so many villages."""
    blocks = [
        Chart(gantt_drawing(area, part, number=(at, parts)))
        for area, rows in groups
        for parts in (-(-len(rows) // hung().villages_a_sheet),)
        for at, part in enumerate(_batches(rows, hung().villages_a_sheet), 1)
    ]
    blocks = blocks or [Chart(gantt_drawing(None, ()))]
    return Document(title="换届进度甘特图", blocks=blocks, paper="a3wide", names=_names(groups))


def gantt_drawing(area: Area | None, rows: Sequence[Row], number: tuple[int, int] = (1, 1)) -> str:
    nodes = [node for code in hung().gantt if (node := hung().node(code))]
    bars = [
        Bar(
            row.village.name,
            [
                Mark(node.letter, day, stand.is_done, stand.state == LATE)
                for node in nodes
                if (stand := row.stands[node.node]).state != NONE and (day := stand.day)
            ],
        )
        for row in rows
    ]
    width, height = SHEETS["a3wide"]
    key = "　".join(f"{node.letter}：{node.title}" for node in nodes)
    return gantt_chart(
        bars,
        title=_numbered(f"{area or ''}换届进度甘特图", *number),
        legend=f"{key}　实心为已办，空心为计划，粗框为已过法定日",
        today=timezone.localdate(),
        width=width,
        height=height,
        letters=A3_LETTERS,
    )


# --- what does not hang ----------------------------------------------------------------------------------------------


def county_internal(lines: Sequence[TownshipCounts], place: str) -> Document:
    """The county's sheet for the desk: besides done of due how many are past the law's day."""
    nodes = hung().nodes
    body = [[line.name, str(line.villages), *(_told(line, node.node) for node in nodes)] for line in lines]
    return Document(
        title=f"{place}村(社区)“两委”换届节点进度",
        marks=(INTERNAL,),
        cover_lines=(f"截至{day_in_words(timezone.localdate())}",),
        blocks=[
            Table(
                ("乡镇(街道)", "村数", *(node.title for node in nodes)), body, by_hand=True, empty="（没有村、社区）"
            ),
            Paragraph("各格为已完成/应完成的村(社区)数；“逾”后为已过法定最迟日未登记的村数。", small=True),
            explained((VILLAGES, NODES, LATE_NODES)),
        ],
        large=True,
    )


def _told(line: TownshipCounts, node: str) -> str | tuple[str | Text, ...]:
    count = line.counts[node]
    words = f"{count.done}/{count.due}"
    return (words, Text(f" 逾{count.late}", bold=True, color="red")) if count.late else words


def township_internal(
    groups: Sequence[tuple[Area, Sequence[Row]]], beside: Mapping[int, Sequence[str]], headers: Sequence[str]
) -> Document:
    """The township's sheet for the desk: what is late, what comes next, what never hangs (``beside``, by village)."""
    blocks: list[Block] = []
    for area, rows in groups:
        body = [
            [
                str(number),
                row.village.name,
                row.batch,
                f"{sum(one.is_done for one in row.stands.values())}/{sum(one.due for one in row.stands.values())}",
                "、".join(one.node.title for one in row.late) or "—",
                _next(row),
                *beside.get(row.village.pk, [""] * len(headers)),
                "、".join(row.leaders),
            ]
            for number, row in enumerate(rows, 1)
        ]
        heads = ("序号", "村(社区)", "批次", "节点", "已过法定日", "下一步", *headers, "包村领导")
        widths = (3, 9, 6, 5, 12, 16, *[8.0] * len(headers), 8)
        blocks.append(Table(heads, body, caption=str(area), by_hand=True, widths=widths))
    if blocks:
        blocks.append(explained((NODES, LATE_NODES)))
    return Document(
        title="村(社区)“两委”换届作战图(内部版)",
        marks=(INTERNAL,),
        cover_lines=(f"截至{day_in_words(timezone.localdate())}",),
        blocks=blocks or [Paragraph(NO_ROWS)],
        large=True,
        names=_names(groups),
    )


def _next(row: Row) -> str:
    one = row.missing
    if one is None:
        return "各节点已完成"
    last = f"，最迟{short(one.latest)}" if one.latest else ""
    return f"{one.node.title}({short(one.planned) or '日期未定'}{last})"


def grouped(rows: Sequence[Row]) -> list[tuple[Area, list[Row]]]:
    """By township, in the order of the rows."""
    return [(area, list(own)) for area, own in groupby(rows, key=lambda row: row.village.township)]
