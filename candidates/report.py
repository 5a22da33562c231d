"""后备人选 in the analysis report: who is kept in reserve in the village, what for, and who is placed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from candidates.choices import ReserveState
from candidates.figures.reserves import least
from candidates.models import Placement, ReserveCandidate
from electioncycle.documents.blocks import Paragraph, Table
from villages.models import Cycle, Village
from villages.rules.teams import age_on
from villages.village_ledgers import Section

HEADERS = ("姓名", "性别", "年龄", "学历", "主要类别", "推荐渠道", "培养方向", "顶岗情况", "状态")
WIDTHS = (14, 8, 8, 14, 22, 22, 18, 30, 12)
UNREAD = ("person__id_number", "person__phone", "person__resume", "person__family")


def section(villages: Sequence[Village], cycle: Cycle | None) -> Section:
    """Three queries however many villages; no number, no phone, no place of work."""
    found = Section("reserves", "后备人选")
    if cycle is None:
        return found
    pool: dict[int, list[ReserveCandidate]] = defaultdict(list)
    rows = ReserveCandidate.objects.filter(cycle=cycle, village__in=villages).exclude(state=ReserveState.LEFT)
    rows = rows.select_related("person", "group", "channel").defer(*UNREAD).for_reading("person", "group", "channel")
    for row in rows.order_by("village_id", "person__birth", "pk"):
        pool[row.village_id].append(row)
    placed: dict[int, Placement] = {}
    placements = Placement.objects.filter(cycle=cycle, candidate__village__in=villages)
    placements = placements.select_related("post", "village").for_reading("post", "village")
    for placement in placements.order_by("starts_on", "pk"):
        placed[placement.candidate_id] = placement
    needed = least(cycle)
    for village in villages:
        own = pool[village.pk]
        if own:
            found.blocks[village.pk] = _blocks(own, placed, cycle)
        lacking = [] if own else ["尚未登记后备人选"]
        if own and len(own) < needed:
            lacking = [f"后备人选{len(own)}人，不足{needed}人"]
        found.gaps[village.pk] = lacking
    return found


def _blocks(own: Sequence[ReserveCandidate], placed: dict[int, Placement], cycle: Cycle) -> list[Any]:
    groups: dict[str, int] = defaultdict(int)
    for row in own:
        groups[row.group.name] += 1
    going = sum(row.pk in placed for row in own)
    words = "、".join(f"{name}{number}人" for name, number in groups.items())
    text = f"储备后备人选{len(own)}人，其中{words}。"
    text += f"安排顶岗学习、挂职锻炼{going}人。" if going else "尚未安排顶岗学习、挂职锻炼。"
    return [
        Paragraph(text),
        Table(HEADERS, [_row(row, placed.get(row.pk), cycle) for row in own], widths=WIDTHS, small=True),
    ]


def _row(row: ReserveCandidate, placement: Placement | None, cycle: Cycle) -> list[str]:
    person = row.person
    return [
        person.name,
        person.get_sex_display(),
        str(age_on(person.birth, cycle.reference_date)) if person.birth else "",
        person.get_education_display() if person.education else "",
        row.group.name,
        row.channel.name,
        row.get_direction_display() if row.direction else "",
        _placed(placement) if placement else "",
        row.get_state_display(),
    ]


def _placed(placement: Placement) -> str:
    return f"{placement.starts_on:%Y-%m}起任{placement.post}"
