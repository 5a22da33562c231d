"""The ledger of accountability cases, kept by the county alone."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Ledger, register
from electioncycle.roles import COUNTY_ROLES, Action, Role
from meetings.models import AccountabilityCase
from meetings.oversight_choices import CaseState
from villages.models import Cycle


@register
class CaseLedger(Ledger):
    model = AccountabilityCase
    title = "问责追责"
    group = "纪律与治理"
    icon = "gavel"
    position = 35
    kept_by = "county"
    open_to = COUNTY_ROLES | {Role.COUNTY_READER}
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail"})
    help = "从源头倒查决定，需要时上查一级；只引用会议、纪要和审批决定，不反映办事人员的操作。"
    columns = ("number", "name", "village", "found_on", "subject", "fault", "upper", "measure", "decided_on", "state")
    filters = ("state", "fault", "upper", "found_on")
    fieldsets = (
        ("事由", ("name", "number", "village", "found_on", "matter")),
        ("责任", ("subject", "fault", "fault_words")),
        ("上查一级", ("upper", "upper_subject", "upper_words")),
        ("处理建议", ("measure", "proposal", "note")),
    )
    keys = (("number",), ("name", "found_on"))
    attachments = ("调查材料", "决定文件")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {CaseState.OPEN: "info", CaseState.PROPOSED: "warn", CaseState.DECIDED: "ok"}
    }
    sheet = (
        Column("案件编号", "number", width=10),
        Column("事由", "name", required=True, width=24, example="××村登记名单漏登"),
        Column("涉及村(社区)", "village", width=14),
        Column("发现日期", "found_on", required=True, width=12, example="2026-11-10"),
        Column("基本事实", "matter", required=True, width=36),
        Column("责任单位及岗位", "subject", required=True, width=20, example="××镇党委(组织委员)"),
        Column("责任情形", "fault", width=10),
        Column("责任分析", "fault_words", width=30),
        Column("上查一级", "upper", width=7, example="否"),
        Column("上一级单位及岗位", "upper_subject", width=18),
        Column("上查情况(不上查的写明理由)", "upper_words", width=30),
        Column("拟处理方式", "measure", width=14),
        Column("处理建议", "proposal", width=30),
        Column("状态(自)", width=9, compute=lambda row: row.get_state_display()),
        Column("决定文号(自)", width=16, compute=lambda row: row.decision_number),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and row.state != CaseState.OPEN:
            return {"matter": f"{row.get_state_display()}的案件不能改动；待审定的请先撤回或退回。"}
        found = values.get("found_on")
        if found and found > timezone.localdate():
            return {"found_on": f"发现日期({found})在今天之后，请核对。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        number = self.rows(user, cycle).filter(state=CaseState.PROPOSED).count()
        return [Due(f"问责追责：{number}件待审定", self.url("list"), number)] if number else []
