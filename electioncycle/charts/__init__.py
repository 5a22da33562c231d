"""Charts as SVG by attributes alone: the same drawing stands in a web page under its policy and in a printed volume."""

from electioncycle.charts.bars import bar_chart
from electioncycle.charts.shares import share_chart
from electioncycle.charts.svg import Series

__all__ = ["Series", "bar_chart", "share_chart"]
