"""The ledgers of smaller bodies, of who sits in them where that is listed, and of the organisations beside them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Grid, register
from electioncycle.roles import OFFICIALS, Action
from elections.choices import POSTS_OF, SMALLER, Body, PostCode
from elections.definitions import BODIES_COMPLETE, COMPANIONS_RENEWED
from elections.ledger import meanings
from elections.models import BodyResult, CompanionBody, Election, RosterMember
from elections.report import result_sections
from elections.rules.words import Names
from elections.services import body_results
from elections.workbooks.bodies import BodyResultPlanner
from villages.choices import VillageKind
from villages.ledger.entry import PersonRowLedger, person_faults
from villages.models import Cycle, Village
from villages.village_ledgers import HeldRole, LedgerOfVillages, Panel, Section
from villages.workbooks.columns import ID_NUMBER, NAME, PHONE, SEX

GROUP = "投票和推选"


@register
class BodyResultLedger(LedgerOfVillages):
    """One row an election; the first time somebody types it, the election is registered along with it."""

    model = BodyResult
    meanings = meanings.BODY_RESULT
    title = "监委会等推选"
    group = GROUP
    icon = "users-group"
    position = 50
    open_to = OFFICIALS
    own_pages = frozenset({"detail", "add"})
    help = "监委会、代表和小组长一村一项一行；推选齐了填推选日期，这项选举随即办结。先后顺序由各县定。"
    columns = ("village", "village__township", "body", "due", "elected", "women", "held_on")
    filters = ("village__township", "body", "held_on")
    search = ("search_text", "village__search_text")
    fields = ("village", "body", "due", "elected", "women", "held_on", "note")
    keys = (("village", "body"),)
    planner = BodyResultPlanner
    sheet = (
        Column("推选事项", "body", required=True, width=18, example="村(居)民代表"),
        Column("应推选(人)", "due", required=True, width=10, example="36"),
        Column("已推选(人)", "elected", width=10, example="36"),
        Column("其中女(人)", "women", width=10, example="12"),
        Column("推选日期", "held_on", width=12, example="2026-12-10"),
        Column("备注", "note", width=14),
    )
    grid = Grid(fields[1:], spare=10)

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        """Of all cycles and of none, as the elections themselves."""
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("election__village__township__parent", "election__term__elected_in")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        if row is not None and any(
            name in values and values[name] != getattr(row, name) for name in ("village", "body")
        ):
            return {"body": "村(社区)和推选事项不能改动；填错的，请撤回这一行，另行登记。"}
        due, elected, women = (values.get(name) or 0 for name in ("due", "elected", "women"))
        day = values.get("held_on")
        if "due" in values and due < 1:
            return {"due": "应推选至少1人，请核对。"}
        if women > elected:
            return {"women": f"其中女{women}人，多于已推选{elected}人，请核对。"}
        if day and day > timezone.localdate():
            return {"held_on": f"推选日期({day})在今天之后，推选之后再填。"}
        if elected and elected >= due and day is None:
            return {"held_on": "已推选齐，请填写推选日期。"}
        if day and not elected:
            return {"elected": "填了推选日期，请填写已推选人数。"}
        return {}

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        body_results.follow(rows, by=by)

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        found = body_results.remarks_of(rows)
        return [f"{row}：{said}" for row in rows for said in found[row.pk]]

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = list(self.rows(user, cycle).filter(village=village)[:10])
        going = Election.objects.filter(village=village, start__cycle=cycle)
        may = cycle is not None and self.allows(user, Action.ADD) and going.exists()
        missing = [one for one in SMALLER if may and one not in {row.body for row in rows}]
        if not rows and not missing:
            return None
        named = {one: Names(village.kind == VillageKind.COMMUNITY).body(one) for one in Body.values}
        said = body_results.remarks_of(rows)
        kin = body_results.kin_of_supervisors([village.pk], cycle).get(village.pk, [])
        lines = []
        for row in rows:
            own = [*said[row.pk], *(kin if row.body == Body.SUPERVISION else [])]
            shown = (row.due, row.elected, row.women, row.held_on)
            lines.append([named[row.body], *("" if one is None else one for one in shown), " ".join(own)])
        lines += [[named[one], "", "", "", "", self._complete(village, one)] for one in missing]
        headers = ("推选事项", "应推选", "已推选", "其中女", "推选日期", "核对")
        return Panel(self.title, headers, lines, url=f"{self.url('list')}?q={village.name}")

    def _complete(self, village: Village, body: str) -> str:
        """Where its figures are confirmed as they were expected."""
        address = f"{self.url('add')}?village={village.pk}&body={body}"
        return format_html('<a href="{}">推选齐了，登记</a>', address)

    def report_sections(self, villages: Sequence[Village], cycle: Cycle | None) -> Iterable[Section]:
        return result_sections(villages, cycle)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        done = Q(held_on__isnull=False, elected__gte=F("due"), election__term__elected_in=cycle)
        rows = BodyResult.objects.visible_to(user).filter(done).order_by()
        counted = rows.values_list("village__township").annotate(number=Count("pk"))
        return {township: {BODIES_COMPLETE.name: number} for township, number in counted}


@register
class RosterLedger(PersonRowLedger):
    """Optional: without it the figures stand alone, and nobody's kin can be checked."""

    model = RosterMember
    title = "推选名册"
    group = GROUP
    icon = "list"
    position = 51
    open_to = OFFICIALS
    of_person = "person"
    person_columns = ("body", "post", "group")
    help = (
        "可不填。党组织当选人也填在这里；填了监委会成员的，按规则核对与村(居)委会成员、报账员、文书的回避；"
        "同一人请填同一身份证号。"
    )
    columns = ("person__name", "village__township", "village", "body", "post", "group", "person__sex")
    filters = ("village__township", "body", "post")
    search = ("search_text", "person__search_text")
    fields = (
        "village",
        "person__name",
        "person__sex",
        "person__id_number",
        "person__phone",
        "body",
        "post",
        "group",
        "note",
    )
    keys = (("village", "body", "person__id_number"), ("village", "body", "person__name"))
    taken_along = Q()
    sheet = (
        NAME,
        SEX,
        ID_NUMBER,
        Column("推选事项", "body", required=True, width=18, example="村(居)务监督委员会"),
        Column("职务", "post", required=True, width=10, example="委员"),
        Column("组", "group", width=8, example="3组"),
        PHONE,
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        found = person_faults(values, row, user=user)
        body, post = values.get("body"), values.get("post")
        if body and post and post not in POSTS_OF[body]:
            found["post"] = f"{Body(body).label}没有这一职务，请核对推选事项和职务。"
        return found

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle) -> Iterable[str]:
        return [*super().notices(rows, by=by, cycle=cycle), *body_results.second_holders(rows)]

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        """The rules of avoidance speak of supervisors and of the party organisation, of no others."""
        rows = RosterMember.objects.filter(cycle=cycle, village__in=villages, body__in=(Body.SUPERVISION, Body.PARTY))
        names = ("village_id", "person_id", "person__name", "body", "post")
        for village, person, name, body, post in rows.order_by("village_id", "id").values_list(*names):
            if body == Body.SUPERVISION:
                yield HeldRole(village, person, name, "监委成员", "新一届监委成员", "supervision", planned=True)
                continue
            said = f"新一届党组织{PostCode(post).label}"
            for role in ("党组织成员", "党组织书记") if post == PostCode.SECRETARY else ("党组织成员",):
                yield HeldRole(village, person, name, role, said, "party", planned=True)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """How many are listed of each body."""
        number: dict[str, int] = defaultdict(int)
        for body in self.rows(user, cycle).filter(village=village).values_list("body", flat=True):
            number[body] += 1
        facts = [(Body(body).label, f"{count}人") for body, count in number.items()]
        return Panel(self.title, facts=facts, url=f"{self.url('list')}?q={village.name}") if facts else None


@register
class CompanionLedger(LedgerOfVillages):
    """One line each a village; who needs none of it leaves it empty."""

    model = CompanionBody
    title = "配套组织换届"
    group = GROUP
    icon = "building-community"
    position = 52
    open_to = OFFICIALS
    help = "可不填。集体经济组织、妇联、共青团、民兵各一行。"
    columns = ("village", "village__township", "kind", "renewed_on", "head", "note")
    filters = ("village__township", "kind")
    search = ("search_text", "village__search_text")
    fields = ("village", "kind", "renewed_on", "head", "note")
    keys = (("village", "kind"),)
    taken_along = Q()
    sheet = (
        Column("组织", "kind", required=True, width=16, example="妇女联合会"),
        Column("换届日期", "renewed_on", width=12, example="2026-12-18"),
        Column("负责人", "head", width=10, example="李秀英"),
        Column("备注", "note", width=14),
    )
    labels: ClassVar[dict[str, str]] = {"head": "负责人姓名"}

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        day = values.get("renewed_on")
        if day and day > timezone.localdate():
            return {"renewed_on": f"换届日期({day})在今天之后，换届之后再填。"}
        return {}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = list(self.rows(user, cycle).filter(village=village)) if cycle else []
        return self.panel_of(village, ("kind", "renewed_on", "head"), rows) if rows else None

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = CompanionBody.objects.visible_to(user).filter(cycle=cycle, renewed_on__isnull=False).order_by()
        counted = rows.values_list("village__township").annotate(number=Count("pk"))
        return {township: {COMPANIONS_RENEWED.name: number} for township, number in counted}
