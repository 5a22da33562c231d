"""The ledgers of inspections and of what they found."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Day, Due, register
from electioncycle.roles import OFFICIALS, Action, officials_may
from meetings import definitions
from meetings.models import Inspection, InspectionFinding
from meetings.oversight_choices import FindingState
from meetings.rules import inspections as rules
from meetings.services import inspections
from villages.choices import AreaLevel
from villages.models import Cycle
from villages.village_ledgers import LedgerOfVillages

navigation.add(navigation.Entry("督导周报", "inspection_digest", "report", "宣传与督导", OFFICIALS, position=40))


@register
class InspectionLedger(LedgerOfVillages):
    model = Inspection
    title = "巡查督导"
    group = "宣传与督导"
    icon = "eye-check"
    position = 41
    open_to = OFFICIALS
    kept_by = "county"
    place = "area"
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail"})
    help = "两层督导：县领导小组督查各工作机构，各工作机构督导乡镇；先排计划，开展后填督导日期。"
    columns = ("code", "planned_on", "held_on", "tier", "body", "looked_at", "area", "name", "inspectors")
    filters = ("area", "tier", "body", "planned_on")
    fields = (
        "tier",
        "area",
        "body",
        "looked_at",
        "name",
        "code",
        "planned_on",
        "held_on",
        "inspectors",
        "places",
        "situation",
        "note",
    )
    keys = (("code",), ("area", "body", "planned_on"))
    attachments = ("督导记录", "现场照片", "反馈意见")
    sheet = (
        Column("督导编号", "code", width=10),
        Column("层级", "tier", required=True, width=20, example="工作机构督导乡镇"),
        Column("督导机构", "body", width=18),
        Column("被督查的工作机构", "looked_at", width=18),
        Column("督导内容", "name", required=True, width=24, example="参选登记和公告张贴"),
        Column("计划日期", "planned_on", required=True, width=12, example="2026-11-16"),
        Column("督导日期", "held_on", width=12, example="2026-11-16"),
        Column("督导人员", "inspectors", width=18, example="周组长、李干部"),
        Column("走访的村(单位)", "places", width=20, example="青山村、白石村"),
        Column("总体情况", "situation", width=36),
        Column("备注", "note", width=14),
    )

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        return super().rows(user, cycle, withdrawn=withdrawn).select_related("body__area", "looked_at__area")

    def choices(self, name: str, user: Actor, cycle: Cycle) -> QuerySet:
        found = super().choices(name, user, cycle)
        return found.select_related("area") if name in ("body", "looked_at") else found

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        area = values.get("area") or (row.area if row else None)
        county = area is not None and area.level == AreaLevel.COUNTY
        starts = cycle.starts_on if cycle else None
        return rules.inspection_faults(values, area_is_county=county, today=timezone.localdate(), starts_on=starts)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        late = self.rows(user, cycle).filter(held_on=None, planned_on__lt=timezone.localdate()).order_by("planned_on")
        days = list(late.values_list("planned_on", flat=True))
        if not days:
            return []
        return [Due(f"巡查督导：{len(days)}次超过计划日期未开展", self.url("list"), len(days), days[0], True)]

    def days(self, user: Actor, cycle: Cycle | None) -> Iterable[Day]:
        if cycle is not None and officials_may(user, Action.COUNTY_REVIEW):  # a township is not told beforehand
            for row in self.rows(user, cycle).filter(held_on=None):
                yield Day(row.planned_on, f"{row.inspecting}督导{row.target}", self.url("detail", row.pk))

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        for area in self.rows(user, cycle).exclude(held_on=None).order_by().values_list("area", flat=True):
            counts = found.setdefault(area, {definitions.INSPECTED.name: 0})
            counts[definitions.INSPECTED.name] += 1
        return found


@register
class FindingLedger(LedgerOfVillages):
    model = InspectionFinding
    title = "督导发现问题"
    group = "宣传与督导"
    icon = "alert-triangle"
    position = 42
    open_to = OFFICIALS
    kept_by = "county"
    place = "area"
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail"})
    help = "由督导组登记，责任单位报整改并附佐证，另一人核验；可一键列入问题清单。"
    columns = ("area", "inspection", "village", "text", "responsible", "deadline", "repaired_on", "state")
    filters = ("area", "state", "deadline")
    questions: ClassVar[Any] = {"late": ("时限", (("yes", "超过时限"),))}
    fieldsets = (
        ("问题", ("area", "inspection", "village", "text", "advice")),
        ("整改要求", ("responsible", "deadline", "note")),
    )
    keys = (("area", "inspection", "text"),)
    attachments = (inspections.PROOF, "督导现场照片")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {FindingState.OPEN: "bad", FindingState.REPORTED: "warn", FindingState.REPAIRED: "ok"}
    }
    sheet = (
        Column("督导编号", "inspection", required=True, width=20),
        Column("涉及村(社区)", "village", width=14, example="青山村"),
        Column("发现的问题(事实)", "text", required=True, width=40, example="登记名单公告未张贴到3组公告栏。"),
        Column("意见建议", "advice", width=30, example="当日补贴并拍照留存。"),
        Column("整改责任单位(人)", "responsible", required=True, width=18, example="青山村选举委员会"),
        Column("整改时限", "deadline", required=True, width=12, example="2026-11-18"),
        Column("整改情况(自)", width=24, compute=lambda row: row.repair),
        Column("整改日期(自)", width=12, compute=lambda row: f"{row.repaired_on or ''}"),
        Column("状态(自)", width=9, compute=lambda row: row.get_state_display()),
        Column("备注", "note", width=14),
    )

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        joined = ("inspection__area", "inspection__looked_at__area", "village__township")
        return super().rows(user, cycle, withdrawn=withdrawn).select_related(*joined)

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(self._late())

    @staticmethod
    def _late() -> Q:
        return Q(deadline__lt=timezone.localdate()) & ~Q(state=FindingState.REPAIRED)

    def tone(self, row: Any, name: str) -> str:
        if name == "deadline" and row.is_open and row.deadline < timezone.localdate():
            return "bad"
        return super().tone(row, name)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and not row.editable:
            return {"text": f"{row.get_state_display()}的问题不能改动；请先退回整改或重新打开。"}
        inspection = values.get("inspection") or (row.inspection if row else None)
        held = inspection.held_on if inspection else None
        found = rules.finding_faults(values, held_on=held, is_held=held is not None)
        village, area = values.get("village"), values.get("area")
        if village and area and not village.path.startswith(area.path):
            found["village"] = f"{village}不属于{area}，请核对。"
        return found

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not officials_may(user, Action.CHANGE):
            return []
        rows = self.rows(user, cycle)
        waiting = list(rows.filter(state=FindingState.OPEN).order_by("deadline").values_list("deadline", flat=True))
        found = []
        if waiting:
            words = f"督导发现问题：{len(waiting)}个待整改"
            found.append(Due(words, f"{self.url('list')}?state=open", len(waiting), waiting[0]))
        if officials_may(user, Action.COUNTY_REVIEW) and (number := rows.filter(state=FindingState.REPORTED).count()):
            found.append(Due(f"督导发现问题：{number}个待核验", f"{self.url('list')}?state=reported", number))
        return found

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        for area, state in self.rows(user, cycle).order_by().values_list("area", "state"):
            counts = found.setdefault(area, {definitions.FINDINGS.name: 0, definitions.FINDINGS_REPAIRED.name: 0})
            counts[definitions.FINDINGS.name] += 1
            counts[definitions.FINDINGS_REPAIRED.name] += state == FindingState.REPAIRED
        return found
