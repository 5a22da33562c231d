"""The ledgers of a village's staff (报账员, 文书) and of the relations between those who hold posts (亲属关系)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, register
from electioncycle.roles import COUNTY_ROLES, OFFICIALS
from villages.ledger.entry import PersonRowLedger, person_faults
from villages.models import Cycle, Kinship, Person, Village, VillageStaff
from villages.services.avoidance import Found, findings, findings_among, people_in, roles_in
from villages.services.kin_sources import kin_sources
from villages.services.kinship_texts import villages_of_unsettled
from villages.services.pieces import by_township
from villages.services.territory import villages_of
from villages.village_ledgers import HeldRole, LedgerOfVillages, Panel
from villages.workbooks.columns import ID_NUMBER, NAME, PHONE, SEX
from villages.workbooks.kinship import KinshipPlanner


@register
class StaffLedger(PersonRowLedger):
    """One line a person and post; somebody of the team who keeps the books too is entered here with his number."""

    model = VillageStaff
    title = "村务人员"
    group = "村(社区)"
    icon = "id"
    position = 35
    open_to = OFFICIALS
    of_person = "person"
    person_columns = ("post", "since")
    help = "报账员、文书等；与班子成员是同一人的，请填同一身份证号。用于核对亲属回避。"
    columns = ("person__name", "village__township", "village", "post", "person__sex", "person__id_number", "since")
    filters = ("village__township", "post")
    search = ("search_text", "person__search_text")
    taken_along = Q()
    fields = (
        "village",
        "person__name",
        "person__sex",
        "person__id_number",
        "person__phone",
        "post",
        "since",
        "note",
    )
    keys = (("village", "person__id_number", "post"), ("village", "person__name", "post"))
    sheet = (
        NAME,
        SEX,
        ID_NUMBER,
        Column("村务岗位", "post", required=True, width=12, example="报账员"),
        Column("任职时间", "since", width=12, example="2021-01"),
        PHONE,
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return person_faults(values, row, user=user)

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        rows = VillageStaff.objects.filter(cycle=cycle, village__in=villages).order_by("village_id", "id")
        for village, person, name, post in rows.values_list("village_id", "person_id", "person__name", "post__name"):
            yield HeldRole(village, person, name, post, post, "staff")


@register
class KinshipLedger(LedgerOfVillages):
    """The county keeps the pairs that matter; a township reads those of its villages."""

    model = Kinship
    title = "亲属关系"
    group = "村(社区)"
    icon = "users-group"
    position = 75
    kept_by = "county"
    open_to = OFFICIALS
    own_pages = frozenset({"add", "edit"})
    help = "只登记与回避有关的关系：两人都须是本村登记的任职、提名或村务人员。"
    columns = ("person__name", "other__name", "relation", "village__township", "village", "source", "noted_on")
    filters = ("village__township", "relation")
    search = ("search_text", "village__search_text")
    fields = ("village", "person", "other", "relation", "source", "noted_on", "note")
    keys = (("village", "person", "other"),)
    taken_along = Q()
    labels: ClassVar[dict[str, str]] = {"person__name": "姓名", "other__name": "亲属姓名"}
    sheet = (
        Column("姓名", required=True, width=10, show=lambda row: row.person.name, example="张建国"),
        Column("亲属姓名", required=True, width=10, show=lambda row: row.other.name, example="张建军"),
        Column("关系", "relation", required=True, width=12, example="兄弟姐妹"),
        Column("来源", "source", width=20, example="乡镇填报"),
        Column("登记日期", "noted_on", width=12, example="2026-11-02"),
        Column("备注", "note", width=14),
    )
    planner = KinshipPlanner

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row}"

    def choices(self, name: str, user: Actor, cycle: Cycle | None) -> QuerySet:
        """Persons of the user's villages who hold posts there; the form narrows them to the village."""
        if name not in ("person", "other"):
            return super().choices(name, user, cycle)
        held = roles_in(villages_of(user, cycle), cycle) if cycle else {}
        return Person.objects.filter(pk__in={key for roles in held.values() for key in people_in(roles)})

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if values.get("person") is not None and values.get("person") == values.get("other"):
            return {"other": "与“姓名”是同一人，请核对。"}
        return {}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        """The pairs, each with what the rules say of it; somebody's two posts beside them."""
        own = _found_in(village, user, cycle)
        rows = list(self.rows(user, cycle).filter(village=village)[:30])
        said = {frozenset(one.persons): one.said for one in own}
        lines = [
            [str(row.person), str(row.other), str(row.relation), said.get(_pair(row), "未涉及回避规则")] for row in rows
        ]
        lines += [[one.name, "", one.relation, one.sentence] for one in own if len(one.persons) == 1]
        headers = ["姓名", "亲属姓名", "关系", "回避情况"]
        return Panel(self.title, headers, lines, url=f"{reverse('avoidance')}?village={village.pk}")

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.state != "open" or not user.roles & self.open_to:
            return
        towns = _towns(user, cycle)
        texts = sum(one.texts for one in towns)
        if texts and user.roles & COUNTY_ROLES:  # they are the county's to settle: nobody else is told of them
            yield Due(f"亲属关系文字待核对：{texts}条", reverse("kinship_texts"), texts)
        if found := sum(len(one.found) for one in towns):
            yield Due(f"亲属回避情况：{found}条，请核实", reverse("avoidance"), found)


class _Line(NamedTuple):
    """One finding as a village's page tells it: beside the pair, or as a line of its own of one person's two posts."""

    village: int
    persons: list[int]
    said: str
    name: str
    relation: str
    sentence: str


class _Town(NamedTuple):
    """Of one township: how many texts the county has to settle, and what rules say of posts held."""

    township: int
    texts: int
    found: list[_Line]


def _found_in(village: Village, user: Actor, cycle: Cycle) -> list[_Line]:
    """Out of what is kept of its township, as the to-do is; a village that is no more is not among these."""
    if village.is_closed:
        return [_line(one) for one in findings([village.pk], cycle).get(village.pk, [])]
    towns = _towns(user.reading(village.township.path), cycle)
    return [one for town in towns for one in town.found if one.village == village.pk]


def _towns(user: Actor, cycle: Cycle) -> list[_Town]:
    lines = by_township("kinship", user, cycle, lambda own: list(map(list, _counted(own, cycle))))
    return [_Town(town, texts, [_Line(*one) for one in found]) for town, texts, found in lines]


def _counted(user: Actor, cycle: Cycle) -> Iterator[_Town]:
    sources = kin_sources(user, cycle)
    town_of = sources.towns
    texts = Counter(town_of[village] for village in villages_of_unsettled(sources) if village in town_of)
    found: dict[int, list[_Line]] = defaultdict(list)
    for village, listed in findings_among(sources.held, sources.kin, cycle).items():
        found[town_of[village]] += [_line(one) for one in listed]
    for town in dict.fromkeys(town_of.values()):
        yield _Town(town, texts[town], found[town])


def _line(one: Found) -> _Line:
    said = f"{one.when}：{one.rule.label}"
    return _Line(one.village, sorted(one.persons), said, one.one.name, one.relation, one.sentence)


def _pair(row: Kinship) -> frozenset[int]:
    return frozenset((row.person_id, row.other_id))
