"""The ledgers of the gate: checks with their workbook, starts, special decisions."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from electioncycle import roles
from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import OFFICIALS, Action, officials_may
from readiness.access import DECIDERS
from readiness.choices import OUT_OF_FUNNEL, CheckState, Track
from readiness.definitions import NOT_PASSED, PASSED, STARTED
from readiness.figures import gate as figures
from readiness.models import ReadinessCheck, SpecialDecision, StartRecord
from readiness.workbooks import conditions as condition_columns
from readiness.workbooks.conditions import CheckPlanner
from villages.models import Cycle, Village
from villages.services import participants
from villages.village_ledgers import LedgerOfVillages, Panel, Stage

navigation.add(Entry("准入评估总览", "gate", "filter", "准入启动", OFFICIALS, position=10))
navigation.add(Entry("准入对照表", "gate_matrix", "table", "准入启动", OFFICIALS, position=20))
navigation.add(Entry("研究决定登记", "gate_meeting", "gavel", "准入启动", DECIDERS, position=35))
navigation.add(Entry("准入条件", "conditions", "checklist", "准入启动", OFFICIALS, position=60))

TONES = {
    **dict.fromkeys(("applied", "checked", "decided"), "info"),
    **dict.fromkeys(("failed", "returned", "lapsed"), "bad"),
    "passed": "ok",
    "draft": "plain",
}

GROUNDS = ("passed__document_number", "decision__document_number")


def _to_be_rechecked(rows: models.QuerySet, user: Actor, cycle: Cycle) -> models.QuerySet:
    return rows.filter(state=CheckState.PASSED, recheck_on__lte=timezone.localdate())


def _about_to_end(rows: models.QuerySet, user: Actor, cycle: Cycle) -> models.QuerySet:
    """Villages whose 暂缓 or 延期 ends within a week."""
    today = timezone.localdate()
    return rows.filter(kind__in=OUT_OF_FUNNEL, until__gte=today, until__lte=today + timedelta(days=7))


class OfficialsLedger(LedgerOfVillages):
    """A ledger of township and county officials; what stands in it stays above the village."""

    group = "准入启动"

    def allows(self, user: Actor, action: str) -> bool:
        return action in self.actions and officials_may(user, action)

    def holders(self, action: str) -> frozenset[str]:
        return frozenset(r for r in OFFICIALS if action in self.actions and roles.allows(frozenset({r}), action))

    def row_label(self, row: Any) -> str:
        return f"{row.village.township}{row}"


@register
class ReadinessCheckLedger(OfficialsLedger):
    """One line a village: the head of the check; the conditions are answered on the self-check page."""

    model = ReadinessCheck
    title = "准入评估"
    icon = "clipboard-check"
    position = 30
    figures_are_dear = True
    stage = "准入"
    waiting: ClassVar[dict[str, Waiting]] = {"recheck": Waiting("应复查", _to_be_rechecked)}
    help = "模板填报自查日期、负责人和各条件的自查结论、情况；证明材料的文件在各村自查表中上传。"
    columns = (
        "village",
        "village__township",
        "state",
        "round",
        "self_checked_on",
        "self_checker",
        "on_paper",
        "checked_on",
        "group_members",
        "recheck_on",
    )
    filters = ("village__township", "state", "on_paper")
    search = ("village__search_text", "search_text")
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": TONES}
    fields = ("village", "self_checked_on", "self_checker", "on_paper", "note")
    keys = (("village",),)
    derived = ("condition_set",)
    sheet = (
        Column("自查日期", "self_checked_on", width=12, example="2026-11-12"),
        Column("自查负责人", "self_checker", width=24, example="赵明(村党组织书记)"),
        Column("纸质自查表", "on_paper", width=10, example="是"),
        Column("评估状态(自)", width=14, compute=lambda row: row.get_state_display()),
        Column("备注", "note", width=16),
    )
    in_sheet = ("items__condition",)
    planner = CheckPlanner

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> models.QuerySet:
        """The round at hand of each village; earlier ones are reached from it."""
        return super().rows(user, cycle, withdrawn=withdrawn).filter(superseded_at=None)

    def columns_of(self, cycle: Cycle) -> tuple[Column, ...]:
        head = [column for column in self.sheet if column.field != "note" and not column.compute]
        rest = [column for column in self.sheet if column not in head]
        return (*head, *condition_columns.columns(cycle), *rest)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and not row.self_checking:
            changed = [name for name, value in values.items() if self.value(row, name) != value]
            if changed:
                return {
                    changed[
                        0
                    ]: f"该村准入评估{row.get_state_display()}，自查内容不能改动，请先撤回申报或由工作小组退回。"
                }
        on = values.get("self_checked_on")
        if on and on > timezone.localdate():
            return {"self_checked_on": f"自查日期({on})在今天之后，请核对。"}
        return {}

    def locked(self, row: Any) -> str:
        if not row.self_checking:
            return (
                f"{row.village}的准入评估{row.get_state_display()}，自查内容不能改动，也不能撤回到回收站。"
                "未核查的可由申报人撤回申报，已核查的请工作小组退回后再修改。"
            )
        return super().locked(row)

    def page_of(self, row: Any) -> str:
        return reverse("gate_check", args=[row.pk])

    def form_of(self, row: Any) -> str:
        return reverse("gate_entry", args=[row.village_id])

    def new_page(self, place: Any = None) -> str:
        """A village begins on its own form; without a village on the overview, which leads to them."""
        return reverse("gate") if place is None else reverse("gate_entry", args=[place.pk])

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not officials_may(user, Action.VIEW):
            return []
        listed = self.url("list")
        rows = ReadinessCheck.objects.visible_to(user).filter(cycle=cycle, superseded_at=None).order_by()
        counts = dict(rows.values_list("state").annotate(n=models.Count("pk")))
        late, decides = {"overdue": True}, {"to_decide": True}
        wanted: list[tuple[str, str, str, dict[str, Any]]] = [
            (Action.SUBMIT, CheckState.RETURNED, "准入评估被退回，待整改", {}),
            (Action.SUBMIT, CheckState.LAPSED, "准入通过已失效，待重新自查", late),
            (Action.TOWNSHIP_REVIEW, CheckState.APPLIED, "准入评估已申报，待现场核查", decides),
            (Action.TOWNSHIP_REVIEW, CheckState.CHECKED, "准入评估已核查，待党委研究", decides),
            (Action.COUNTY_REVIEW, CheckState.DECIDED, "准入评估待县级确认", decides),
        ]
        found = [
            Due(title, f"{listed}?state={state}", counts[state], **told)
            for action, state, title, told in wanted
            if officials_may(user, action) and counts.get(state)
        ]
        if officials_may(user, Action.TOWNSHIP_REVIEW):
            found += self.entry("recheck", user, cycle, title="准入评估应复查", day="recheck_on", overdue=True)
        return found

    def stages(self, villages: Sequence[Village], user: Actor, cycle: Cycle) -> dict[int, Stage]:
        rows = ReadinessCheck.objects.filter(cycle=cycle, village__in=villages, superseded_at=None).order_by()
        return {row.village_id: Stage.of(self, row) for row in rows.only("village_id", "state")}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        row = self.rows(user, cycle).filter(village=village).first()
        if row is None:
            link = "开始自查" if officials_may(user, Action.CHANGE) and not cycle.is_closed else ""
            url = self.new_page(village) if link else ""
            return Panel(self.title, url=url, link=link, empty="本届尚未自查。")
        names = ("state", "round", "self_checked_on", "checked_on", "group_members", "recheck_on")
        facts = [(self.label(name), self.display(row, name) or "—") for name in names]
        return Panel(self.title, facts=facts, url=self.page_of(row), link="查看和办理")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        villages = list(participants(user, cycle))
        lines = figures.funnel(villages, figures.standing_of(cycle), figures.by_township(villages))
        return {
            line.key: {PASSED.name: line.passed, NOT_PASSED.name: line.open} for line in lines if line.key is not None
        }


@register
class StartRecordLedger(OfficialsLedger):
    """Which villages have started which election; written on the village's page of the gate only."""

    model = StartRecord
    title = "启动换届程序"
    icon = "player-play"
    position = 40
    actions = frozenset({Action.VIEW, Action.EXPORT, Action.PRINT})
    columns = ("village", "village__township", "track", "started_on", *GROUNDS, "document_number")
    filters = ("village__township", "track")
    search = ("village__search_text",)
    fields = ("village", "track", "started_on", *GROUNDS, "document_number", "note")
    labels: ClassVar[dict[str, str]] = {GROUNDS[0]: "准入通过编号", GROUNDS[1]: "同意启动文号"}
    keys = (("village", "track"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"track": {Track.PARTY: "info", Track.COMMITTEE: "ok"}}

    def page_of(self, row: Any) -> str:
        return reverse("gate_start", args=[row.village_id])

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = self.rows(user, cycle).filter(village=village)
        facts = [(row.get_track_display(), f"{row.started_on:%Y-%m-%d}启动") for row in rows]
        rests = SpecialDecision.objects.filter(village=village, cycle=cycle, until__gte=timezone.localdate())
        facts += [(one.get_kind_display(), f"至{one.until}({one.document_number})") for one in rests]
        url = reverse("gate_start", args=[village.pk])
        return Panel(self.title, facts=facts, url=url, link="查看能否启动", empty="尚未启动换届程序。")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None or not officials_may(user, Action.VIEW):
            return {}
        found: dict[int, dict[str, Any]] = {}
        rows = StartRecord.objects.visible_to(user).filter(cycle=cycle).order_by()
        for township, number in rows.values_list("village__township").annotate(
            n=models.Count("village", distinct=True)
        ):
            found[township] = {STARTED.name: number}
        return found


@register
class SpecialDecisionLedger(OfficialsLedger):
    """领导小组研究同意启动, 暂缓 and 延期; registered on the village's page of the gate only."""

    model = SpecialDecision
    title = "特批和暂缓延期"
    icon = "file-certificate"
    position = 50
    actions = frozenset({Action.VIEW, Action.EXPORT, Action.PRINT})
    columns = ("village", "village__township", "kind", "track", "document_number", "decided_on", "until", "reason")
    filters = ("village__township", "kind")
    search = ("village__search_text",)
    fields = ("village", "kind", "track", "document_number", "decided_on", "until", "reason")
    waiting: ClassVar[dict[str, Waiting]] = {"ending": Waiting("七天内到期", _about_to_end)}
    keys = (("village", "kind", "track", "document_number"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"kind": {"consent": "info", "defer": "warn", "postpone": "warn"}}

    def page_of(self, row: Any) -> str:
        return reverse("gate_start", args=[row.village_id])

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        return None

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW):
            return ()
        return self.entry("ending", user, cycle, title="暂缓、延期即将到期", day="until")
