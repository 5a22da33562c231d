"""The ledgers of discipline activities and of reminder texts."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Day, Due, Ledger, register
from electioncycle.roles import OFFICIALS, Action
from meetings.definitions import DISCIPLINE
from meetings.models import DisciplineActivity, ReminderText
from meetings.rules import discipline as rules
from villages.models import Cycle
from villages.village_ledgers import LedgerOfVillages

navigation.add(navigation.Entry("换届纪律“十个一”", "discipline", "shield-check", "纪律与治理", OFFICIALS, position=9))


@register
class DisciplineLedger(LedgerOfVillages):
    model = DisciplineActivity
    title = "纪律教育活动"
    group = "纪律与治理"
    icon = "calendar-check"
    position = 10
    open_to = OFFICIALS
    place = "area"
    help = "“十个一”逐项安排：先填计划日期，开展后填开展日期和佐证；计划日期会进入日历订阅。"
    columns = ("planned_on", "area", "kind", "content", "held_on", "people", "organiser", "proof")
    filters = ("area", "kind", "planned_on")
    questions: ClassVar[Any] = {"held": ("开展情况", (("yes", "已开展"), ("late", "逾期未开展"), ("no", "待开展")))}
    fields = (
        "area",
        "kind",
        "planned_on",
        "held_on",
        "place",
        "content",
        "people",
        "organiser",
        "proof",
        "note",
    )
    keys = (("area", "kind", "planned_on"),)
    attachments = ("活动佐证", "现场照片")
    sheet = (
        Column("活动项目", "kind", required=True, width=22, example="一堂书记纪律党课"),
        Column("计划日期", "planned_on", required=True, width=12, example="2026-11-20"),
        Column("开展日期", "held_on", width=12, example="2026-11-20"),
        Column("地点", "place", width=14, example="镇党校"),
        Column("内容", "content", width=26, example="镇党委书记讲换届纪律"),
        Column("参加人数", "people", width=8, example="62"),
        Column("组织单位(人)", "organiser", width=14, example="镇纪委"),
        Column("佐证说明", "proof", width=18, example="签到册、照片"),
        Column("备注", "note", width=14),
    )

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "yes":
            return rows.exclude(held_on=None)
        today, waiting = timezone.localdate(), rows.filter(held_on=None)
        return waiting.filter(planned_on__lt=today) if value == "late" else waiting.filter(planned_on__gte=today)

    def tone(self, row: Any, name: str) -> str:
        if name == "planned_on" and not row.is_held and row.planned_on < timezone.localdate():
            return "bad"
        return super().tone(row, name)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        return rules.activity_faults(
            planned_on=values.get("planned_on"),
            held_on=values.get("held_on"),
            proof=values.get("proof") or "",
            today=timezone.localdate(),
            starts_on=cycle.starts_on if cycle else None,
        )

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        late = self.narrow(self.rows(user, cycle), "held", "late").order_by("planned_on")
        days = list(late.values_list("planned_on", flat=True))
        if not days:
            return []
        words = f"纪律“十个一”：{len(days)}项活动超过计划日期未登记开展"
        return [Due(words, f"{self.url('list')}?held=late", len(days), days[0], True)]

    def days(self, user: Actor, cycle: Cycle | None) -> Iterable[Day]:
        """Every planned activity of his own units."""
        if cycle is not None:
            for row in self.rows(user, cycle).filter(held_on=None):
                yield Day(row.planned_on, f"{row.area}{row.kind}", self.url("detail", row.pk))

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        for area, kind in set(self.rows(user, cycle).exclude(held_on=None).order_by().values_list("area", "kind")):
            counts = found.setdefault(area, {DISCIPLINE.name: 0})
            counts[DISCIPLINE.name] += bool(kind)
        return found


@register
class ReminderLedger(Ledger):
    model = ReminderText
    title = "纪律提醒短信"
    group = "纪律与治理"
    icon = "message"
    position = 14
    kept_by = "county"
    open_to = OFFICIALS
    help = "只起草内容，由县自有短信平台发送；本系统不向外发送任何信息，也不保存接收人号码。"
    columns = ("day", "audience", "text", "sent")
    filters = ("day", "sent")
    fields = ("day", "audience", "text", "sent", "note")
    keys = (("day", "audience"),)
    sheet = (
        Column("发送日期", "day", required=True, width=12, example="2026-11-20"),
        Column("对象", "audience", required=True, width=20, example="党员、候选人、村民代表"),
        Column("提醒内容", "text", required=True, width=60, example="请依法独立填写选票，不接受任何人以财物换取选票。"),
        Column("字数(自)", width=6, compute=lambda row: len(row.text)),
        Column("已由县短信平台发送", "sent", width=10, example="否"),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        day = values.get("day")
        if day and cycle and day < cycle.starts_on:
            return {"day": f"发送日期({day})早于本届启动日期({cycle.starts_on})，请核对。"}
        if values.get("sent") and day and day > timezone.localdate():
            return {"sent": f"发送日期({day})还没有到，不能标为已发送。"}
        return {}
