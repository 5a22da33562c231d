"""The drawings of volumes and of the statistics page: the three lists, mean age and education against the last term."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from electioncycle.charts import Series, bar_chart, share_chart
from electioncycle.documents.blocks import Chart
from readiness.choices import OneShoulder
from readiness.figures.analysis import Progress
from reports.figures import TeamFigures

Line = TypeVar("Line", Progress, TeamFigures)
PER_DRAWING = 16
"""Townships in one drawing, so that it fits a page."""


def one_shoulder(lines: Sequence[Progress]) -> Iterator[str]:
    """The three lists and the villages not analysed, by township."""
    for some in _chunks(lines):
        counts = [line.one_shoulder for line in some]
        series = [
            Series(OneShoulder.CONFIRMED.label, [count.confirmed for count in counts]),
            Series(OneShoulder.INTENDED.label, [count.intended for count in counts]),
            Series(OneShoulder.NONE.label, [count.none for count in counts]),
            Series("未研判", [count.not_analysed for count in counts]),
        ]
        yield share_chart([line.name for line in some], series, title="各乡镇“一肩挑”研判情况", unit="个")


def mean_age(lines: Sequence[TeamFigures]) -> Iterator[str]:
    for some in _chunks(lines):
        series = [
            Series("上届换届时", [float(line.last.mean_age or 0) for line in some]),
            Series("现任", [float(line.structure.mean_age or 0) for line in some]),
        ]
        yield bar_chart([line.name for line in some], series, title="“两委”平均年龄与上届比较", unit="岁")


def college(lines: Sequence[TeamFigures]) -> Iterator[str]:
    for some in _chunks(lines):
        series = [
            Series("上届换届时", [float(line.last.share("college_up") or 0) for line in some]),
            Series("现任", [float(line.share("college_up") or 0) for line in some]),
        ]
        yield bar_chart([line.name for line in some], series, title="大专及以上学历占比与上届比较", unit="%")


def blocks(analyses: Sequence[Progress], teams: Sequence[TeamFigures]) -> list[Chart]:
    return [Chart(svg) for svg in (*one_shoulder(analyses), *mean_age(teams), *college(teams))]


def _chunks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), PER_DRAWING):
        yield lines[start : start + PER_DRAWING]
