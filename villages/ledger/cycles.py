"""The ledgers of cycles and of their lists."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Day, Due, Ledger, register
from electioncycle.records.editions import EditionState
from electioncycle.roles import Action
from villages import models
from villages.models import Cycle, RuleSet
from villages.services import rule_checks, rule_switch
from villages.services.cycles import pending_reopening


@register
class CycleLedger(Ledger):
    model = models.Cycle
    title = "届次"
    group = "系统"
    icon = "calendar"
    position = 20
    kept_by = "county"
    place = "county"
    search = ()
    columns = ("name", "county", "rule_set", "starts_on", "reference_date", "entry_deadline", "state")
    fields = (
        "county",
        "name",
        "rule_set",
        "starts_on",
        "reference_date",
        "entry_deadline",
        "county_confirms",
        "county_confirms_gate",
        "tells_held_elsewhere",
    )
    keys = (("county", "name"),)
    own_pages = frozenset({"detail"})
    tones = {"state": {"preparing": "warn", "open": "ok", "closed": "plain"}}

    def due(self, user: Actor, cycle: Cycle) -> Iterable[Due]:
        """Closed cycles that wait for a second person to reopen them; running ones that a later edition waits for."""
        if not self.allows(user, Action.MANAGE):
            return
        for row in self.rows(user).filter(state="closed"):
            waiting = pending_reopening(row)
            if waiting is not None and waiting.by_id != user.pk:
                yield Due(f"“{row}”申请重新开启，请确认", self.url("detail", row.pk))
        for draft in RuleSet.objects.filter(state=EditionState.DRAFT, edition__gt=1):
            yield Due(f"“{draft}”是草稿，请核对取值和依据后发布", reverse("rule_set", args=[draft.pk]))
        for row in self.rows(user).filter(state="open"):
            yield from self._rules_due(row, user)

    def _rules_due(self, row: Any, user: Actor) -> Iterable[Due]:
        """A later edition that the cycle may go by: to be proposed by one, then confirmed by another."""
        page = reverse("cycle_rules", args=[row.pk])
        if waiting := rule_switch.pending(row):
            if waiting[0].by_id != user.pk:
                yield Due(f"“{row}”提议换用第{waiting[1].edition}版规则集，请核对确认", page)
        elif newest := next((one for one in rule_switch.offers(row) if not rule_switch.against(row, one)), None):
            yield Due(f"“{row}”可换用第{newest.edition}版规则集，请核对是否换用", page)
        if unconfirmed := rule_checks.worklist(row.rule_set, row).count:
            check = reverse("rule_set_check", args=[row.rule_set_id])
            yield Due(f"“{row.rule_set}”有{unconfirmed}项取值待与正式文本核对", check)

    def days(self, user: Actor, cycle: Cycle | None) -> Iterable[Day]:
        """The days of the cycle the user works in."""
        if cycle is not None:
            days = ((cycle.starts_on, "启动"), (cycle.reference_date, "数据截止日"), (cycle.entry_deadline, "填报截止"))
            for day, what in days:
                if day is not None:
                    yield Day(day, f"{cycle}{what}", self.url("detail", cycle.pk))

    def locked(self, row: Any) -> str:
        return "届次已关闭，只能查阅。确需更正的，请按程序重新开启。" if row.is_closed else super().locked(row)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        starts, deadline = values.get("starts_on"), values.get("entry_deadline")
        if row is not None and row.is_closed:
            return {"name": self.locked(row)}
        if row is not None and values.get("county") and values["county"] != row.county:
            return {"county": "已建立的届次不能改到其他县，请新建届次。"}
        if row is not None and row.state != "preparing" and values.get("rule_set", row.rule_set) != row.rule_set:
            return {
                "rule_set": "届次开启后不在这里更换规则集。需要按后一版办理的，请在届次页“换用规则集版次”由两人办理。"
            }
        if starts and deadline and deadline < starts:
            return {"entry_deadline": "填报截止日早于启动日期，请核对。"}
        return {}


@register
class KindLedger(Ledger):
    model = models.KindItem
    title = "类别清单"
    group = "系统"
    icon = "list"
    position = 30
    kept_by = "county"
    search = ()
    columns = ("kind", "name", "group", "guidance", "source", "unsure", "position", "planned_on", "days")
    filters = ("kind", "unsure")
    fields = ("kind", "code", "name", "group", "guidance", "source", "unsure", "position", "planned_on", "days")
    inner = frozenset({"code"})
    keys = (("kind", "code"),)

    def days(self, user: Actor, cycle: Cycle) -> Iterable[Day]:
        """Planned election days of the batches."""
        for batch in self.rows(user, cycle).exclude(planned_on=None):
            yield Day(batch.planned_on, f"{batch}计划选举日", self.url("detail", batch.pk))
