"""The ledgers of leading groups, work bodies, their members, and of county leaders who answer for a township."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Ledger, register
from electioncycle.roles import OFFICIALS
from meetings.models import BodyMember, TownshipLink, WorkBody
from meetings.rules import bodies as rules
from meetings.workbooks.tenures import TenurePlanner
from villages.models import Cycle

navigation.add(navigation.Entry("组织架构图", "body_chart", "hierarchy", "组织领导", OFFICIALS, position=20))
navigation.add(navigation.Entry("领导挂联情况", "leader_links", "link", "组织领导", OFFICIALS, position=30))


def _now(rows: QuerySet, value: str) -> QuerySet:
    """Those who serve today, or those who no longer do."""
    now = Q(until=None) | Q(until__gt=timezone.localdate())
    return rows.filter(now) if value == "yes" else rows.exclude(now)


@register
class WorkBodyLedger(Ledger):
    model = WorkBody
    title = "领导小组和工作机构"
    group = "组织领导"
    icon = "users-group"
    position = 21
    place = "area"
    open_to = OFFICIALS
    help = "县和各乡镇的领导小组、办公室及各工作组；成员在“机构成员”登记。"
    columns = ("area", "name", "kind", "document_number", "founded_on", "ended_on", "duties")
    filters = ("area", "kind")
    fields = ("area", "kind", "name", "document", "document_number", "founded_on", "ended_on", "duties", "note")
    keys = (("area", "name"), ("area", "kind"))
    sheet = (
        Column("机构类别", "kind", required=True, width=14, example="办公室"),
        Column("机构名称", "name", width=24, example="换届工作领导小组办公室"),
        Column("主要职责", "duties", width=40, example="综合协调、业务指导、信息报送"),
        Column("成立文件", "document", width=30, example="关于成立换届工作领导小组及工作机构的通知"),
        Column("文号", "document_number", width=18, example="云委组〔2026〕12号"),
        Column("成立日期", "founded_on", width=12, example="2026-10-15"),
        Column("撤销日期", "ended_on", width=12),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return rules.in_order(values, "founded_on", "ended_on", "撤销日期", "成立日期")


@register
class BodyMemberLedger(Ledger):
    """Imported with the name of the body, county or township before it."""

    model = BodyMember
    title = "机构成员"
    group = "组织领导"
    icon = "user-plus"
    position = 22
    open_to = OFFICIALS
    help = "成员调整时，原任的填写调整日期，新任的另加一条；组织架构图可按任一日期查看。"
    columns = ("body", "rank", "name", "unit", "post", "duties", "since", "until", "document_number")
    filters = ("body", "rank")
    questions: ClassVar[dict[str, Any]] = {"now": ("任职", (("yes", "现任"), ("no", "已调整")))}
    fields = ("body", "rank", "name", "unit", "post", "duties", "since", "until", "document_number", "note")
    keys = (("body", "name", "unit", "rank", "since"), ("body", "name", "rank"))
    derived = ("rank_order",)
    sheet = (
        Column("机构", "body", required=True, width=30, example="东河镇领导小组"),
        Column("组内职务", "rank", required=True, width=12, example="副组长"),
        Column("姓名", "name", required=True, width=10, example="李联村"),
        Column("单位", "unit", width=20, example="东河镇党委"),
        Column("职务", "post", width=14, example="副书记"),
        Column("分工", "duties", width=24, example="联系青石坡片区"),
        Column("任职起始日", "since", width=12, example="2026-10-15"),
        Column("调整日期", "until", width=12),
        Column("任免(调整)文号", "document_number", width=18),
        Column("备注", "note", width=14),
    )
    planner = TenurePlanner

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        return super().rows(user, cycle, withdrawn=withdrawn).select_related("body__area")

    def choices(self, name: str, user: Actor, cycle: Cycle) -> QuerySet:
        """Members are entered into one's own bodies; the county's are only read by townships."""
        found: Any = super().choices(name, user, cycle)
        return found.writable_by(user).select_related("area") if name == "body" else found

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return rules.in_order(values, "since", "until", "调整日期", "任职起始日")

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return _now(rows, value)


@register
class TownshipLinkLedger(Ledger):
    model = TownshipLink
    title = "领导挂联乡镇"
    group = "组织领导"
    icon = "link"
    position = 31
    place = "township"
    kept_by = "county"
    open_to = OFFICIALS
    help = (
        "县领导和县级部门挂联乡镇；调整时在原记录的页面上结束挂联，新的另加一条；挂联到村(社区)的在“包联责任人”登记。"
    )
    columns = (
        "township",
        "leader",
        "post",
        "department",
        "contact",
        "since",
        "until",
        "ended_reason",
        "document_number",
    )
    filters = ("township",)
    questions: ClassVar[dict[str, Any]] = {"now": ("挂联", (("yes", "在挂联"), ("no", "已结束")))}
    fields = (
        "township",
        "leader",
        "post",
        "department",
        "contact",
        "since",
        "document_number",
        "until",
        "ended_reason",
        "note",
    )
    keys = (("township", "leader", "since"), ("township", "leader"))
    own_pages = frozenset({"detail"})
    sheet = (
        Column("县领导", "leader", required=True, width=10, example="陈立新"),
        Column("职务", "post", width=18, example="县委常委、组织部部长"),
        Column("挂联部门", "department", width=18, example="县农业农村局"),
        Column("部门联络员", "contact", width=11, example="周联络"),
        Column("挂联起始日", "since", width=12, example="2026-10-20"),
        Column("结束日", "until", width=12),
        Column("结束原因", "ended_reason", width=16),
        Column("文号", "document_number", width=18),
        Column("备注", "note", width=14),
    )
    planner = TenurePlanner

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        stored = {"until": row.until, "ended_reason": row.ended_reason} if row is not None else {}
        return rules.link_faults(stored | values, today=timezone.localdate())

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return _now(rows, value)
