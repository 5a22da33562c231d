"""Draws a grid whose lines are all alike as long lines, where WeasyPrint weighs and draws each side of each cell."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from weasyprint import draw
from weasyprint.draw.color import get_color
from weasyprint.layout import table as tables

SIDES = ("top", "right", "bottom", "left")
SOLID = 7  # how strong WeasyPrint counts a solid line
NOTHING = ((1, 0, 9), ("hidden", 0, tables.TRANSPARENT))
written = {
    "collapse_table_borders": tables.collapse_table_borders,
    "draw_collapsed_borders": draw.draw_collapsed_borders,
}
Edge = tuple[Any, tuple[str, float, Any]]


def collapse_table_borders(table: Any, grid_width: int, grid_height: int) -> Any:
    """The lines of the grid, each with its strength, style, width and colour, and half of each for either cell."""
    edge = _one_edge(table, grid_width, grid_height)
    if edge is None:
        return written["collapse_table_borders"](table, grid_width, grid_height)
    vertical = [[edge] * (grid_width + 1) for _ in range(grid_height)]
    horizontal = [[edge] * grid_width for _ in range(grid_height + 1)]
    whole = _widths(edge[1][1] / 2)
    top = 0
    for group in table.children:
        vars(group).update(_widths(0))
        for row in group.children:
            vars(row).update(_widths(0))
            for cell in row.children:
                vars(cell).update(whole)
                if cell.colspan > 1 or cell.rowspan > 1:
                    _clear(vertical, horizontal, cell, top)
            top += 1
    for column in _columns(table):
        vars(column).update(_widths(0))
    vars(table).update(whole)
    table.one_edge = edge
    return vertical, horizontal


def _one_edge(table: Any, grid_width: int, grid_height: int) -> Edge | None:
    """The line around every cell, if it is the same one and nothing else has a border."""
    rows = [row for group in table.children for row in group.children]
    cells = [cell for row in rows for cell in row.children]
    if not cells or sum(cell.colspan * cell.rowspan for cell in cells) != grid_width * grid_height:
        return None
    edge = _edge(cells[0].style)
    others = (table, *table.children, *rows, *_columns(table))
    if edge is None or table.style["direction"] != "ltr":
        return None
    if any(_edge(cell.style) != edge for cell in cells) or any(_is_bordered(box.style) for box in others):
        return None
    return edge


def _columns(table: Any) -> Iterator[Any]:
    for group in table.column_groups:
        yield group
        yield from group.children


def _edge(style: Any) -> Edge | None:
    """The border of a style whose four sides are the same solid line."""
    known = vars(style)
    if "edge" not in known:
        sides = {
            (style[f"border_{side}_style"], style[f"border_{side}_width"], get_color(style, f"border_{side}_color"))
            for side in SIDES
        }
        line, width, color = sides.pop()
        is_plain = not sides and line == "solid" and width > 0 and color.alpha > 0
        known["edge"] = ((0, width, SOLID), (line, width, color)) if is_plain else None
    return known["edge"]


def _is_bordered(style: Any) -> bool:
    known = vars(style)
    if "is_bordered" not in known:
        known["is_bordered"] = any(style[f"border_{side}_style"] != "none" for side in SIDES)
    return known["is_bordered"]


def _widths(width: float) -> dict[str, float]:
    return {f"border_{side}_width": width for side in SIDES}


def _clear(vertical: list[list[Any]], horizontal: list[list[Any]], cell: Any, top: int) -> None:
    """No line runs through a cell that spans columns or rows."""
    left, right, bottom = cell.grid_x, cell.grid_x + cell.colspan, top + cell.rowspan
    for y in range(top, bottom):
        vertical[y][left + 1 : right] = [NOTHING] * (cell.colspan - 1)
    for y in range(top + 1, bottom):
        horizontal[y][left:right] = [NOTHING] * cell.colspan


def draw_collapsed_borders(stream: Any, table: Any) -> None:
    edge = getattr(table, "one_edge", None)
    rows = [row for group in table.children for row in group.children]
    if edge is None or not rows or table.skip_cell_border_top or table.skip_cell_border_bottom:
        written["draw_collapsed_borders"](stream, table)
        return
    _, width, color = edge[1]
    with stream.artifact(), stream.stacked():
        stream.set_color(color, stroke=True)
        stream.set_line_width(width)
        for x1, y1, x2, y2 in _lines(table, rows, edge, width / 2):
            stream.move_to(x1, y1)
            stream.line_to(x2, y2)
        stream.stroke()


def _lines(table: Any, rows: Sequence[Any], edge: Edge, half: float) -> Iterator[tuple[float, float, float, float]]:
    """From end to end; a line reaches over the one it meets by half its width."""
    vertical, horizontal = table.collapsed_border_grid
    xs = [*table.column_positions, table.column_positions[-1] + table.column_widths[-1]]
    ys = [*(row.position_y for row in rows), rows[-1].position_y + rows[-1].height]
    number = _numbers(table, len(rows), len(vertical))
    for y, at in enumerate(ys):
        line = horizontal[number(y, 1)]
        for first, last in _runs([one is edge for one in line]):
            yield xs[first] - half, at, xs[last] + half, at
    for x, at in enumerate(xs):
        for first, last in _runs([vertical[number(y, 0)][x] is edge for y in range(len(rows))]):
            yield at, ys[first] - half, at, ys[last] + half


def _numbers(table: Any, count: int, whole: int) -> Callable[[int, int], int]:
    """The row or line of the whole table that stands at a place on this page: its head and foot come on every page."""
    head = len(table.children[0].children) if table.children[0].is_header else 0
    foot = len(table.children[-1].children) if table.children[-1].is_footer else 0
    skipped = table.skipped_rows - head if table.skipped_rows else 0

    def number(y: int, line: int) -> int:
        if head and y < head + line:
            return y
        return y + whole - count if foot and y >= count - foot else y + skipped

    return number


def _runs(drawn: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """[True, True, False, True] → (0, 2), (3, 4)"""
    at = 0
    for is_drawn, group in groupby(drawn):
        size = sum(1 for _ in group)
        if is_drawn:
            yield at, at + size
        at += size
