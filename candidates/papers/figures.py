"""The figures of this app as they leave it: pool, intentions and structure preview with the tables of their pages."""

from collections.abc import Sequence
from typing import Any

from candidates import definitions
from candidates.figures import intentions, reserves
from candidates.figures.overview import overview
from candidates.figures.preview import Preview, previews
from candidates.figures.structure import LABELS, MET, TOWNSHIP, totals
from candidates.rules.tallies import Tally
from electioncycle.actors import Actor
from electioncycle.documents.blocks import Table
from electioncycle.documents.figure_tables import FigurePaper
from electioncycle.refusals import Refused
from villages.definitions import VILLAGES
from villages.models import Cycle
from villages.rules.comparison import MEASURED

CALCULATION = (
    "“若当选”只是按已录入的数据计算：党组织职务按预备人选计，村(居)民委员会职务仍按现任计，一肩挑和交叉任职由选举产生，不计算，"
    "不预判村(居)民选举结果，也不构成对任何人的推荐。上届按已录入上届数据的村计。"
)
TERMS = ("上届", "现任", "若当选")
SUMMARY = ("指标", "上届", "现任", "若当选", "每村目标")
MET_FIGURES = (definitions.MET_NOW, definitions.MET_THEN)


def paper(which: str, user: Actor, cycle: Cycle, township: int | None = None) -> FigurePaper:
    """``which`` is pool, intentions or structure."""
    return {"pool": _pool, "intentions": _intentions, "structure": _structure}[which](user, cycle, township)


def short_name(needed: int) -> str:
    """The villages with too few in the pool, by the number this cycle's rules ask for."""
    return f"不足{needed}人的村"


def _tally(found: Tally, unit: str = "人") -> Table:
    rows: list[list[Any]] = [[one.label, one.number, one.share] for one in found.counts]
    note = f"以{found.base}{unit}为基数。"
    headers = (found.title, f"{unit}数", definitions.TALLIED_SHARE.bare)
    return Table(headers, rows, caption=f"按{found.title}", widths=(50, 25, 25), align=("left",), note=note)


def _pool(user: Actor, cycle: Cycle, township: int | None) -> FigurePaper:
    lines = overview(user, cycle)
    people, placed = reserves.pooled(user, cycle), reserves.placed(user, cycle)
    pool, placements = reserves.pool_tallies(people, cycle), reserves.placement_tallies(placed, cycle)
    groups, needed = [count.label for count in pool[0].counts], reserves.least(cycle)
    short = [short_name(needed)] if needed else []
    heads = ["乡镇(街道)", str(VILLAGES), str(definitions.POOLED), *groups, str(definitions.PLACED), *short]
    rows: list[list[Any]] = [
        [one.name, one.villages, one.pooled, *(one.groups[name] for name in groups), one.placed]
        + ([one.short] if needed else [])
        for one in lines
    ]
    tables = [Table(heads, rows, caption="各乡镇后备人选", widths=(16, *[10] * (len(heads) - 1)))]
    tables += [_tally(one) for one in (*pool, *placements)]
    found = reserves.committees(people, user, cycle)
    committees: list[list[Any]] = [[str(row), row.place, row.secretary, number] for row, number in found]
    tables.append(
        Table(
            ("流动党委", "所在地", "书记", str(definitions.RECOMMENDED)),
            committees,
            caption="流动党委推荐",
            widths=(36, 26, 16, 22),
        )
    )
    if needed:
        lacking: list[list[Any]] = [
            [str(one.township), str(one), number] for one, number in reserves.short_villages(user, cycle)
        ]
        title = f"后备人选不足{needed}人的村(社区)"
        heads = ["乡镇(街道)", "村(社区)", str(definitions.POOLED_HERE)]
        tables.append(Table(heads, lacking, caption=title, empty="没有。"))
    place, villages = user.place, lines[-1].villages
    said = (
        reserves.pool_sentence(people, pool, villages, place),
        reserves.placement_sentence(placed, placements, len(people), place),
    )
    counted = (VILLAGES, definitions.POOLED, definitions.POOLED_GROUP, definitions.PLACED, definitions.SHORT_VILLAGES)
    remark = "退出的不计；同一身份证号只计一人，每人只计一个主要类别。"
    return FigurePaper("后备人选统计", tables, said, remark, counted)


def _intentions(user: Actor, cycle: Cycle, township: int | None) -> FigurePaper:
    lines = overview(user, cycle)
    found = intentions.declared(user, cycle)
    counted = intentions.intention_tallies(found)
    said = intentions.sentence(found, counted, lines[-1].villages, user.place)
    rows: list[list[Any]] = [[one.name, one.villages, one.intending] for one in lines]
    tables = [_tally(one, "人次") for one in counted]
    shown = (VILLAGES, definitions.INTENDING)
    tables.append(Table(("乡镇(街道)", *map(str, shown)), rows, caption="各乡镇"))
    return FigurePaper("参选意向情况", tables, (said,), "只统计本人自己表示的意向，不估计得票。", shown)


def _structure(user: Actor, cycle: Cycle, township: int | None) -> FigurePaper:
    found = [one for one in previews(user, cycle) if township in (None, one.village.township_id)]
    if not found:
        raise Refused("还没有录入党组织预备人选，没有可以计算的结构。请先录入或导入预备人选。")
    summed = totals(found, cycle)
    summary: list[list[Any]] = [one.cells for one in summed[-1].indicators]
    rows: list[list[Any]] = [[one.name, one.villages, one.nominees, *one.figures] for one in summed]
    tables = [
        Table(
            (*SUMMARY, *map(str, MET_FIGURES)),
            summary,
            caption="与上届和本届目标对照",
            widths=(22, 14, 14, 14, 12, 12, 12),
            align=("left",),
        ),
        Table(
            ("乡镇(街道)", str(definitions.PREVIEW_VILLAGES), str(definitions.NOMINEES), *TERMS * len(TOWNSHIP)),
            rows,
            caption="各乡镇",
            groups=(("", 3), *((LABELS[name], 3) for name in TOWNSHIP)),
            widths=(10, 5, 6, *[5] * 3 * len(TOWNSHIP)),
            small=True,
            wide=True,
        ),
        _villages(found),
    ]
    shown = (*MEASURED.values(), definitions.NOMINEES, definitions.AVOIDANCE_THEN)
    return FigurePaper("党组织预备人选结构预览", tables, (), CALCULATION, shown)


def _villages(found: Sequence[Preview]) -> Table:
    """One line a village: what each indicator would be, and which targets it would miss."""
    rows: list[list[Any]] = [
        [
            str(one.village.township),
            str(one.village),
            one.nominees,
            *(line.then for line in one.lines),
            one.avoidance_then,
            missed(one) or "无",
        ]
        for one in found
    ]
    nominees, avoidance = str(definitions.NOMINEES), str(definitions.AVOIDANCE_THEN)
    heads = ("乡镇(街道)", "村(社区)", nominees, *map(str, MEASURED.values()), avoidance, "未达目标")
    widths = (9, 11, 6, *[6] * len(MEASURED), 7, 24)
    return Table(heads, rows, caption="逐村(若当选)", widths=widths, small=True, wide=True)


def missed(one: Preview) -> str:
    """The targets that would be missed, in words: 大专及以上差1人."""
    return "、".join(
        f"{line.label.rpartition('(')[0] or line.label}{line.gap}" for line in one.lines if line.gap not in MET | {"—"}
    )
