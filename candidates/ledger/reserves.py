"""The ledgers of the reserve pool (后备人选库) and of the floating party committees (流动党委)."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from candidates import report
from candidates.choices import RESERVE_TONES, Direction, PlacementGrade, ReserveState
from candidates.definitions import POOLED
from candidates.figures import reserves as figures
from candidates.ledger.people import PersonLedger
from candidates.models import FloatingCommittee, ReserveCandidate
from candidates.services import placements
from candidates.workbooks.reserves import FROM, GRADE, NOT_PLACED, PLACE, POST, TO, PoolPlanner
from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Ledger, Waiting, register
from electioncycle.roles import OFFICIALS, Action
from electioncycle.security import marks
from villages.models import Cycle, Village
from villages.village_ledgers import Panel, Section, TalkTarget
from villages.workbooks.columns import EDUCATION, PHONE, WHO

GRADES = tuple(str(label) for label in PlacementGrade.labels)


def _placement(name: str, empty: str = "") -> Any:
    """A column that shows something of the latest placement."""

    def show(row: Any) -> str:
        found = placements.latest(row)
        if found is None:
            return empty
        return found.get_grade_display() if name == "grade" else str(getattr(found, name) or "")

    return show


@register
class FloatingCommitteeLedger(Ledger):
    model = FloatingCommittee
    title = "流动党委"
    group = "人选"
    icon = "map-pin"
    position = 26
    place = "area"
    open_to: ClassVar[frozenset[str]] = OFFICIALS
    columns = ("name", "area", "place", "secretary", "phone", "members", "founded_on")
    filters = ("area",)
    fields = ("area", "name", "place", "secretary", "phone", "members", "founded_on", "note")
    keys = (("area", "name"),)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        founded = values.get("founded_on")
        if founded and founded > timezone.localdate():
            return {"founded_on": f"成立时间({founded})在今天之后，请核对。"}
        return {}


@register
class ReserveLedger(PersonLedger):
    """Template 后备人选, its columns in that order; the columns of 顶岗 are written to the placements' ledger."""

    model = ReserveCandidate
    title = "后备人选库"
    icon = "users-plus"
    position = 20
    lacks = "后备人选不足"
    of_person = "person"
    person_columns = ("group", "channel", "direction", "township_review", "state")
    waiting: ClassVar[dict[str, Waiting]] = {
        "review": Waiting(
            "待乡镇初审",
            lambda rows, user, cycle: rows.filter(township_review="open").exclude(state=ReserveState.LEFT),
        )
    }
    help = "本乡镇已登记的身份证号视为同一人；“顶岗”各栏在“顶岗锻炼”台账中办理，随本表导入的一并登记。"
    own_pages = frozenset({"detail"})
    columns = (
        "person__name",
        "village__township",
        "village",
        "person__sex",
        "person__birth",
        "person__education",
        "person__politics",
        "group",
        "channel",
        "work_place",
        "return_state",
        "direction",
        "township_review",
        "state",
    )
    filters = (
        "village__township",
        "group",
        "channel",
        "person__sex",
        "person__education",
        "return_state",
        "willingness",
        "direction",
        "township_review",
        "state",
    )
    fieldsets = (
        (
            "人员",
            (
                "village",
                "person__name",
                "person__sex",
                "person__ethnicity",
                "person__id_number",
                "person__birth",
                "person__politics",
                "party_stage",
                "person__education",
                "home",
                "work_place",
                "trade",
                "person__phone",
            ),
        ),
        ("类别与推荐", ("group", "channel", "committee", "recommender", "recommended_on")),
        ("意愿与培养", ("return_state", "willingness", "direction", "trainer")),
        ("状态", ("township_review", "state", "left_because", "note")),
    )
    keys = (("village", "person__id_number"), ("village", "person__name"))
    attachments = ("推荐材料", "培养材料", "其他材料")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": RESERVE_TONES,
        "township_review": {"passed": "ok", "failed": "bad", "open": "plain"},
    }
    taken_along = ~Q(state=ReserveState.LEFT)
    sheet = (
        *WHO,
        Column("党员发展阶段", "party_stage", width=10, example="党员"),
        EDUCATION,
        Column("户籍村组", "home", width=12, example="东河村2组"),
        Column("现居(务工)地", "work_place", width=16, example="浙江省温州市平阳县"),
        Column("行业单位", "trade", width=16, example="建筑业"),
        Column("主要类别", "group", required=True, width=13, example="优秀农民工"),
        Column("推荐渠道", "channel", required=True, width=13, example="流动党委推荐"),
        Column("推荐单位(人)", "recommender", width=16, example="驻温州流动党委"),
        Column("推荐日期", "recommended_on", width=12, example="2026-09-18"),
        Column("返乡状态", "return_state", width=10, example="承诺返乡"),
        Column("本人意愿", "willingness", width=9, example="愿意"),
        Column("培养方向", "direction", width=12, example="两委成员"),
        Column("培养联系人", "trainer", width=11, example="李联村"),
        Column(POST, width=14, group="顶岗", show=_placement("post", NOT_PLACED), example="书记助理"),
        Column(PLACE, width=12, group="顶岗", show=_placement("village"), example="东河村"),
        Column(FROM, kind="date", width=12, group="顶岗", show=_placement("starts_on"), example="2026-09-01"),
        Column(TO, kind="date", width=12, group="顶岗", show=_placement("ends_on"), example="2026-12-31"),
        Column(GRADE, width=9, group="顶岗", show=_placement("grade"), choices=GRADES, example="良"),
        Column("乡镇初审", "township_review", width=9, example="通过"),
        Column("状态", "state", width=9, example="储备"),
        Column("退出原因", "left_because", width=14),
        PHONE,
        Column("备注", "note", width=14),
    )
    planner = PoolPlanner

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.prefetch_related("placements__post", "placements__village")

    def columns_of(self, cycle: Cycle) -> tuple[Column, ...]:
        """The posts offered are those of this cycle's list."""
        posts = (NOT_PLACED, *placements.posts_of(cycle))
        return tuple(dataclasses.replace(one, choices=posts) if one.header == POST else one for one in self.sheet)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found = super().check(values, row, user=user, cycle=cycle)
        if values.get("state") == ReserveState.LEFT and not values.get("left_because"):
            found["left_because"] = "状态为“退出”的，请填写退出原因。"
        recommended = values.get("recommended_on")
        if recommended and recommended > timezone.localdate():
            found["recommended_on"] = f"推荐日期({recommended})在今天之后，请核对。"
        return found

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.state != "open" or not self.allows(user, Action.ADD):
            return
        least = figures.least(cycle)
        if least and (short := figures.number_short(user, cycle)):
            title = f"后备人选库：{short}个村(社区)后备人选不足{least}人"
            yield from self.lacking_entry(short, cycle, title=title)
        decides = self.allows(user, Action.TOWNSHIP_REVIEW)
        yield from self.entry("review", user, cycle, title="后备人选库：{n}人待乡镇初审", to_decide=decides)

    def lacking(self, user: Actor, cycle: Cycle) -> Any:
        return figures.short_keys(user, cycle)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        kept = super().rows(user, cycle).filter(village=village).exclude(state=ReserveState.LEFT)
        rows = list(kept[:30])
        with marks.beyond():  # placed in another township
            prefetch_related_objects(rows, "placements__post")
        names = ("person__name", "person__sex", "person__birth", "person__education", "group", "direction", "state")
        return Panel(
            self.title,
            headers=[*(self.label(name) for name in names), "顶岗"],
            rows=[[*(self.display(row, name) for name in names), self._placed(row)] for row in rows],
            url=f"{self.url('list')}?q={village.name}",
            links=[self.page_of(row) for row in rows],
        )

    @staticmethod
    def _placed(row: Any) -> str:
        found = placements.latest(row)
        return f"{found.post}(自{found.starts_on:%Y-%m})" if found is not None else ""

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        return {key: {POOLED.name: number} for key, number in figures.number_by_township(user, cycle).items()}

    def talk_targets(self, user: Actor, cycle: Cycle) -> Iterable[TalkTarget]:
        """Everybody kept in reserve; who has left or sits in a team by now is none of them."""
        rows = self.model.objects.visible_to(user).filter(cycle=cycle).order_by("village_id", "id")
        rows = rows.exclude(state__in=(ReserveState.LEFT, ReserveState.IN_OFFICE))
        names = ("pk", "village_id", "person_id", "person__name", "direction")
        for pk, village, person, name, direction in rows.values_list(*names):
            post = f"后备人选({Direction(direction).label})" if direction else "后备人选"
            yield TalkTarget(f"{self.name}-{pk}", "reserve", name, post, village, person)

    def report_sections(self, villages: Sequence[Any], cycle: Cycle) -> Iterable[Section]:
        return [report.section(villages, cycle)]
