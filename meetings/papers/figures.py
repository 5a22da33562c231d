"""The figures of this app's pages as tables that leave them: what the page of the same name shows, line by line."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.documents.figure_tables import FigureTable
from electioncycle.figures import Figure
from meetings import definitions
from meetings.models import Training
from meetings.services import bodies, cadence, checklists, complaints, discipline, publicity
from villages.choices import AreaLevel, ListKind
from villages.definitions import VILLAGES
from villages.models import Area, Cycle

Asked = Mapping[str, str]
Heads = tuple[str | Figure, ...]
TWO, THREE = (2.0, 2.4), (2.2, 3.4, 3.4)
ATTENDANCE = (
    definitions.LISTED,
    definitions.PRESENT,
    definitions.EXCUSED,
    definitions.ABSENT,
    definitions.MADE_UP,
    definitions.PLEDGED,
)


def cadence_table(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
    """One series by holder and week; raises LookupError for one that is not his."""
    _, series = cadence.chosen(user, cycle, asked.get("series", ""))
    if series is None:
        return FigureTable("会议频次落实", ("单位",), [])
    found = cadence.table(series, user, timezone.localdate())
    headers: Heads = (
        "乡镇(街道)",
        "单位",
        *cadence.week_names(found),
        definitions.DUE,
        definitions.KEPT,
        definitions.MISSED,
        definitions.SENT,
    )
    rows = [
        [line.holder.township, line.holder.name, *(week.words for week in line.weeks), *line.figures]
        for line in found.lines
    ]
    note = "每周一格为“已开/应开”，“+”后为尚未到期的次数。"
    said = [cadence.sentence(found, user.place)]
    return FigureTable(f"“{series}”频次落实", headers, rows, said, first=TWO, note=note)


def cascade_table(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
    """Meetings to be held once, at the level asked for, else the first there is."""
    found = cadence.cascades(user, cycle, timezone.localdate())
    one = next((one for one in found if one.level == asked.get("level")), found[0] if found else None)
    if one is None:
        return FigureTable("逐级召开情况", ("单位",), [])
    names = [f"{series}(期限{series.ends_on:%m-%d})" for series in one.series]
    rows = [
        [
            line.holder.township,
            line.holder.name,
            *(f"{day}" if day else "未召开" for day in line.days),
            "已全部召开" if line.complete else "逾期" if any(line.late) else "未到期限",
        ]
        for line in one.lines
    ]
    headers = ("乡镇(街道)", "单位", *names, "情况")
    return FigureTable("会议逐级召开情况", headers, rows, [one.sentence(user.place)], first=TWO)


def links_table(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
    lines = bodies.links(user, cycle)
    rows = [
        [
            str(line.township),
            "、".join(f"{link.leader}({link.post})" for link in line.links) or "未明确",
            "、".join(line.units),
            line.villages,
            line.linked_villages,
        ]
        for line in lines
    ]
    headers: Heads = ("乡镇(街道)", "挂联县领导", "挂联部门和单位", VILLAGES, definitions.LINKED_VILLAGES)
    return FigureTable("领导挂联情况", headers, rows, [bodies.links_sentence(lines, user.place)], first=THREE)


def coverage_table(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
    found = publicity.coverage(user, cycle)
    rows = [
        [
            line.name,
            line.villages,
            line.activities,
            *(line.by_channel[channel.pk] for channel in found.channels),
            line.whole,
            line.unreached,
        ]
        for line in (*found.lines, found.total)
    ]
    channels = [str(channel) for channel in found.channels]
    headers: Heads = (
        "乡镇(街道)",
        VILLAGES,
        definitions.ACTIVITIES,
        *channels,
        definitions.WHOLLY_REACHED,
        definitions.UNREACHED,
    )
    groups = (("", 3), (str(definitions.CHANNEL_REACHED), len(channels)), ("", 2)) if channels else ()
    said = [publicity.sentence(found, user.place, timezone.localdate())]
    return FigureTable("换届宣传覆盖情况", headers, rows, said, groups=groups)


def training_table(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
    """Every training with its attendance."""
    trainings = list(Training.objects.visible_to(user).filter(cycle=cycle).select_related("area"))
    counted = publicity.attended(trainings)
    rows = []
    for row in trainings:
        one = counted.get(row.pk, publicity.NOBODY)
        known = (one.listed, one.present, one.excused, one.absent, one.made_up, one.pledged)
        rows.append([str(row.area), row.name, f"{row.held_on}", row.expected, *known])
    headers: Heads = ("举办单位", "培训名称", "日期", definitions.EXPECTED, *ATTENDANCE)
    said = [publicity.training_sentence(row, counted[row.pk]) for row in trainings if row.pk in counted]
    return FigureTable("工作人员培训情况", headers, rows, said[:10], first=(2.0, 3.0, 2.0))


def discipline_table(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
    kinds, lines = discipline.standings(user, cycle)
    rows = [[str(line.area), *(line.items[kind.pk].words for kind in kinds), line.held] for line in lines]
    headers: Heads = ("单位", *(str(kind) for kind in kinds), definitions.DISCIPLINE)
    said = [discipline.sentence(kinds, lines, user.place, timezone.localdate())]
    return FigureTable("换届纪律“十个一”开展情况", headers, rows, said, first=(1.4,))


def checklist_table(which: str) -> Callable[[Any, Cycle, Asked], FigureTable]:
    def made(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
        items, lines = checklists.overview(which, user, cycle)
        rows = [
            [line.name, line.villages, line.cells, line.filled, *(line.by_item.get(item.pk, 0) for item in items)]
            for line in lines
        ]
        heads = checklists.heads_of(items)
        headers: Heads = (
            "乡镇(街道)",
            VILLAGES,
            definitions.CELLS,
            definitions.FILLED,
            *(name for _, name in heads.items),
        )
        groups = (("", 4), *heads.groups) if heads.grouped else ()
        said = [checklists.sentence(which, items, lines[-1], user.place, timezone.localdate())] if items else []
        return FigureTable(f"{ListKind(which).label}清单填报情况", headers, rows, said, groups=groups)

    return made


def complaint_table(user: Actor, cycle: Cycle, asked: Asked) -> FigureTable:
    """Counts by township; no clue can be told from them."""
    found = complaints.figures(user, cycle)
    shown = (definitions.COMPLAINTS, definitions.COMPLAINTS_ENDED, definitions.COMPLAINTS_OVERDUE)
    townships = Area.objects.visible_to(user).filter(level=AreaLevel.TOWNSHIP, path__startswith=cycle.county.path)
    rows: list[list[Any]] = []
    for area in townships.order_by("position", "code"):
        counts: Mapping[str, int] = found.by_township.get(area.pk, {})
        rows.append([str(area), *(counts.get(figure.name, 0) for figure in shown)])
    rows.append(["合计", found.total, found.ended, found.overdue])
    said = [complaints.sentence(found, user.place, timezone.localdate())]
    return FigureTable("信访举报情况", ("乡镇(街道)", *shown), rows, said)


TABLES: dict[str, Callable[[Any, Cycle, Asked], FigureTable]] = {
    "cadence": cadence_table,
    "cascade": cascade_table,
    "links": links_table,
    "coverage": coverage_table,
    "training": training_table,
    "discipline": discipline_table,
    "special_control": checklist_table(ListKind.SPECIAL_CONTROL),
    "governance": checklist_table(ListKind.GOVERNANCE),
    "complaints": complaint_table,
}
