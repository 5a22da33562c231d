"""The ledgers of the party organisation's election: plan and reply, meetings, branches, objections, result."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Grid, Waiting, register
from electioncycle.roles import Action, officials_may
from elections.choices import LIVE
from elections.definitions import PARTY_PERMITTED, PARTY_REPLIED
from elections.ledger import meanings
from elections.ledger.staffing import LedgerOfElection
from elections.models import PartyBranch, PartyObjection, PartyPlan, PartyResult, PartySheet
from elections.party_choices import WITH_SHEETS, NotCounted, PartySheetKind, ReplyState
from elections.services import party
from elections.workbooks.of_election import OfPartyPlanner
from villages.choices import VillageKind
from villages.models import Cycle, Village
from villages.village_ledgers import Panel

CLASSES = tuple(NotCounted.values)
SHEETS = ("issued", "recovered", "valid")
TONES = {ReplyState.DRAFT: "plain", ReplyState.ASKED: "warn", ReplyState.REPLIED: "ok", ReplyState.FILED: "ok"}


class PartyLedger(LedgerOfElection):
    """Rows of the party organisation's election of a village, typed beside the calendar's days."""

    group = "党组织换届"
    planner: ClassVar[type[OfPartyPlanner]] = OfPartyPlanner
    election_page = ("党组织换届", "party_track")

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """One panel for all of them, the plan's."""
        return None


class AnsweredLedger(PartyLedger):
    """What goes up and comes back: counted by township, waited for by who replies."""

    own_pages = frozenset({"detail"})
    filters = ("village__township", "state")
    keys = (("village",),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": TONES}
    figure = PARTY_PERMITTED
    replied: ClassVar[frozenset[str]] = frozenset({ReplyState.REPLIED, ReplyState.FILED})

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        rows, listed = self.rows(user, cycle), self.url("list")
        if officials_may(user, *party.APPROVERS) and (number := rows.filter(state=ReplyState.ASKED).count()):
            yield Due(f"{self.title}待登记批复", f"{listed}?state={ReplyState.ASKED}", number, to_decide=True)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        model: Any = self.model
        rows = model.objects.visible_to(user).filter(election__start__cycle=cycle, state__in=self.replied)
        counted = rows.order_by().values_list("village__township").annotate(number=Count("pk"))
        return {township: {self.figure.name: number} for township, number in counted}


@register
class PartyPlanLedger(AnsweredLedger):
    model = PartyPlan
    meanings = meanings.PARTY_PLAN
    title = "党员大会方案"
    icon = "file-certificate"
    position = 24
    help = "请示前填写：正式党员、不计入应到会的人数、应选名额和候选人数；上报和批复在方案页面登记，日期记入选举日程。"
    columns = ("village", "village__township", "form", "full_members", "seats", "candidates", "state", "reply_number")
    fieldsets = (
        ("党组织和名额", ("village", "form", "full_members", "seats", "candidates", "discipline", "note")),
        ("不计入应到会的党员(人)", CLASSES),
    )
    sheet = (
        Column("党组织设置", "form", required=True, width=12, example="党总支"),
        Column("正式党员(人)", "full_members", required=True, width=10, example="62"),
        Column("患病不能表达意志", "ill", group="不计入应到会(人)", width=10, example="1"),
        Column("自费出国半年以上", "abroad", group="不计入应到会(人)", width=10),
        Column("年老体弱长期卧病", "bedridden", group="不计入应到会(人)", width=10, example="3"),
        Column("外出半年以上不能到会", "away", group="不计入应到会(人)", width=10, example="8"),
        Column("已调动而组织关系未转", "transferred", group="不计入应到会(人)", width=10),
        Column("应到会(自)", width=8, compute=lambda row: row.expected),
        Column("应选委员(名)", "seats", required=True, width=9, example="5"),
        Column("委员候选人(名)", "candidates", required=True, width=9, example="6"),
        Column("设纪检委员", "discipline", width=8, example="是"),
        Column("状态(自)", width=9, compute=lambda row: row.get_state_display()),
        Column("请示文号(自)", width=16, compute=lambda row: row.number),
        Column("批复文号(自)", width=16, compute=lambda row: row.reply_number),
        Column("备注", "note", width=14),
    )
    grid = Grid(("form", "full_members", *CLASSES, "seats", "candidates", "discipline", "note"))

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        members = values.get("full_members")
        without = sum(values.get(name) or 0 for name in CLASSES)
        if members and without >= members:
            return {"full_members": f"不计入应到会{without}人，正式党员{members}人，请核对。"}
        seats, candidates = values.get("seats"), values.get("candidates")
        if seats is not None and candidates is not None and bool(seats) != bool(candidates):
            return {"candidates": "不设委员会的，应选委员和候选人都填0；设委员会的两项都要填。"}
        return {}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """Where the party's election stands, from the request to the filing."""
        election = self.election_in(village)
        if election is None or not self.allows(user, Action.VIEW):
            return None
        plan = PartyPlan.objects.filter(election=election).first()
        result = PartyResult.objects.filter(election=election).first()
        facts: list[tuple[str, Any]] = [
            ("方案", plan.get_state_display() if plan else "未填报"),
            ("应到会", f"{plan.expected}人(正式党员{plan.full_members}人)" if plan else "—"),
            ("应选/候选", f"{plan.seats}/{plan.candidates}名" if plan else "—"),
            ("结果", result.get_state_display() if result else "未填报"),
        ]
        title, name = self.election_page
        return Panel(title, facts=facts, url=reverse(name, args=[election.pk]), link="查看和办理")


@register
class PartySheetLedger(PartyLedger):
    model = PartySheet
    title = "会议和推荐"
    icon = "clipboard"
    position = 25
    help = "述职评议、党员推荐、群众推荐、考察谈话、党员大会各一行，只填人数和张数；推荐了谁、各得多少，只在纸上。"
    columns = ("village", "village__township", "kind", "entitled", "present", "issued", "recovered", "valid")
    filters = ("village__township", "kind")
    fields = ("village", "kind", "entitled", "present", "issued", "recovered", "valid", "note")
    keys = (("village", "kind"),)
    sheet = (
        Column("事项", "kind", required=True, width=12, example="党员推荐"),
        Column("应到(人)", "entitled", width=9, example="58"),
        Column("实到(人)", "present", required=True, width=9, example="52"),
        Column("发出(张)", "issued", width=9, example="52"),
        Column("收回(张)", "recovered", width=9, example="52"),
        Column("有效(张)", "valid", width=9, example="51"),
        Column("备注", "note", width=14),
    )
    grid = Grid(fields[1:], spare=10)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        kind, entitled, present = (values.get(name) for name in ("kind", "entitled", "present"))
        if kind in (PartySheetKind.MEETING, PartySheetKind.INSPECTION) and entitled is not None:
            return {"entitled": "党员大会的应到会按方案计算，考察谈话没有应到人数，这里不填。"}
        if kind and kind not in WITH_SHEETS and any(values.get(one) is not None for one in SHEETS):
            return {"issued": "发出、收回、有效张数只有述职评议和推荐填写；选票数在选举结果中登记。"}
        if entitled is not None and present is not None and present > entitled:
            return {"present": f"实到{present}人多于应到{entitled}人，请核对。"}
        recovered, valid = values.get("recovered"), values.get("valid")
        if valid is not None and recovered is not None and valid > recovered:
            return {"valid": f"有效{valid}张多于收回{recovered}张，请核对。"}
        return {}


@register
class PartyBranchLedger(PartyLedger):
    model = PartyBranch
    title = "下设党支部"
    icon = "hierarchy"
    position = 26
    help = "党委、党总支下设的支部各一行；支部先于党委、总支选举。"
    columns = ("name", "village", "village__township", "members", "elected_on", "reply_number")
    filters = ("village__township", "elected_on")
    fields = ("village", "name", "members", "elected_on", "reply_number", "note")
    keys = (("village", "name"),)
    sheet = (
        Column("支部名称", "name", required=True, width=18, example="第一党支部"),
        Column("正式党员(人)", "members", width=10, example="21"),
        Column("选举日期", "elected_on", width=12, example="2026-11-06"),
        Column("结果批复文号", "reply_number", width=18, example="东委组〔2026〕31号"),
        Column("备注", "note", width=14),
    )
    grid = Grid(fields[1:], spare=10)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        day = values.get("elected_on")
        if day and day > timezone.localdate():
            return {"elected_on": f"选举日期({day})在今天之后，选举之后再填。"}
        return {}


@register
class PartyObjectionLedger(PartyLedger):
    model = PartyObjection
    title = "公示异议"
    icon = "message-report"
    position = 27
    help = "预备人选公示期间收到的异议，一件一行；反映人和内容只在纸上，须保密的在“信访举报”登记。"
    columns = ("village", "village__township", "number", "matter", "received_on", "answered_on", "found", "outcome")
    filters = ("village__township", "matter", "answered_on", "outcome")
    fields = ("village", "number", "matter", "received_on", "answered_on", "found", "outcome", "note")
    waiting: ClassVar[dict[str, Waiting]] = {
        "open": Waiting.where("待答复", answered_on=None, election__state__in=LIVE)
    }
    keys = (("village", "number"),)
    sheet = (
        Column("异议序号", "number", width=9, example="1"),
        Column("反映事项", "matter", required=True, width=12, example="任职条件"),
        Column("收到日期", "received_on", required=True, width=12, example="2026-11-10"),
        Column("答复日期", "answered_on", width=12, example="2026-11-12"),
        Column("核查情况", "found", width=12, example="不属实"),
        Column("处理结果", "outcome", width=12, example="人选不变"),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        received, answered, today = values.get("received_on"), values.get("answered_on"), timezone.localdate()
        if received and received > today:
            return {"received_on": f"收到日期({received})在今天之后，请核对。"}
        if answered and (answered > today or (received and answered < received)):
            return {"answered_on": f"答复日期({answered})须在收到日期至今天之间，请核对。"}
        if answered and not (values.get("found") and values.get("outcome")):
            name = "outcome" if values.get("found") else "found"
            return {name: "已答复的，请填写核查情况和处理结果。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if officials_may(user, Action.CHANGE):
            yield from self.entry("open", user, cycle, title="公示异议待答复")


@register
class PartyResultLedger(AnsweredLedger):
    model = PartyResult
    title = "党组织选举结果"
    icon = "award"
    position = 28
    figure = PARTY_REPLIED
    help = "大会和第一次委员会之后填写；报告、批复、县备案在结果页面登记。当选人姓名填在“推选名册”，可不填。"
    columns = (
        "village",
        "village__township",
        "elected",
        "women",
        "secretary",
        "state",
        "reply_number",
        "filing_number",
    )
    fields = ("village", "elected", "women", "secretary", "deputies", "discipline", "letter_number", "note")
    sheet = (
        Column("当选委员(名)", "elected", required=True, width=9, example="5"),
        Column("其中女(名)", "women", width=8, example="1"),
        Column("书记已选出", "secretary", width=8, example="是"),
        Column("副书记选出(名)", "deputies", width=9, example="1"),
        Column("纪检委员已选出", "discipline", width=9, example="是"),
        Column("致街道党工委函文号", "letter_number", width=18),
        Column("状态(自)", width=9, compute=lambda row: row.get_state_display()),
        Column("报告文号(自)", width=16, compute=lambda row: row.number),
        Column("批复文号(自)", width=16, compute=lambda row: row.reply_number),
        Column("县备案文号(自)", width=16, compute=lambda row: row.filing_number),
        Column("备注", "note", width=14),
    )
    grid = Grid(fields[1:])

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        elected, women, deputies = (values.get(name) or 0 for name in ("elected", "women", "deputies"))
        if women > elected:
            return {"women": f"其中女{women}名，多于当选委员{elected}名，请核对。"}
        if deputies and deputies >= elected:
            return {"deputies": f"副书记{deputies}名从当选委员{elected}名中选出，请核对。"}
        village = values.get("village") or (row.village if row else None)
        if values.get("letter_number") and village and village.kind != VillageKind.COMMUNITY:
            return {"letter_number": "致街道党工委的函只有社区填写，村不填。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        yield from super().due(user, cycle)
        waiting = self.rows(user, cycle).filter(state=ReplyState.REPLIED)
        if officials_may(user, Action.COUNTY_REVIEW) and (number := waiting.count()):
            url = f"{self.url('list')}?state={ReplyState.REPLIED}"
            yield Due("党组织书记待县备案", url, number, to_decide=True)
