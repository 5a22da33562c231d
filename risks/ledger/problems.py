"""The three lists: problems with their state, and the lines of countermeasures and tasks that workbooks bring."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.ledger import BulkAction, Column, Due, Waiting, register
from electioncycle.records.history import same
from electioncycle.roles import FIELD, Action
from risks.choices import FINISHED, UNSETTLED, ProblemLevel, ProblemState
from risks.definitions import NOT_SETTLED, PROBLEMS
from risks.models import Countermeasure, Problem
from risks.rules import problems as rules
from risks.services import carrying, problems
from risks.workbooks.problems import LinePlanner
from villages.models import Cycle, Village
from villages.services import participants
from villages.village_ledgers import Finding, LedgerOfVillages, Panel

navigation.add(Entry("三清单统计", "problem_totals", "chart-bar", "三清单与夜访", FIELD, position=52))

STATE_TONES = {"open": "warn", "applied": "info", "closed": "ok", "long_term": "plain"}
LINE_TONES = {"not_begun": "bad", "going": "warn", "solved": "ok", "long_term": "plain"}


def _to_verify(rows: QuerySet, user: Actor, cycle: Cycle) -> QuerySet:
    """Those whose closing this user is to verify: the county's own, or the township's."""
    waiting = rows.filter(state=ProblemState.APPLIED)
    if user.may(Action.COUNTY_REVIEW):
        return waiting.filter(level=ProblemLevel.COUNTY)
    if not user.may(Action.TOWNSHIP_REVIEW):
        return waiting.none()
    return waiting.exclude(level=ProblemLevel.COUNTY) if problems.county_verifies(cycle) else waiting


@register
class ProblemLedger(LedgerOfVillages):
    """The problems themselves; a workbook brings them with their countermeasures."""

    model = Problem
    title = "问题清单"
    group = "三清单与夜访"
    icon = "alert-triangle"
    carries_over = "未解决的问题及其任务对策"
    position = 50
    help = "一个问题可以有多条任务和对策；Excel在“任务对策清单”导入。"
    actions = frozenset(Action.values) - {Action.IMPORT}
    own_pages = frozenset({"detail"})
    columns = ("number", "village", "village__township", "level", "source", "category", "text", "found_on", "state")
    filters = ("village__township", "level", "source", "state")
    waiting: ClassVar[dict[str, Waiting]] = {"verify": Waiting("申请销号，待核验", _to_verify)}
    search = ("search_text", "village__search_text")
    fields = ("village", "number", "level", "source", "category", "found_on", "text")
    keys = (("village", "number"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": STATE_TONES}
    row_actions = (
        BulkAction("apply", "申请销号", Action.CHANGE, problems.apply_closing),
        BulkAction("verify", "核验销号", Action.TOWNSHIP_REVIEW, problems.verify_closing),
        BulkAction("verify_county", "核验销号(县级)", Action.COUNTY_REVIEW, problems.verify_closing),
        BulkAction("return", "退回", Action.TOWNSHIP_REVIEW, problems.return_closing),
        BulkAction("return_county", "退回(县级)", Action.COUNTY_REVIEW, problems.return_closing),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and values.get("village") != row.village:
            return {"village": "问题不能换村；填错村的，请撤回后在正确的村重新登记。"}
        found_on = values.get("found_on")
        if found_on and found_on > timezone.localdate():
            return {"found_on": f"提出日期({found_on})在今天之后，请核对。"}
        return {}

    def carry_over(self, last: Any, cycle: Cycle, items: Mapping[int, Any], *, by: Actor, reason: str) -> int:
        return carrying.carry_problems(last, cycle, items, by=by, reason=reason)

    def follow_merger(self, village: Village, into: Any, cycle: Cycle, *, by: Actor, reason: str) -> int:
        return problems.move_unsettled(village, into, cycle, by=by, reason=reason)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed:
            return ()
        return self.entry("verify", user, cycle, title="问题申请销号，待核验", to_decide=True)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = list(self.rows(user, cycle).filter(village=village).prefetch_related("lines")[:30])
        lines = [[one for one in row.lines.all() if one.withdrawn_at is None] for row in rows]
        return Panel(
            self.title,
            headers=("问题编号", "层级", "来源", "问题描述", "任务对策", "已完成", "状态"),
            rows=[
                [
                    row.number,
                    row.get_level_display(),
                    row.source or "",
                    row.text,
                    len(own),
                    sum(one.is_finished for one in own),
                    row.get_state_display(),
                ]
                for row, own in zip(rows, lines, strict=True)
            ],
            url=f"{self.url('list')}?q={village.name}",
            links=[self.page_of(row) for row in rows],
            empty="尚未登记问题。",
        )

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        standing = participants(user, cycle).order_by()
        rows = Problem.objects.filter(cycle=cycle, village__in=standing).order_by()
        found: dict[int, dict[str, Any]] = {}
        for township, state in rows.values_list("village__township", "state"):
            counts = found.setdefault(township, {PROBLEMS.name: 0, NOT_SETTLED.name: 0})
            counts[PROBLEMS.name] += 1
            counts[NOT_SETTLED.name] += state in UNSETTLED
        return found

    def findings(self, villages: Sequence[Village], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        rows = Problem.objects.filter(cycle=cycle, village__in=villages).order_by()
        every: dict[int, Counter[str]] = {village.pk: Counter() for village in villages}
        county: dict[int, Counter[str]] = {}
        for village, level, state in rows.values_list("village", "level", "state"):
            every[village][state] += 1
            if level == ProblemLevel.COUNTY:
                county.setdefault(village, Counter())[state] += 1
        names = {village.pk: village.name for village in villages}
        return {
            "problems": {key: self._finding(names[key], states, "问题") for key, states in every.items()},
            "hard_problems": {key: self._finding(names[key], states, "县级问题") for key, states in county.items()},
        }

    def _finding(self, name: str, states: Counter[str], what: str) -> Finding:
        url = f"{self.url('list')}?q={name}"
        if not states:
            return Finding(None, f"尚未登记{what}。", url)
        unsettled = sum(states[state] for state in UNSETTLED)
        handed_on = f"，转长期{states[ProblemState.LONG_TERM]}个" if states[ProblemState.LONG_TERM] else ""
        if unsettled:
            return Finding(False, f"登记{what}{states.total()}个，其中{unsettled}个未销号{handed_on}。", url)
        return Finding(True, f"登记{what}{states.total()}个，已全部办结{handed_on}。", url)


@register
class CountermeasureLedger(LedgerOfVillages):
    """One line a countermeasure with its task; the problem is entered with its first line."""

    model = Countermeasure
    title = "任务对策清单"
    group = "三清单与夜访"
    icon = "list-check"
    position = 51
    help = "同一问题的各行填同一个问题编号；编号和问题可只填在第一行。"
    columns = (
        "problem__number",
        "village",
        "village__township",
        "problem__level",
        "problem__source",
        "problem__text",
        "position",
        "measure",
        "task",
        "unit",
        "owner",
        "deadline",
        "state",
        "problem__state",
    )
    filters = ("village__township", "problem__level", "problem__source", "state", "problem__state")
    questions: ClassVar[dict[str, Any]] = {"late": ("时限", (("overdue", "超过时限未完成"),))}
    search = ("search_text", "village__search_text", "problem__search_text")
    fieldsets = (
        (
            "问题",
            (
                "village",
                "problem__number",
                "problem__level",
                "problem__source",
                "problem__category",
                "problem__text",
            ),
        ),
        ("任务和对策", ("position", "leader", "unit", "owner", "deadline", "measure", "task")),
        ("办理", ("state", "closed_on", "progress", "evidence", "note")),
    )
    keys = (("village", "problem__number", "position"),)
    derived = ("problem",)
    labels: ClassVar[dict[str, str]] = {"closed_on": "销号日期"}
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": LINE_TONES, "problem__state": STATE_TONES}
    sheet = (
        Column("问题编号", "problem__number", required=True, width=9, example="001"),
        Column("层级", "problem__level", width=7, example="村"),
        Column("来源", "problem__source", width=11, example="选情分析会"),
        Column("类别", "problem__category", width=10, example="土地权属"),
        Column("问题描述", "problem__text", required=True, width=36, example="三组机耕道占地补偿有争议"),
        Column("对策序号", "position", width=7, example="1"),
        Column("对策措施", "measure", width=32, example="镇村干部会同农户现场丈量"),
        Column("任务", "task", width=28, example="签订补偿协议"),
        Column("牵头领导", "leader", width=12, example="李联村"),
        Column("责任单位", "unit", width=14, example="镇自然资源所"),
        Column("责任人", "owner", width=10, example="王驻村"),
        Column("时限", "deadline", width=12, example="2026-11-30"),
        Column("进展(截至日)", "progress", width=24, example="已丈量完毕(11月20日)"),
        Column("状态", "state", width=9, example="推进中"),
        Column("销号日期", "closed_on", width=12),
        Column("佐证", "evidence", width=20),
        Column("备注", "note", width=14),
    )
    planner = LinePlanner

    def find_part(self, name: str, row: Any, values: dict[str, Any], *, user: Actor) -> Any:
        """The problem of this number in the village; a number nobody has names the row's own problem anew."""
        held = getattr(row, "problem", None)
        number = (values.get("problem__number") or "").strip()
        if held is not None and number in ("", held.number):
            values["problem__number"] = held.number
            return held
        village = values["village"]
        Village.all_rows.select_for_update(of=("self",)).get(pk=village.pk)  # numbers are given one after the other
        found = Problem.objects.filter(cycle=row.cycle, village=village, number=number).first() if number else None
        return found or held or Problem(cycle=row.cycle, village=village)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        problem = row.problem if row is not None else None
        if row is not None and values.get("village") != row.village:
            return {"village": "任务对策不能换村；填错村的，请撤回后在正确的村重新登记。"}
        if problem is not None and not problem.is_open and self._differs(values, row):
            state = problem.get_state_display()
            return {"village": f"{problem}{state}，不能改动；确需改动的，请先写明原因重新打开该问题。"}
        begun_on = (problem.found_on if problem else None) or (cycle.starts_on if cycle else None)
        return rules.line_faults(values, begun_on=begun_on, today=timezone.localdate())

    def _differs(self, values: dict[str, Any], row: Any) -> bool:
        return any(not same(self.value(row, name), value) for name, value in values.items())

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        late = self.narrow(self.rows(user, cycle), "late", "overdue").order_by("deadline")
        days = list(late.values_list("deadline", flat=True))
        url = f"{self.url('list')}?late=overdue"
        return [Due("任务和对策超过时限未完成", url, len(days), days[0], overdue=True)] if days else []

    def narrow(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        late = rows.filter(problem__state=ProblemState.OPEN, deadline__lt=timezone.localdate())
        return late.exclude(state__in=FINISHED)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        return None
