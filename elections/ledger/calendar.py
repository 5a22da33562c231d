"""The days of elections and of the county: facts and plans by step, holidays beside them; to-do, calendar, village."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Day, Due, Ledger, register
from electioncycle.roles import OFFICIALS, Action
from elections.models import CountyDay, StepDay
from elections.rules import planning
from elections.services import calendars, last_days, step_days, told_days
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel


@register
class StepDayLedger(LedgerOfVillages):
    """Facts and plans; they are entered on the calendar of the election, and corrected, taken back, returned here."""

    model = StepDay
    title = "步骤日期"
    group = "选举"
    place = "election__village"
    icon = "calendar-check"
    position = 21
    help = "在选举日程页面登记；这里查阅、更正、撤回，也可按历史恢复。"
    open_to = OFFICIALS
    actions = frozenset(Action.values) - {Action.ADD, Action.IMPORT}
    columns = (
        "election__village",
        "election__village__township",
        "election__body",
        "step",
        "number",
        "planned_on",
        "done_on",
        "begins_at",
        "ends_at",
        "note",
    )
    filters = ("election__village__township", "election__body", "step")
    search = ("search_text",)
    fields = ("planned_on", "done_on", "begins_at", "ends_at", "note")

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Of all cycles and of none, as the elections themselves."""
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("election__village__township__parent", "election__term__elected_in")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        own = calendars.calendar_of(row.election)
        line = own.line(row.step, row.number) if own else None
        if own is None or line is None:
            return {}
        found, today, done, planned = {}, timezone.localdate(), values.get("done_on"), values.get("planned_on")
        if done and done != row.done_on and (said := step_days.fact_fault(own, line, done)):
            found["done_on"] = said
        if planned and planned != row.planned_on and (said := planning.plan_refusal(line.due, planned, today)):
            found["planned_on"] = said
        return found | step_days.hours_faults(line.due.step, row, values)

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        """A plan that was corrected here is told as one that was moved on the calendar."""
        for row in rows:
            before = row.history.order_by("-history_id")[1:2].first()
            if not row.done_on and before is not None:
                told_days.tell_plan(row, before.planned_on, by=by, reason=row.note)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """By step: what is over, and what the law wants within a week."""
        if not self.allows(user, Action.CHANGE):
            return []
        found = [one for one in last_days.last_days(user, cycle) if one.left <= planning.NEAR.days]
        return [_entry(title, step, rows) for (step, title), rows in _by_step(found).items()]

    def days(self, user: Actor, cycle: Cycle | None) -> Iterable[Day]:
        """The law's last days, each with how many villages it concerns; polling days the elections tell themselves."""
        last = Counter((one.last, f"{one.due.step.title}最迟日") for one in last_days.last_days(user, cycle))
        for (day, title), count in last.items():
            yield Day(day, f"{title}：{count}个村(社区)", f"{reverse('last_days')}?on={day:%Y-%m-%d}")

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        elections = calendars.in_order(calendars.elections_of(user, cycle).filter(village=village))
        rows = [
            [one.due.step.title, one.last, one.verdict]
            for one in last_days.of_calendars(calendars.calendars(elections))[:5]
        ]
        if not elections:
            return None
        return Panel(
            "选举日程(法定最迟日)",
            headers=("步骤", "最迟日", "今天办理"),
            rows=rows,
            url=reverse("election_calendar", args=[elections[0].pk]),
            link="选举日程",
            empty="法定期限内没有待办理的步骤。",
        )


def _by_step(found: list[last_days.LastDay]) -> dict[tuple[str, str], list[last_days.LastDay]]:
    grouped: dict[tuple[str, str], list[last_days.LastDay]] = {}
    for one in found:
        title = f"{one.due.step.title}已过最迟日，尚未登记" if one.left < 0 else f"{one.due.step.title}最迟日临近"
        grouped.setdefault((one.due.step.step, title), []).append(one)
    return grouped


def _entry(title: str, step: str, rows: list[last_days.LastDay]) -> Due:
    first: date = rows[0].last
    return Due(title, f"{reverse('last_days')}?step={step}&within={planning.NEAR.days}", len(rows), first)


@register
class CountyDayLedger(Ledger):
    """Holidays and make-up days as the county loads them each year, with who is free; they shift no legal day."""

    model = CountyDay
    group = "选举"
    icon = "beach"
    position = 30
    kept_by = "county"
    open_to = OFFICIALS
    help = "只作提示：节假日和调休不改变法定日期。"
    columns = ("day", "name", "rest", "leaders_free", "police_free", "note")
    filters = ("rest",)
    fields = ("day", "name", "rest", "leaders_free", "police_free", "note")
    keys = (("day",),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"rest": {True: "info", False: "plain"}}

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if values.get("rest") and not values.get("name"):
            return {"name": "放假的日子须写明节假日名称，如：元旦。"}
        return {}
