"""The volume that goes upward: what the teams look like and the three lists; the village reports are its annexes."""

from collections.abc import Sequence

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.documents.blocks import INTERNAL, Block, Document, Heading, Paragraph, Table
from electioncycle.documents.figure_tables import explained
from electioncycle.rounding import share
from meetings.services import summaries
from readiness import definitions
from readiness.figures.analysis import one_shoulder_lists, participants
from readiness.report import day
from reports.analysis_report import numeral
from reports.choices import Variant
from reports.dashboard import sentences
from reports.papers import charts
from reports.papers import figures as figures_paper
from reports.township_lines import TownshipLine, township_lines
from villages.definitions import POSTS_HELD, POSTS_SHARE, POSTS_WANTED, TARGET_MET, TARGET_SHARE, VILLAGES
from villages.models import Cycle, Village
from villages.rules.comparison import MEASURED

PROGRESS = (
    VILLAGES,
    definitions.REPORTED,
    definitions.CONFIRMED,
    definitions.INTENDED,
    definitions.NO_CANDIDATE,
    definitions.NOT_ANALYSED,
    definitions.ONE_SHOULDER_SHARE,
    POSTS_SHARE,
)
"""What the columns of the progress by township count."""
FIGURES = (
    *PROGRESS,
    POSTS_WANTED,
    POSTS_HELD,
    *(figure for figure, _ in figures_paper.HEADERS),
    *MEASURED.values(),
    TARGET_MET,
    TARGET_SHARE,
)
"""What the report over all villages says in sentences and tables."""
LIST_HEADERS = ("序号", "乡镇(街道)", "村(社区)", "主要差距", "推进措施", "责任人", "时限")


def front_of(place: str, cycle: Cycle | None, villages: Sequence[Village]) -> Document:
    """The cover: place and cycle; the printed date stands here and in no report."""
    return Document(
        title=f"{place}\n村(社区)“两委”班子\n分析研判报告汇编",
        marks=(INTERNAL,),
        cover_lines=(
            f"{cycle or '届次尚未建立'}",
            f"共{len(villages)}个村(社区)",
            *([f"数据截止日：{day(cycle.reference_date)}"] if cycle else []),
        ),
        blocks=(),
        is_cover=True,
    )


def summary(place: str, cycle: Cycle, villages: Sequence[Village], variant: str, *, by: Actor) -> Document:
    """The report over all villages of the job, with charts, tables of comparison and the three lists."""
    lines = township_lines(villages, cycle, user=by)
    total = lines[-1]
    teams = [line.team for line in lines]
    shown = lines[:-1] if len(lines) > 2 else lines[-1:]
    drawings = charts.blocks([line.analyses for line in shown], [line.team for line in shown])
    parts: list[tuple[str, list[Block]]] = [
        ("总体情况", [*(Paragraph(text) for text in sentences(total.numbers, place)), *drawings]),
        ("研判进展和“一肩挑”研判", [progress_table(lines)]),
    ]
    if len(lines) > 2:  # with one township its line is the total
        parts.append(("各乡镇情况", [Paragraph(_in_words(line)) for line in lines[:-1]]))
    if variant == Variant.INTERNAL:
        parts.append(("“一肩挑”三张清单", _lists(villages, cycle)))
    parts.append(("班子结构", list(figures_paper.tables(teams, cycle))))
    if said := _organisation(villages, cycle, by=by):
        parts.append(("组织推进情况", said))
    blocks: list[Block] = []
    for number, (title, content) in enumerate(parts):
        blocks += [Heading(f"{numeral(number)}、{title}"), *content]
    blocks.append(explained(FIGURES))
    return Document(
        title=f"{place}村(社区)“两委”班子\n分析研判情况报告",
        marks=(INTERNAL,),
        cover_lines=(f"{cycle} 数据截止日：{day(cycle.reference_date)}",),
        blocks=blocks,
        names=[village.name for village in villages],
    )


def _organisation(villages: Sequence[Village], cycle: Cycle, *, by: Actor) -> list[Block]:
    """Bodies, links, meetings, publicity, inspection and discipline in sentences; only over the whole territory."""
    if {village.pk for village in villages} != {village.pk for village in participants(by, cycle)}:
        return []
    return [Paragraph(sentence) for _, sentence, _ in summaries.of(by, cycle, timezone.localdate())]


def progress_table(lines: Sequence[TownshipLine]) -> Table:
    """How far the townships are, under the figures of ``PROGRESS``."""
    rows = []
    for line in lines:
        count = line.analyses.one_shoulder
        figures = (line.villages, line.reported, count.confirmed, count.intended, count.none, count.not_analysed)
        shares = (count.share, share(line.posts_held, line.posts_wanted))
        cells = [line.team.name, *map(str, figures), *(str(figures_paper.shown(value)) for value in shares)]
        rows.append(cells)
    return Table(
        ("乡镇(街道)", *(figure.bare for figure in PROGRESS)),
        rows,
        caption="各乡镇研判进展",
        widths=(18, 8, 10, 10, 10, 10, 10, 13, 11),
        note="占比以全部村(社区)为基数；只有乡镇审核通过的研判计入三张清单。",
    )


def _lists(villages: Sequence[Village], cycle: Cycle) -> list[Block]:
    lists, left = one_shoulder_lists(villages, cycle)
    blocks: list[Block] = []
    for number, one in enumerate(lists, 1):
        rows = [
            [
                str(place),
                str(row.village.township),
                str(row.village),
                row.gap or "—",
                "".join(filter(None, [f"{row.measure_kind}:" if row.measure_kind else "", row.measures])) or "—",
                row.responsible or "—",
                day(row.deadline) if row.deadline else "—",
            ]
            for place, row in enumerate(one.rows, 1)
        ]
        caption = f"清单{number} {one.state.label}村(社区){len(rows)}个"
        blocks.append(
            Table(
                LIST_HEADERS,
                rows,
                caption=caption,
                widths=(6, 13, 16, 22, 23, 10, 10),
                align=("center", "center", "center", "left", "left"),
                small=True,
                wide=True,
            )
        )
    if left:
        names = "、".join(f"{village.township}{village}" for village in left[:60])
        more = "等" if len(left) > 60 else ""
        blocks.insert(0, Paragraph(f"未研判(或研判未经乡镇审核通过)的{len(left)}个村(社区)不列入清单：{names}{more}。"))
    return blocks


def _in_words(line: TownshipLine) -> str:
    structure, count = line.team.structure, line.analyses.one_shoulder
    age = f"平均年龄{structure.mean_age}岁，" if structure.mean_age is not None else ""
    return (
        f"{line.team.name}：{line.villages}个村(社区)，“两委”成员{structure.members}人，{age}"
        f"大专及以上{structure.college_up}人、妇女{structure.women}人；已提交研判{line.reported}个，"
        f"“一肩挑”有确定人选{count.confirmed}个、有意向人选{count.intended}个、无合适人选{count.none}个。"
    )
