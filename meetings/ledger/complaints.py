"""The ledger of complaints and clues: opened by those assigned, counted for everybody else."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.disclosure import restricted
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import OFFICIALS, Action, Role
from meetings.models import Complaint
from meetings.oversight_choices import ENDED, ComplaintState
from meetings.rules import complaints as rules
from meetings.services import complaints
from villages.models import Cycle, Village
from villages.services.rule_sets import rules_of
from villages.village_ledgers import LedgerOfVillages, Panel

READERS = frozenset({Role.COUNTY_ADMIN})
CLOCKS = {
    "受理回执": ("accept", (ComplaintState.RECEIVED,)),
    "办结答复": ("answer", (ComplaintState.ACCEPTED, ComplaintState.CONCLUDED)),
    "公布结果": ("publish", (ComplaintState.ANSWERED,)),
}
"""What the running clock waits for, the name of those who wait so, and their states (``rules.complaints.clock``)."""
navigation.add(navigation.Entry("信访举报情况", "complaint_figures", "chart-bar", "纪律与治理", OFFICIALS, position=29))
navigation.add(navigation.Entry("线索查阅授权", "complaint_readers", "user-shield", "纪律与治理", READERS, position=31))


@register
class ComplaintLedger(LedgerOfVillages):
    model = Complaint
    title = "信访举报线索"
    group = "纪律与治理"
    icon = "mailbox"
    position = 30
    open_to = OFFICIALS
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail", "edit", "history", "export", "template"})
    help = "反映人身份加密保存、默认隐去；只有指定的人能查阅，每次查阅都会记入审计记录。"
    # Neither who complained nor what about stands in the list: reading that is an act of its own, and is recorded.
    columns = (
        "number",
        "village",
        "village__township",
        "received_on",
        "channel",
        "kind",
        "level",
        "accepted_on",
        "state",
    )
    filters = ("village__township", "channel", "kind", "level", "state")
    questions: ClassVar[Any] = {"clock": ("期限", (("over", "已超期"), ("open", "未办结")))}
    waiting: ClassVar[dict[str, Waiting]] = {
        name: Waiting.where(f"待{what}", state__in=states) for what, (name, states) in CLOCKS.items()
    }
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("来源", ("village", "number", "received_on", "channel", "kind")),
        ("反映人(加密保存)", ("anonymous", "name", "phone", "address")),
        ("反映事项", ("about", "facts", "level", "handler", "note")),
    )
    keys = (("village", "number"),)
    attachments = ("来信来访材料", "核查材料", "答复书", "公布照片")
    taken_along = models.Q(state__in=(ComplaintState.RECEIVED, ComplaintState.ACCEPTED))
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {
            ComplaintState.RECEIVED: "warn",
            ComplaintState.ACCEPTED: "info",
            ComplaintState.CONCLUDED: "warn",
            ComplaintState.ANSWERED: "ok",
            ComplaintState.PUBLISHED: "ok",
        }
    }
    sheet = (
        Column("线索编号", "number", width=11),
        Column("收到日期", "received_on", required=True, width=12, example="2026-11-10"),
        Column("来源渠道", "channel", width=9, example="来信"),
        Column("反映事项类别", "kind", required=True, width=14, example="拉票贿选"),
        Column("匿名", "anonymous", width=6, example="否"),
        Column("反映人姓名", "name", width=10, example="张建国"),
        Column("反映人电话", "phone", width=14, example="13900000000"),
        Column("反映人住址", "address", width=18, example="3组12号"),
        Column("反映对象", "about", width=16, example="某参选意向人员"),
        Column("反映的事实", "facts", required=True, width=36, example="反映11月8日晚在某农家乐请客，涉及约20人。"),
        Column("办理层级", "level", width=9, example="乡镇级"),
        Column("承办单位(人)", "handler", width=16, example="镇纪委 李副书记"),
        Column("受理日期(自)", width=12, compute=lambda row: f"{row.accepted_on or ''}"),
        Column("状态(自)", width=9, compute=lambda row: row.get_state_display()),
        Column("核查结论(自)", width=9, compute=lambda row: row.get_verdict_display()),
        Column("答复日期(自)", width=12, compute=lambda row: f"{row.answered_on or ''}"),
        Column("结果公布日期(自)", width=12, compute=lambda row: f"{row.published_on or ''}"),
        Column("备注", "note", width=14),
    )

    def remark(self, user: Actor, cycle: Cycle | None) -> str:
        if cycle is None:
            return self.help
        total, mine = complaints.counted(user, cycle)
        hidden = f"，其中{total - mine}件您无权查阅" if total > mine else ""
        return f"{self.help}本辖区共{total}件{hidden}。"

    def narrow(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        waiting = rows.exclude(state__in=ENDED - {ComplaintState.ANSWERED})
        if value == "open":
            return waiting.exclude(state=ComplaintState.ANSWERED)
        return rows.filter(pk__in=[row.pk for row in self._late(waiting)])

    def _late(self, rows: Iterable[Complaint]) -> list[Complaint]:
        found, today = list(rows), timezone.localdate()
        wanted = rules_of(found[0].cycle if found else None)
        running = ((row, complaints.clock_of(row, wanted)) for row in found)
        return [row for row, clock in running if clock is not None and clock.is_over(today)]

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and not row.editable:
            return {"facts": f"{row.get_state_display()}的线索不能改动；待审核的请先退回。"}
        return rules.complaint_faults(values, today=timezone.localdate())

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        restricted.keep_author(rows, by=by)

    def assigned_to(self, user: Actor) -> list[Any]:
        return restricted.assigned_to(Complaint, user)

    def reassign(self, row: Any, user: Actor, to: Any, *, by: Actor, reason: str) -> None:
        restricted.pass_on(row, user, to, by=by)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Of his own clues: the clocks that run, each sort with its next day."""
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        wanted = rules_of(cycle)
        found: dict[str, list[date | None]] = {}
        for row in self.rows(user, cycle).exclude(state__in=ENDED - {ComplaintState.ANSWERED}):
            running = complaints.clock_of(row, wanted)
            if running is not None:
                found.setdefault(running.what, []).append(running.due_on)
        listed = self.url("list")
        return [
            Due(
                f"信访举报：{len(days)}件待{what}",
                f"{listed}?todo={CLOCKS[what][0]}",
                len(days),
                min(filter(None, days), default=None),
            )
            for what, days in found.items()
        ]

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = Complaint.objects.filter(cycle=cycle, village=village)
        total, mine = rows.count(), self.rows(user, cycle).filter(village=village).count()
        if not total:
            return Panel(self.title, empty="没有登记信访举报线索。")
        facts = [("登记", f"{total}件"), ("可查阅", f"{mine}件" if mine else "无权查阅")]
        return Panel(self.title, facts=facts, url=f"{self.url('list')}?q={village.name}" if mine else "")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        return {key: dict(counts) for key, counts in complaints.figures(user, cycle).by_township.items()}
