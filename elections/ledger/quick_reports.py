"""The ledger of quick reports: a village's round by telephone, unverified, until its sheet replaces it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Grid, register
from electioncycle.roles import Action, officials_may
from elections.ledger import meanings
from elections.ledger.staffing import LedgerOfElection
from elections.models import QuickReport, ResultSheet
from elections.models.quick_reports import EVER_BEGUN
from elections.rules import quick
from elections.services import quick_checks, quick_totals
from elections.sheet_choices import OtherSaid, ValiditySaid
from elections.workbooks.quick_reports import QuickReportPlanner
from villages.models import Cycle, Village
from villages.village_ledgers import Panel

BEGUN = (("no", "快报未核对"), ("yes", "已开始录入报告单"))


@register
class QuickReportLedger(LedgerOfElection):
    model = QuickReport
    meanings = meanings.QUICK_REPORT
    title = "结果快报"
    icon = "phone"
    group = "投票日"
    position = 60
    help = "电话报告，未经核对；报告单开始录入后快报不再改动，以核对的报告单为准。"
    planner: ClassVar[type[QuickReportPlanner]] = QuickReportPlanner
    own_pages = frozenset({"add", "detail"})
    columns = (
        "village",
        "village__township",
        "round__kind",
        "issued",
        "recovered",
        "validity",
        "elected",
        "director",
        "other",
        "incident",
        "ended_at",
    )
    filters = ("village__township", "validity", "other", "round__day")
    questions: ClassVar[dict[str, tuple[str, tuple[tuple[str, str], ...]]]] = {"begun": ("报告单", BEGUN)}
    fields = (
        "village",
        "registered",
        "issued",
        "recovered",
        "validity",
        "elected",
        "director",
        "other",
        "incident",
        "ended_at",
        "reporter",
        "taker",
    )
    keys = (("village",),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "validity": {ValiditySaid.VALID: "ok", ValiditySaid.VOID: "bad"},
        "other": {OtherSaid.NONE: "plain", OtherSaid.TODAY: "warn", OtherSaid.LATER: "warn"},
    }
    sheet = (
        Column("轮次(自)", width=10, compute=lambda row: row.round.get_kind_display()),
        Column("登记参加选举(人)", "registered", width=12, example="1200"),
        Column("发出选票(张)", "issued", required=True, width=10, example="1020"),
        Column("收回选票(张)", "recovered", required=True, width=10, example="1013"),
        Column("是否有效", "validity", required=True, width=9, example="有效"),
        Column("选出(人)", "elected", required=True, width=8, example="5"),
        Column("主任", "director", required=True, width=9, example="已选出"),
        Column("另行选举", "other", required=True, width=9, example="不需要"),
        Column("异常", "incident", width=20),
        Column("结束时刻", "ended_at", required=True, width=9, example="11:30"),
        Column("报告人", "reporter", width=9, example="李秀英"),
        Column("接报人", "taker", width=9, example="王建军"),
    )
    grid = Grid(fields[1:])

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        begun = Exists(ResultSheet.all_rows.filter(round=OuterRef("round")))
        found = super().rows(user, cycle, withdrawn=withdrawn).annotate(sheet_begun=begun)
        return found.select_related(
            *self.joins,
            "round__rule_set",
            "round__election__village__township__parent",
            "round__election__term__elected_in",
            "election__village__township__parent",
            "election__term__elected_in",
        ).prefetch_related(EVER_BEGUN)

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(sheet_begun=value == "yes")

    def grid_subjects(self, name: str, user: Actor, cycle: Cycle | None) -> QuerySet:
        """The villages of the day: whose vote is due and whose sheet nobody has begun."""
        found = super().grid_subjects(name, user, cycle)
        return found.filter(pk__in=quick_totals.awaiting(found.order_by().values("pk")))

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        return quick.faults(values)

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        found = quick_checks.remarks_of(rows)
        return [f"{row.village}：{said}" for row in rows for said in found[row.pk]]

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """For whoever types them: of today's villages those that have not told yet."""
        if officials_may(user, Action.CHANGE) and (number := len(quick_totals.to_be_told(user))):
            yield Due("今日投票，待报结果快报", self.url("grid"), number)

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "快报汇总", f"{reverse('quick_totals')}?day={row.round.polling_day:%Y-%m-%d}"

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        names = ("round__kind", "issued", "recovered", "validity", "elected", "other")
        panel = self.panel_of(village, names, rows) if rows else None
        return panel and replace(panel, title=f"{self.title}(未核对)")
