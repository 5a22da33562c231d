"""The ledgers of series of meetings and of meetings."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import finding, navigation
from electioncycle.ledgers.ledger import Column, Day, Due, Ledger, Waiting, register
from electioncycle.roles import OFFICIALS, Action
from meetings.choices import MeetingState
from meetings.models import Meeting, MeetingSeries
from meetings.rules import gatherings as rules
from meetings.services import cadence
from meetings.workbooks.meetings import MeetingPlanner
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel
from villages.workbooks.places import VILLAGE

navigation.add(navigation.Entry("会议频次落实", "cadence", "calendar-stats", "会议", OFFICIALS, position=10))
navigation.add(navigation.Entry("逐级召开情况", "cascade", "stairs-down", "会议", OFFICIALS, position=11))
finding.add(finding.Search("会议", OFFICIALS, finding.in_ledger("会议", "meeting")))

TONES = {"planned": "info", "held": "ok", "cancelled": "plain"}


@register
class MeetingSeriesLedger(Ledger):
    model = MeetingSeries
    title = "会议制度"
    group = "会议"
    icon = "repeat"
    position = 20
    place = "area"
    open_to = OFFICIALS
    help = "规定哪一级召开、多长时间一次、从何时起；县里定的制度各乡镇都能看到。"
    columns = ("area", "name", "kind", "level", "cadence", "batch", "near_days", "starts_on", "ends_on", "departments")
    filters = ("area", "level", "cadence", "kind")
    fields = (
        "area",
        "name",
        "kind",
        "level",
        "cadence",
        "workdays_only",
        "batch",
        "near_days",
        "starts_on",
        "ends_on",
        "members",
        "departments",
        "expected",
        "note",
    )
    keys = (("area", "name"),)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found = rules.series_faults(values)
        area = values.get("area")
        if area and area.level != cycle.county.level and values.get("level") == "county":
            found["level"] = "县级会议的制度由县里制定；乡镇只能制定乡镇和村的会议制度。"
        return found


def _passed(rows: QuerySet, user: Actor, cycle: Cycle | None) -> QuerySet:
    return rows.filter(state=MeetingState.PLANNED, held_on__lt=timezone.localdate())


@register
class MeetingLedger(LedgerOfVillages):
    model = Meeting
    title = "会议台账"
    group = "会议"
    icon = "calendar-event"
    position = 21
    place = "area"
    open_to = OFFICIALS
    attachments = ("会议通知", "签到表", "现场照片", "会议材料")
    help = "乡镇的会议填本乡镇，村级会议再填村名；会议纪要在会议页面上起草。"
    columns = (
        "held_on",
        "slot",
        "level",
        "area",
        "village",
        "kind",
        "series",
        "host",
        "expected",
        "attended",
        "sent_members",
        "decisions",
        "minutes_number",
        "state",
    )
    filters = ("area", "level", "kind", "series", "state", "held_on")
    questions: ClassVar[dict[str, Any]] = {
        "minutes": ("纪要", (("none", "没有纪要"), ("draft", "起草中"), ("final", "已定稿"))),
        "sent": ("上级派员", (("yes", "有"), ("no", "没有"))),
    }
    waiting: ClassVar[dict[str, Waiting]] = {"passed": Waiting("拟召开日期已过，未登记", _passed)}
    search = ("search_text", "village__search_text", "agenda", "decisions")
    fieldsets = (
        ("会议", ("area", "village", "series", "kind", "state", "held_on", "slot", "location", "host", "recorder")),
        ("参加人员", ("expected", "attended", "present", "absent", "observers", "sent_members")),
        ("内容", ("agenda", "decisions", "owner", "deadline", "minutes_number", "note")),
    )
    keys = (("area", "village", "held_on", "kind", "slot"),)
    derived = ("level",)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": TONES}
    own_pages = frozenset({"detail"})
    sheet = (
        Column(VILLAGE, "village", width=14, example=""),
        Column("日期", "held_on", required=True, width=12, example="2026-11-18"),
        Column("场次", "slot", width=8, example="上午"),
        Column("层级(自)", width=8, compute=lambda row: row.get_level_display()),
        Column("类型", "kind", required=True, width=11, example="选情分析"),
        Column("会议制度", "series", width=18),
        Column("状态", "state", width=9, example="已召开"),
        Column("地点", "location", width=16, example="镇三楼会议室"),
        Column("主持人", "host", width=12, example="陈立新"),
        Column("记录人", "recorder", width=10),
        Column("应到", "expected", width=7, example="7"),
        Column("实到", "attended", width=7, example="6"),
        Column("缺席及原因", "absent", width=20, example="王驻村因公出差请假"),
        Column("出席", "present", width=24),
        Column("列席", "observers", width=16),
        Column("上级派员", "sent_members", width=16, example="县委组织部李明"),
        Column("议题", "agenda", width=28, example="分析本周选情"),
        Column("议定事项", "decisions", width=32, example="三组机耕道补偿本周内会同农户丈量"),
        Column("责任人", "owner", width=10, example="王驻村"),
        Column("时限", "deadline", width=12, example="2026-11-25"),
        Column("纪要期号", "minutes_number", width=14),
        Column("备注", "note", width=14),
    )
    planner = MeetingPlanner

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found = rules.meeting_faults(values, today=timezone.localdate())
        area, village, series = values.get("area"), values.get("village"), values.get("series")
        if village and area and village.township_id != area.pk:
            found["village"] = f"{village}不属于{area}：村级会议的“县或乡镇(街道)”请填该村所在的乡镇。"
        elif series and area and not cadence.belongs(series, area, village):
            found["series"] = f"“{series}”由{series.get_level_display()}级召开，与会议地点不符，请核对层级或会议制度。"
        return found

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if name == "sent":
            return rows.exclude(sent_members="") if value == "yes" else rows.filter(sent_members="")
        live = {"minutes__withdrawn_at": None}
        if value == "none":
            return rows.exclude(pk__in=rows.filter(minutes__isnull=False, **live).values("pk"))
        return rows.filter(minutes__state=value, **live).distinct()

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        title = "拟召开的会议日期已过，请登记召开情况"
        found = list(self.entry("passed", user, cycle, title=title, day="held_on", overdue=True))
        if late := cadence.late_holders(user, cycle, timezone.localdate()):
            found.append(Due("限期召开的会议尚未召开", reverse("cascade"), late.number, late.deadline))
        return found

    def days(self, user: Actor, cycle: Cycle | None) -> Iterable[Day]:
        if cycle is None or not self.allows(user, Action.VIEW):
            return []
        rows = self.rows(user, cycle).filter(state=MeetingState.PLANNED, held_on__gte=timezone.localdate())[:100]
        return [Day(row.held_on, str(row), self.url("detail", row.pk)) for row in rows]

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        if not self.allows(user, Action.VIEW):
            return None
        rows = self.rows(user, cycle).filter(village=village)[:15]
        names = ("held_on", "series", "kind", "host", "attended", "sent_members", "decisions", "minutes_number")
        return replace(self.panel_of(village, names, rows), title="村级会议", empty="尚未登记会议。")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        return cadence.township_figures(user, cycle) if cycle else {}
