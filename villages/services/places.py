"""Moves, mergers and codes of villages and areas; every path below is right afterwards."""

import re
from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import AreaLevel, CycleState
from villages.models import Area, Cycle, ResponsibilityPost, TeamMember, Village, VillageProfile
from villages.village_ledgers import of_villages


def require_standing(village: Village) -> None:
    if village.merged_into_id:
        raise Refused(f"“{village}”已并入“{village.merged_into}”，不能再办理。")
    if village.is_closed:
        raise Refused(f"“{village}”已停用，不能再办理。")


def move_village(village: Village, *, township: Area, by: Actor, reason: str) -> Village:
    """Put a village under another township of its county; its rows follow, as they hang on the village."""
    reason = workflow.require_reason(reason, "迁移乡镇")
    with transaction.atomic():
        village = workflow.locked(village)
        require_standing(village)
        if township.pk == village.township_id:
            raise Refused(f"“{village}”本来就在“{township}”，请选择另一个乡镇。")
        if township.level != AreaLevel.TOWNSHIP:
            raise Refused(f"“{township}”不是乡镇(街道)，请重新选择。")
        if township.parent_id != village.township.parent_id:
            raise Refused(f"“{township}”不在本县，跨县调整须由两县分别办理。")
        standing = Village.objects.filter(township=township, valid_to=None)
        if standing.filter(name=village.name).exists():
            raise Refused(f"“{township}”已有同名的“{village}”，请先在名册中改名。")
        village.township = township
        village.position = max((row.position for row in standing), default=0) + 1
        history.record(village, by=by, reason=reason)
        audit.record(audit.Event.CHANGED, by=by, row=village, township=township.pk)
    return village


def change_code(village: Village, *, code: str, by: Actor, reason: str) -> Village:
    """Give a village its new or its first real code."""
    reason = workflow.require_reason(reason, "变更代码")
    with transaction.atomic():
        village = workflow.locked(village)
        require_standing(village)
        if not re.fullmatch(r"\d{12}", code):
            raise Refused("区划代码应为12位数字，请核对。")
        if other := Village.objects.filter(code=code).exclude(pk=village.pk).first():
            raise Refused(f"代码{code}已是“{other.township}{other}”的代码，请核对。")
        if code == village.code:
            raise Refused("新代码与现有代码相同，不需要变更。")
        village.code = code
        history.record(village, by=by, reason=reason)
        audit.record(audit.Event.CHANGED, by=by, row=village, code=code)
    return village


def merge_village(village: Village, *, into: Village, on: date, by: Actor, reason: str) -> Village:
    """Close a village and join it to another: its team and posts of running cycles move, the past stays with it."""
    reason = workflow.require_reason(reason, "村级合并")
    with transaction.atomic():
        village, into = workflow.locked(village), workflow.locked(into)
        _require_mergeable(village, into, on)
        village.merged_into, village.valid_to = into, on
        history.record(village, by=by, reason=reason)
        moved = 0
        for cycle in Cycle.objects.filter(county=into.township.parent).exclude(state=CycleState.CLOSED):
            moved += _move_team(village, into, cycle, by, reason)
            moved += _move_posts(village, into, cycle, by, reason)
            _note_in_profiles(village, into, cycle, by, reason)
            for ledger in of_villages(ledgers.ordered()):
                moved += ledger.follow_merger(village, into, cycle, by=by, reason=reason)
        audit.record(audit.Event.CHANGED, by=by, row=village, merged_into=into.pk, moved=moved)
    return village


def _require_mergeable(village: Village, into: Village, on: date) -> None:
    if village.pk == into.pk:
        raise Refused("不能并入自己，请选择另一个村(社区)。")
    require_standing(village)
    require_standing(into)
    if village.township.parent_id != into.township.parent_id:
        raise Refused(f"“{into}”不在本县，不能跨县合并。")
    if on > timezone.localdate():
        raise Refused("合并日期不能晚于今天；尚未批复的合并请在批复后办理。")


def _move_team(village: Village, into: Village, cycle: Cycle, by: Actor, reason: str) -> int:
    rows = list(TeamMember.objects.filter(cycle=cycle, village=village).select_related("person", "cycle"))
    for row in rows:
        row.village = into
        row.former_village = row.former_village or village.name
    history.record_moved(rows, by=by, reason=reason, fields=["village", "former_village", "rank"])
    return len(rows)


def _move_posts(village: Village, into: Village, cycle: Cycle, by: Actor, reason: str) -> int:
    """A cadre who already answers for the other village in the same post stays there once."""
    held = set(ResponsibilityPost.objects.filter(cycle=cycle, village=into).values_list("kind", "holder"))
    rows = list(ResponsibilityPost.objects.filter(cycle=cycle, village=village).select_related("kind", "cycle"))
    for row in rows:
        if (row.kind_id, row.holder) in held:
            row.withdrawn_at = timezone.now()
        row.village = into
    history.record_moved(rows, by=by, reason=reason, fields=["village", "withdrawn_at"])
    return len(rows)


def _note_in_profiles(village: Village, into: Village, cycle: Cycle, by: Actor, reason: str) -> None:
    names = [into.name, *into.merged_from.order_by("valid_to", "position").values_list("name", flat=True)]
    kept = VillageProfile.objects.filter(cycle=cycle, village=into).first()
    kept = kept or VillageProfile(cycle=cycle, village=into)
    kept.merged_from = f"由{'、'.join(names)}合并"[:200]
    history.record(kept, by=by, reason=reason)
    left = VillageProfile.objects.filter(cycle=cycle, village=village).first()
    if left is not None:
        left.takes_part = False
        history.record(left, by=by, reason=reason)


def move_area(area: Area, *, parent: Area, by: Actor, reason: str) -> Area:
    """Put a township (or county) under another area; everything below moves with it."""
    reason = workflow.require_reason(reason, "调整隶属")
    with transaction.atomic():
        area = workflow.locked(area)
        if parent.pk == area.parent_id:
            raise Refused(f"“{area}”本来就隶属“{parent}”。")
        if parent.level != area.level - 1:
            raise Refused(f"“{parent}”不能作为“{area}”的上级，请选择{AreaLevel(area.level - 1).label}一级的区划。")
        area.parent = parent
        area.take_place()
        history.record(area, by=by, reason=reason)
        below = _follow(area, by, reason)
        audit.record(audit.Event.CHANGED, by=by, row=area, parent=parent.pk, below=below)
    return area


def change_area_code(area: Area, *, code: str, by: Actor, reason: str) -> Area:
    """Give an area its new code; the codes of its villages stay until the registry brings theirs."""
    reason = workflow.require_reason(reason, "变更代码")
    digits = {AreaLevel.PROVINCE: 2, AreaLevel.PREFECTURE: 4, AreaLevel.COUNTY: 6, AreaLevel.TOWNSHIP: 9}
    with transaction.atomic():
        area = workflow.locked(area)
        wanted = digits[AreaLevel(area.level)]
        if not re.fullmatch(rf"\d{{{wanted}}}", code):
            raise Refused(f"{area.get_level_display()}的区划代码应为{wanted}位数字，请核对。")
        if other := Area.objects.filter(code=code).exclude(pk=area.pk).first():
            raise Refused(f"代码{code}已是“{other}”的代码，请核对。")
        if code == area.code:
            raise Refused("新代码与现有代码相同，不需要变更。")
        area.code = code
        area.take_place()
        history.record(area, by=by, reason=reason)
        below = _follow(area, by, reason)
        audit.record(audit.Event.CHANGED, by=by, row=area, code=code, below=below)
    return area


def _follow(area: Area, by: Actor, reason: str) -> int:
    """Renew the paths below an area, from the top down; returns how many rows that were."""
    villages = list(Village.all_rows.filter(township=area))
    for village in villages:
        village.township = area
    history.record_many(villages, by=by, reason=reason, fields=["path"])
    count = len(villages)
    children = list(Area.all_rows.filter(parent=area))
    for child in children:
        child.parent = area
        child.take_place()
    history.record_many(children, by=by, reason=reason, fields=["path"])
    return count + sum(1 + _follow(child, by, reason) for child in children)
