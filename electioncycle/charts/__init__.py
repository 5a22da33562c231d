"""Charts as SVG by attributes alone: the same drawing stands in a web page under its policy and in a printed volume."""

from electioncycle.charts.bars import bar_chart
from electioncycle.charts.gantt import Bar, Mark, gantt_chart
from electioncycle.charts.lines import line_chart, small_multiples, step_line
from electioncycle.charts.shares import share_chart
from electioncycle.charts.svg import Series
from electioncycle.charts.tree import Box, tree_chart
from electioncycle.charts.wall import Wall, WallCell, WallColumn, wall_sheet

__all__ = [
    "Bar",
    "Box",
    "Mark",
    "Series",
    "Wall",
    "WallCell",
    "WallColumn",
    "bar_chart",
    "gantt_chart",
    "line_chart",
    "share_chart",
    "small_multiples",
    "step_line",
    "tree_chart",
    "wall_sheet",
]
