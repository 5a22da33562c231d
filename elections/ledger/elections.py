"""The ledger of elections: list, workbook, to-do entries, days, what it says to village, board and report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from electioncycle import roles
from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Day, Due, Waiting, register
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, officials_may
from elections.choices import LIVE, Body, ElectionState
from elections.figures.boards import township_figures
from elections.figures.schemes import without_scheme
from elections.ledger.schemes import way_to
from elections.models import Election
from elections.report import sections
from elections.services import archives, corrected, purges, sheet_reminders, tasks
from elections.services.opening import faults
from elections.services.party_records import is_track
from elections.services.schemes import has_scheme
from elections.services.sheet_reminders import WAITING as SHEETS
from elections.workbooks.elections import ElectionPlanner, seat_columns
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel, Section, Stage

TONES = {
    ElectionState.PREPARING: "plain",
    ElectionState.ROUND: "info",
    ElectionState.NEXT: "warn",
    ElectionState.ENDED: "ok",
    ElectionState.CALLED_OFF: "plain",
}


def _of(waiting: Callable[[Actor], models.QuerySet], way: str) -> Callable[[Any, Any, Any], Any]:
    """Elections that wait so themselves, or those of what waits."""
    return lambda rows, user, cycle: rows.filter(pk__in=waiting(user).order_by().values(way))


def _without_scheme(rows: models.QuerySet, user: Actor, cycle: Cycle | None) -> models.QuerySet:
    return rows.filter(pk__in=without_scheme(cycle, user)) if cycle is not None else rows.none()


@register
class ElectionLedger(LedgerOfVillages):
    """Of all cycles and of none: a by-election is held years after its cycle was closed."""

    model = Election
    group = "选举"
    stage = "选举"
    icon = "checkbox"
    position = 10
    path = "elections/"
    open_to = OFFICIALS
    help = "党组织和村(居)委会的换届选举随启动换届程序自动建立；补选、罢免和其他推选在这里登记，届次关闭后也可办理。"
    columns = ("village", "village__township", "body", "procedure", "polling_day", "state", "term")
    filters = ("village__township", "term", "body", "procedure", "state", "polling_day")
    search = ("village__search_text",)
    fields = ("village", "body", "procedure", "polling_day", "grounds", "note")
    keys = (("village", "body", "procedure", "polling_day"), ("village", "body", "procedure"))
    own_pages = frozenset({"detail", "add", "edit"})
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": TONES}
    due_parts = ("due_by_days", "due_to_end", "due_on_sheets", "due_to_purge")
    waiting: ClassVar[dict[str, Waiting]] = {
        **{name: Waiting(title, _of(rows, "pk")) for name, (title, rows, *_) in tasks.WAITING.items()},
        **{name: Waiting(title, _of(rows, "round__election")) for name, (title, rows, *_) in SHEETS.items()},
        "scheme": Waiting("选举办法还没有通过", _without_scheme),
    }
    sheet = (
        Column("选举事项", "body", required=True, width=16, example="村(居)委会"),
        Column("程序", "procedure", required=True, width=10, example="补选"),
        Column("投票日(计划)", "polling_day", width=12, example="2027-05-16"),
        Column("事由", "grounds", width=24, example="主任辞职出缺"),
        *seat_columns(),
        Column("任期(自)", width=20, compute=lambda row: str(row.term)),
        Column("状态(自)", width=12, compute=lambda row: row.get_state_display()),
        Column("备注", "note", width=16),
    )
    planner = ElectionPlanner

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> models.QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("village__township__parent", "term__elected_in", "rule_set").prefetch_related(
            "posts"
        )

    def row_label(self, row: Any) -> str:
        return f"{row.village.township}{row}"

    def locked(self, row: Any) -> str:
        if row.state != ElectionState.PREPARING:
            return f"{row.get_state_display()}，登记的内容不能改动；轮次和结果在选举页面办理。"
        try:
            if row.cycle:
                row.cycle.require_open_for_entry()
        except Refused as error:
            return str(error)
        return super().locked(row)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        stored = {} if row is None else {name: getattr(row, name) for name in ("body", "procedure", "grounds")}
        by_start = row is not None and row.start_id is not None
        moved = [name for name in values if row is not None and values[name] != getattr(row, name)]
        if moved and (said := self.locked(row)):
            return {moved[0]: said}
        if by_start and (fixed := [name for name in moved if name in ("village", "body", "procedure")]):
            return {fixed[0]: "这项选举随启动换届程序建立，村(社区)、选举事项和程序不能改动。"}
        if "polling_day" in moved and row.polling_day:
            return {"polling_day": "已定的投票日请在“改选举日”页面调整，那里核对法定期限，列出随之变动的日期。"}
        return faults({**stored, **values}, None, by_start=by_start)

    def due_by_days(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        return self._tasks(user, tasks.BY_DAYS)

    def due_to_end(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        return self._tasks(user, tasks.TO_END)

    def _tasks(self, user: Actor, waiting: tasks.Waiting) -> Iterable[Due]:
        return (
            tasks.due(waiting, user, self.url("list"), self.page_of) if officials_may(user, roles.Action.VIEW) else ()
        )

    def due_on_sheets(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if officials_may(user, roles.Action.VIEW):
            yield from sheet_reminders.due(user, self.url("list"))
            yield from corrected.due(user)

    def due_to_purge(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        return purges.due(user) if officials_may(user, roles.Action.VIEW) else ()

    def days(self, user: Actor, cycle: Cycle | None) -> Iterable[Day]:
        """Polling days of what goes on: of the first round as planned, of later ones as confirmed."""
        if not officials_may(user, roles.Action.VIEW):
            return
        for election, day, what in tasks.polling_days(user, since=timezone.localdate()):
            yield Day(day, f"{election.village.township}{election}{what}", self.page_of(election))

    def stages(self, villages: Sequence[Village], user: Actor, cycle: Cycle) -> dict[int, Stage]:
        """Of the elections of the cycle that which goes on, else the last one; none without a start."""
        rows = Election.objects.visible_to(user).filter(village__in=villages, start__cycle=cycle).order_by("pk")
        listed = sorted(rows.only("village_id", "state"), key=lambda row: row.state in LIVE)
        return {row.village_id: Stage.of(self, row) for row in listed}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = list(self.rows(user).filter(village=village)[:10])
        names = ("body", "procedure", "polling_day", "state", "term")
        going = next((row for row in rows if row.state in LIVE), None)
        url, link = (self.page_of(going), "查看和办理") if going else (f"{self.url('list')}?q={village.name}", "查看")
        panel = self.panel_of(village, names, rows)
        return replace(panel, url=url, link=link, empty="还没有登记选举。")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        return township_figures(user, cycle) if cycle and officials_may(user, roles.Action.VIEW) else {}

    def report_sections(self, villages: Sequence[Village], cycle: Cycle | None) -> Iterable[Section]:
        return sections(villages, cycle)

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "选举日程", reverse("election_calendar", args=[row.pk])
        if row.body == Body.COMMITTEE:
            yield "投票准备", reverse("polling_preparation", args=[row.pk])
        if is_track(row):
            yield "党组织换届", reverse("party_track", args=[row.pk])
        if address := way_to(row, user):
            yield "选举办法", address
        if has_scheme(row):
            yield "提名和候选人", reverse("nominations_of", args=[row.pk])
        yield "公告和材料", f"{reverse('village_papers', args=[row.village_id])}?election={row.pk}"
        yield "选票", reverse("ballots", args=[row.pk])
        if archives.has_archive(row):
            yield "归档目录和自查", reverse("archive", args=[row.pk])
        if purges.may(user, row):
            yield "个人信息保存期限", reverse("election_purge", args=[row.pk])
