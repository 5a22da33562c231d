"""Charts as SVG by attributes alone: the same drawing stands in a web page under its policy and in a printed volume."""

from electioncycle.charts.bars import bar_chart
from electioncycle.charts.shares import share_chart
from electioncycle.charts.svg import Series
from electioncycle.charts.tree import Box, tree_chart

__all__ = ["Box", "Series", "bar_chart", "share_chart", "tree_chart"]
