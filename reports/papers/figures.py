"""The team figures as page, workbook and PDF: by township, then against the last term and this cycle's targets."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import mark_safe

from electioncycle.documents import render_pdf
from electioncycle.documents.blocks import INTERNAL, Chart, Document, Heading, Table
from electioncycle.documents.figure_tables import definitions_sheet, explained
from electioncycle.figures import Figure
from electioncycle.rounding import share
from electioncycle.sheets import write_rows
from reports.figures import TeamFigures
from reports.papers import charts
from villages import definitions
from villages.choices import Education
from villages.models import Cycle
from villages.rules import teams as rules
from villages.rules.comparison import MEASURED

BANDS = tuple(label for _, _, label in rules.BANDS)
HEADERS: tuple[tuple[Figure, str], ...] = (
    (definitions.VILLAGES, ""),
    (definitions.ENTERED, ""),
    (definitions.MEMBERS, ""),
    (definitions.MEAN_AGE, ""),
    (definitions.LAST_MEAN_AGE, ""),
    *((definitions.AGE_BAND, band) for band in BANDS),
    *((definitions.EDUCATION, str(label)) for label in Education.labels),
    (definitions.COLLEGE_SHARE, ""),
    (definitions.LAST_COLLEGE_SHARE, ""),
    (definitions.WOMEN, ""),
    (definitions.WOMEN_SHARE, ""),
    (definitions.PARTY_MEMBERS, ""),
    (definitions.ONE_SHOULDER, definitions.ONE_SHOULDER.name),
    (definitions.CROSS_POSTS, ""),
)
"""The figures of the columns after the township's, with the entry where a figure has one for each entry of a list."""
GROUPS = (("", 6), ("年龄", len(BANDS)), ("最高学历", len(Education.labels)), ("学历占比", 2), ("", 5))
COMPARED = ("under_36", "over_59", "women", "party_members", "high_school_up", "college_up", "cross_posts")
LABELS = {name: str(figure) for name, figure in MEASURED.items()}


def headings() -> list[str]:
    """The heads of the columns in print and workbook."""
    return ["乡镇(街道)", *(label or figure.bare for figure, label in HEADERS)]


def shown(value: Any) -> Any:
    return "—" if value is None else value


def line(figures: TeamFigures) -> list[Any]:
    now, last = figures.structure, figures.last
    return [
        figures.name,
        figures.villages,
        len(figures.teams),
        now.members,
        shown(now.mean_age),
        shown(last.mean_age),
        *(count for _, count in now.bands),
        *figures.education.values(),
        shown(figures.share("college_up")),
        shown(last.share("college_up")),
        now.women,
        shown(figures.share("women")),
        now.party_members,
        figures.one_shoulder,
        now.cross_posts,
    ]


def comparison(total: TeamFigures) -> list[list[str]]:
    """Indicator, last term, now, change: ages in years, the rest as shares of the members."""
    now, last = total.structure, total.last
    rows: list[list[Any]] = [["平均年龄(岁)", last.mean_age, now.mean_age]]
    rows += [[f"{LABELS[name]}占比(%)", last.share(name), total.share(name)] for name in COMPARED]
    rows.append(["一肩挑村占比(%)", share(last.counts["one_shoulder"], last.villages), _one_shoulder(total)])
    return [[row[0], str(shown(row[1])), str(shown(row[2])), _change(row[1], row[2])] for row in rows]


def _one_shoulder(total: TeamFigures) -> Any:
    return share(total.one_shoulder, len(total.teams))


def _change(before: Any, now: Any) -> str:
    if before is None or now is None:
        return "—"
    return f"{now - before:+}" if now != before else "持平"


def targets(total: TeamFigures, cycle: Cycle) -> list[list[str]]:
    """Target, what it asks of each village, villages that meet it, their share of the villages entered."""
    rows = []
    for name, met in total.meeting(cycle.targets).items():
        asked = cycle.targets[name]
        wanted = "实现" if asked is True else str(asked)
        rows.append([LABELS.get(name, name), wanted, str(met), str(shown(share(met, len(total.teams))))])
    return rows


def page_of(lines: Sequence[TeamFigures], cycle: Cycle) -> dict[str, Any]:
    """What the page shows."""
    return {
        "headers": HEADERS,
        "targeted": definitions.TARGET_SHARE,
        "groups": GROUPS,
        "rows": [line(one) for one in lines[:-1]],
        "total": line(lines[-1]),
        "comparison": comparison(lines[-1]),
        "targets": targets(lines[-1], cycle),
        "charts": [mark_safe(svg) for svg in drawings(lines)],  # noqa: S308 - drawn by ourselves, every word escaped
        "base": lines[-1],
        "reference_date": cycle.reference_date,
    }


def drawings(lines: Sequence[TeamFigures]) -> list[str]:
    """Age and education of the townships; of all together where there is but one."""
    some = lines[:-1] if len(lines) > 2 else lines[-1:]
    return [*charts.mean_age(some), *charts.college(some)]


def workbook(lines: Sequence[TeamFigures], cycle: Cycle) -> bytes:
    return write_rows(
        headings(),
        [line(one) for one in lines],
        title=f"{cycle}村(社区)“两委”班子结构统计(截至{cycle.reference_date:%Y-%m-%d})",
        beside=definitions_sheet(figure for figure, _ in HEADERS),
    )


def tables(lines: Sequence[TeamFigures], cycle: Cycle) -> list[Table]:
    """The tables as they are printed: by township across the page, then the two comparisons."""
    body = [[str(value) for value in line(one)] for one in lines]
    note = f"年龄按{cycle.reference_date:%Y年%m月%d日}计算；占比以已录入的“两委”成员为基数，一肩挑以已录入村为基数。"
    return [
        Table(
            ("指标", "上届换届时", "现任", "变化"),
            comparison(lines[-1]),
            caption="班子结构与上届比较",
            align=("left",),
            note=note,
        ),
        Table(
            ("目标(每村)", "要求", str(definitions.TARGET_MET), definitions.TARGET_SHARE.bare),
            targets(lines[-1], cycle),
            caption="本届结构目标达标情况",
            align=("left",),
            empty="本届未设结构目标",
        ),
        Table(
            headings(),
            body,
            caption="各乡镇班子结构",
            groups=GROUPS,
            widths=(9, *[4] * len(HEADERS)),
            small=True,
            wide=True,
        ),
    ]


def pdf(lines: Sequence[TeamFigures], cycle: Cycle, *, place: str) -> bytes:
    document = Document(
        title=f"{place}\n村(社区)“两委”班子结构统计",
        marks=(INTERNAL,),
        cover_lines=(f"{cycle} 数据截止日：{cycle.reference_date:%Y年%m月%d日}",),
        blocks=[
            Heading("一、与上届和目标比较"),
            *tables(lines, cycle)[:2],
            Heading("二、各乡镇比较"),
            *(Chart(svg) for svg in drawings(lines)),
            tables(lines, cycle)[2],
            explained(figure for figure, _ in HEADERS),
        ],
    )
    return render_pdf(document).pdf
