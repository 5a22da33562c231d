"""The ledger of placements (顶岗学习·挂职锻炼)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from candidates.choices import PLACEMENT_TONES, PlacementOutcome, ReserveState
from candidates.definitions import PLACED
from candidates.figures import reserves as figures
from candidates.models import Placement, ReserveCandidate
from candidates.rules import placements as rules
from candidates.services import placements
from candidates.workbooks.placements import PlacementPlanner
from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import OFFICIALS, Action
from electioncycle.security import marks
from electioncycle.security.privacy import mask_id
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel


def _last_month() -> date:
    return timezone.localdate().replace(day=1) - timedelta(days=1)


def _serving(rows: QuerySet) -> QuerySet:
    return rows.filter(outcome=PlacementOutcome.SERVING)


def _over(rows: QuerySet, user: Actor, cycle: Cycle) -> QuerySet:
    return _serving(rows).filter(ends_on__lt=timezone.localdate())


@register
class PlacementLedger(LedgerOfVillages):
    """One line a placement; the workbook names the person by name and, where two share it, by number."""

    model = Placement
    title = "顶岗锻炼"
    group = "人选"
    icon = "briefcase"
    position = 30
    open_to: ClassVar[frozenset[str]] = OFFICIALS
    of_person = "candidate__person"
    person_columns = ("post", "starts_on", "ends_on", "grade", "outcome")
    help = "先入后备人选库，再安排顶岗；每月情况在顶岗页上逐月记录。"
    own_pages = frozenset({"detail"})
    columns = (
        "candidate__person__name",
        "village__township",
        "village",
        "post",
        "mentor",
        "starts_on",
        "ends_on",
        "grade",
        "outcome",
    )
    filters = ("village__township", "post", "grade", "outcome")
    waiting: ClassVar[dict[str, Waiting]] = {
        "over": Waiting("顶岗期满", _over),
        "silent": Waiting(
            "还没有上月情况", lambda rows, user, cycle: placements.unnoted(_serving(rows), _last_month())
        ),
    }
    search = ("search_text", "candidate__search_text", "village__search_text")
    fieldsets = (
        ("顶岗", ("village", "candidate", "post", "mentor", "starts_on", "ends_on")),
        ("考核与去向", ("grade", "assessment", "outcome", "outcome_on", "note")),
    )
    keys = (("village", "candidate", "starts_on"), ("village", "candidate"))
    labels: ClassVar[dict[str, str]] = {"candidate__person__name": "姓名", "candidate": "后备人选"}
    tones: ClassVar[dict[str, dict[Any, str]]] = {"outcome": PLACEMENT_TONES}
    taken_along = Q(outcome=PlacementOutcome.SERVING)
    attachments = ("派任文件", "考核材料", "其他材料")
    sheet = (
        Column("姓名", required=True, width=10, show=lambda row: row.candidate.person.name, example="张建国"),
        Column(
            "身份证号",
            kind="id_number",
            width=21,
            show=lambda row: mask_id(row.candidate.person.id_number),
            example="11010519491231002X",
        ),
        Column("顶岗岗位", "post", required=True, width=18, example="书记助理"),
        Column("帮带导师", "mentor", width=12, example="王支书"),
        Column("顶岗起", "starts_on", required=True, width=12, example="2026-09-01"),
        Column("顶岗止", "ends_on", width=12, example="2026-12-31"),
        Column("考核", "grade", width=8, example="良"),
        Column("考核情况", "assessment", width=30, example="协助完成集体经济合同清理12份"),
        Column("去向", "outcome", width=10, example="顶岗中"),
        Column("去向日期", "outcome_on", width=12),
        Column("备注", "note", width=14),
    )
    planner = PlacementPlanner

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row.candidate.person.name}"

    def choices(self, name: str, user: Actor, cycle: Cycle) -> QuerySet:
        found = super().choices(name, user, cycle)
        if name == "candidate":
            return found.exclude(state=ReserveState.LEFT).select_related("person", "village__township")
        return found

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return rules.placement_faults(values, today=timezone.localdate())

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        placements.follow(rows, by=by)

    def history_rows(self, row: Any) -> Iterable[tuple[str, Any]]:
        return [(f"{note.month:%Y-%m}情况", note) for note in row.notes.all()]

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.state != "open" or not self.allows(user, Action.ADD):
            return
        title = "顶岗锻炼：{n}人顶岗期满，请考核并填写去向"
        yield from self.entry("over", user, cycle, title=title, day="ends_on")
        yield from self.entry("silent", user, cycle, title=f"顶岗锻炼：{{n}}人还没有{_last_month():%m}月情况")

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        names = ("candidate__person__name", "post", "mentor", "starts_on", "ends_on", "grade", "outcome")
        own = Placement.objects.visible_to(user).filter(cycle=cycle, village=village).select_related("post")
        rows = list(own[:30])
        with marks.beyond():  # somebody of another township's pool: of him no more than the name is read
            pool = ReserveCandidate.all_rows.select_related("person").only("person__name")
            prefetch_related_objects(rows, Prefetch("candidate", pool))
        return self.panel_of(village, names, rows)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        placed: dict[int, set[Any]] = {}
        for one in figures.placed(user, cycle):
            placed.setdefault(one.township, set()).add(one.who)
        return {key: {PLACED.name: len(people)} for key, people in placed.items()}
