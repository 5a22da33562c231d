"""The ledger of disputes about elections: opened by those assigned, counted for everybody else."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.disclosure import restricted
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import OFFICIALS, Action, Role, officials_may
from elections.definitions import DISPUTES, DISPUTES_OPEN
from elections.dispute_choices import OPEN, DisputeState
from elections.models import Dispute
from elections.rules import disputes as rules
from elections.services import disputes
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

READERS = frozenset({Role.COUNTY_ADMIN})
CLOCKS = {
    "受理": ("accept", (DisputeState.RECEIVED,)),
    "认定": ("find", (DisputeState.ACCEPTED, DisputeState.CONCLUDED)),
    "后续办理": ("follow", (DisputeState.FOUND,)),
}
"""What the running clock waits for, the name of those who wait so, and their states (``rules.disputes.clock``)."""
navigation.add(navigation.Entry("异议查阅授权", "dispute_readers", "user-shield", "选举", READERS, position=28))


@register
class DisputeLedger(LedgerOfVillages):
    model = Dispute
    title = "选举异议"
    group = "选举"
    icon = "gavel"
    position = 27
    path = "elections/disputes/"
    open_to = OFFICIALS
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail", "edit", "history", "export", "template"})
    help = "提出人加密保存、默认隐去；只有指定的人能查阅，每次查阅都记入审计记录。其他人只看到“存在未办结异议”。"
    # Neither who raised it nor what it says stands in the list: reading that is an act of its own, and is recorded.
    columns = ("number", "village", "village__township", "received_on", "kind", "round_number", "acceptor", "state")
    filters = ("village__township", "kind", "state")
    questions: ClassVar[Any] = {"clock": ("期限", (("over", "已超期"), ("open", "未办结")))}
    waiting: ClassVar[dict[str, Waiting]] = {
        name: Waiting.where(f"待{what}", state__in=states) for what, (name, states) in CLOCKS.items()
    }
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("来源", ("village", "number", "round_number", "received_on", "kind")),
        ("提出人(加密保存)", ("name", "phone", "people")),
        ("异议", ("facts",)),
    )
    keys = (("village", "number"),)
    attachments = ("异议材料", "受理通知书", "核查材料", "启封复核记录", "认定书")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {
            DisputeState.RECEIVED: "warn",
            DisputeState.ACCEPTED: "info",
            DisputeState.CONCLUDED: "info",
            DisputeState.FOUND: "warn",
            DisputeState.CLOSED: "ok",
            DisputeState.REFUSED: "plain",
            DisputeState.RETRACTED: "plain",
        }
    }
    sheet = (
        Column("异议编号", "number", width=11),
        Column("第几轮", "round_number", width=8, example="1"),
        Column("收到日期", "received_on", required=True, width=12, example="2026-12-21"),
        Column("异议事项", "kind", required=True, width=16, example="计票和票数"),
        Column("提出人姓名", "name", width=10, example="张建国"),
        Column("提出人电话", "phone", width=14, example="13900000000"),
        Column("提出人数", "people", width=8, example="1"),
        Column("异议内容", "facts", required=True, width=36, example="对委员第三名的得票数有异议，要求复核。"),
        Column("受理机关(自)", width=18, compute=lambda row: row.get_acceptor_display()),
        Column("受理日期(自)", width=12, compute=lambda row: f"{row.accepted_on or ''}"),
        Column("认定(自)", width=14, compute=lambda row: row.get_finding_display()),
        Column("认定文号(自)", width=18, compute=lambda row: row.found_number),
        Column("状态(自)", width=12, compute=lambda row: row.get_state_display()),
    )

    def row_label(self, row: Any) -> str:
        return f"{row.village.township}{row.village}{row}"

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("election__term__elected_in", "election__village__township__parent", "round")

    def remark(self, user: Actor, cycle: Cycle | None) -> str:
        total = Dispute.objects.filter(user.scope_q("village__path")).count()
        mine = Dispute.objects.visible_to(user).count()
        hidden = f"，其中{total - mine}件您无权查阅" if total > mine else ""
        return f"{self.help}本辖区共{total}件{hidden}。"

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        waiting = rows.filter(state__in=OPEN)
        if value == "open":
            return waiting
        today = timezone.localdate()
        clocks = ((row, disputes.clock_of(row)) for row in waiting)
        return rows.filter(pk__in=[row.pk for row, clock in clocks if clock is not None and clock.is_over(today)])

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        if row is not None and not row.editable:
            return {"facts": f"{row.get_state_display()}的异议不能改动；待审核的请先退回。"}
        return rules.faults(values, today=timezone.localdate())

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        return [
            f"{row}：{said}照实登记，由受理机关决定是否受理。" for row in rows if (said := disputes.raised_late(row))
        ]

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        restricted.keep_author(rows, by=by)

    def assigned_to(self, user: Actor) -> list[Any]:
        return restricted.assigned_to(Dispute, user)

    def reassign(self, row: Any, user: Actor, to: Any, *, by: Actor, reason: str) -> None:
        restricted.pass_on(row, user, to, by=by)

    def _waiting(self, user: Actor) -> list[Any]:
        return list(self.rows(user).filter(state__in=OPEN))

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Of those they may read: the clocks that run, each sort with its next day."""
        if not officials_may(user, Action.CHANGE):
            return []
        found: dict[str, list[date | None]] = {}
        for row in self._waiting(user):
            running = disputes.clock_of(row)
            if running is not None:
                found.setdefault(running.what, []).append(running.due_on)
        listed = self.url("list")
        return [
            Due(
                f"选举异议：{len(days)}件待{what}",
                f"{listed}?todo={CLOCKS[what][0]}",
                len(days),
                min(filter(None, days), default=None),
            )
            for what, days in found.items()
        ]

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = Dispute.objects.filter(village=village)
        total, mine = rows.count(), self.rows(user).filter(village=village).count()
        if not total:
            return None
        waiting = rows.filter(state__in=OPEN).count()
        facts = [("未办结", f"{waiting}件"), ("可查阅", f"{mine}件" if mine else "无权查阅")]
        return Panel(self.title, facts=facts, url=f"{self.url('list')}?q={village.name}" if mine else "")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None or not officials_may(user, Action.VIEW):
            return {}
        found: dict[int, dict[str, Any]] = {}
        rows = Dispute.objects.filter(user.scope_q("village__path"), election__start__cycle=cycle)
        for township, state in rows.order_by().values_list("village__township", "state"):
            own = found.setdefault(township, {DISPUTES.name: 0, DISPUTES_OPEN.name: 0})
            own[DISPUTES.name] += 1
            own[DISPUTES_OPEN.name] += state in OPEN
        return found
