"""The ledgers of leaders' links with difficult villages and of their visits."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import FIELD, Action
from risks.definitions import VISITS
from risks.models import LeaderLink, Visit
from risks.rules import problems as rules
from risks.services import visits
from villages.models import Cycle, Village
from villages.village_ledgers import Finding, LedgerOfVillages, Panel

navigation.add(Entry("领导挂钩与夜访情况", "leaders", "users", "三清单与夜访", FIELD, position=62))


@register
class LeaderLinkLedger(LedgerOfVillages):
    model = LeaderLink
    title = "县领导挂钩重难点村"
    group = "三清单与夜访"
    icon = "link"
    position = 60
    kept_by = "county"
    columns = ("leader", "post", "village", "village__township", "kind", "since", "until", "note")
    filters = ("village__township", "kind")
    search = ("search_text", "village__search_text")
    fields = ("village", "leader", "post", "kind", "since", "until", "note")
    keys = (("village", "leader", "post"), ("village", "leader"))
    derived = ("holder",)
    taken_along = Q()

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            return {"until": f"结束日({until})早于起始日({since})，请核对。"}
        return {}


def _late(rows: QuerySet, user: Actor, cycle: Cycle) -> QuerySet:
    return visits.unkept(rows).filter(deadline__lt=timezone.localdate())


@register
class VisitLedger(LedgerOfVillages):
    model = Visit
    title = "夜访·现场办公"
    group = "三清单与夜访"
    icon = "moon"
    position = 61
    own_pages = frozenset({"add"})
    help = "承诺事项保存后列入“三清单”的任务，以后的进展在任务中填写；一晚走访两个村的，填两条。"
    columns = (
        "visited_on",
        "village",
        "village__township",
        "form",
        "leader",
        "departments",
        "problem",
        "promise",
        "deadline",
        "money",
        "task__state",
    )
    filters = ("village__township", "form", "leader", "visited_on", "task__state")
    questions: ClassVar[dict[str, Any]] = {"promise": ("承诺", (("unkept", "未兑现"),))}
    waiting: ClassVar[dict[str, Waiting]] = {"late": Waiting("承诺超过时限未兑现", _late)}
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("走访", ("village", "visited_on", "form", "leader", "post", "departments")),
        ("问题与承诺", ("problem", "level", "promise", "responsible", "deadline")),
        ("结果", ("money", "result", "note")),
    )
    keys = (("village", "visited_on", "leader"),)
    derived = ("holder",)
    labels: ClassVar[dict[str, str]] = {"task__state": "承诺落实"}
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "task__state": {"not_begun": "bad", "going": "warn", "solved": "ok", "long_term": "plain"}
    }
    sheet = (
        Column("日期", "visited_on", required=True, width=12, example="2026-11-18"),
        Column("形式", "form", width=12, example="夜访"),
        Column("领导", "leader", required=True, width=10, example="陈立新"),
        Column("职务", "post", width=14, example="副县长"),
        Column("带领部门", "departments", width=20, example="信访局、水利局"),
        Column("反映的问题", "problem", width=32, example="河道多年未整治，群众反映强烈"),
        Column("问题层级", "level", width=8, example="县"),
        Column("承诺事项", "promise", width=28, example="年底前完成河道整治"),
        Column("落实责任人", "responsible", width=11, example="王驻村"),
        Column("承诺时限", "deadline", width=12, example="2026-12-31"),
        Column("筹集资金(元)", "money", width=12, example="210000"),
        Column("办理结果", "result", width=24),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return rules.visit_faults(values, today=timezone.localdate())

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return visits.unkept(rows)

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        for visit in rows:
            if visit.promise and not visit.task_id:
                visits.list_promise(visit, by=by)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return ()
        return self.entry("late", user, cycle, title="夜访承诺超过时限未兑现", day="deadline", overdue=True)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = self.rows(user, cycle).filter(village=village)[:20]
        names = (
            "visited_on",
            "form",
            "leader",
            "departments",
            "problem",
            "promise",
            "deadline",
            "money",
            "task__state",
        )
        return self.panel_of(village, names, rows)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        for township in visits.visits_of(user, cycle).order_by().values_list("village__township", flat=True):
            counts = found.setdefault(township, {VISITS.name: 0})
            counts[VISITS.name] += 1
        return found

    def findings(self, villages: Sequence[Village], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        names = {village.pk: village.name for village in villages}
        found = {}
        for key, (number, open_ones) in visits.findings_of(villages, cycle).items():
            text = f"夜访、现场办公{number}次，" + (f"有{open_ones}件承诺未兑现。" if open_ones else "承诺均已兑现。")
            found[key] = Finding(not open_ones, text, f"{self.url('list')}?q={names[key]}")
        return {"visits": found}
