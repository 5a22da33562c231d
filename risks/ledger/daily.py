"""The ledger of daily reports and its place in menu and to-do list."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Due, Ledger, register
from electioncycle.roles import OFFICIALS, Action
from risks.choices import DayState
from risks.models.daily import DailyReport
from risks.rules import daily as rules
from risks.services import daily
from villages.models import Cycle

navigation.add(navigation.Entry("每日零报告", "daily_reports", "calendar-check", "风险", OFFICIALS, position=12))


@register
class DailyReportLedger(Ledger):
    """One line a township and day."""

    model = DailyReport
    title = "日报台账"
    group = "风险"
    icon = "notebook"
    position = 13
    open_to = OFFICIALS
    place = "township"
    help = "当天报送请用“每日零报告”；这里查历史、更正和成批补录(用导入)。"
    columns = ("day", "township", "state", "situation", "handling", "reported_at", "late")
    filters = ("township", "day", "state", "late")
    fields = ("township", "day", "state", "situation", "handling")
    keys = (("township", "day"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {DayState.QUIET: "ok", DayState.EVENT: "warn"},
        "late": {True: "bad"},
    }
    sheet = (
        Column("日期", "day", required=True, width=12, example="2026-11-20"),
        Column("动态", "state", required=True, width=10, example="无异常"),
        Column("情况", "situation", width=44),
        Column("处置", "handling", width=36),
        Column("是否迟报(自)", width=9, compute=lambda row: "迟报" if row.late else ""),
    )

    def new_page(self, place: Any = None) -> str:
        """A day is reported on the page with one click; what was reported is corrected in the form of the ledger."""
        return reverse("daily_reports")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        if cycle is None:
            return {}
        state, situation = values.get("state") or DayState.QUIET, values.get("situation") or ""
        return rules.faults(values.get("day"), state, situation, today=timezone.localdate(), starts_on=cycle.starts_on)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Today's report of his own township; for the county how many have not reported."""
        if cycle is None or cycle.state != "open" or not self.allows(user, Action.ADD):
            return []
        today, at = timezone.localdate(), daily.cut_off(cycle)
        missing = daily.unreported(user, cycle, today) if at is not None and today >= cycle.starts_on else []
        if at is None or not missing:
            return []
        title = "今日零报告未报送" if len(missing) == 1 else f"今日零报告：{len(missing)}个乡镇未报送"
        return [Due(title, reverse("daily_reports"), len(missing), daily.deadline(today, at))]
