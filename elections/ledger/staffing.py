"""The ledgers of who runs a vote, where its boxes stand and how many proxies were given."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Grid, register
from electioncycle.roles import OFFICIALS, Action, officials_may
from elections.choices import Avoids, PlaceKind, PlaceState
from elections.definitions import BOXES_APPROVED, BOXES_ROVING, PROXIES
from elections.ledger import meanings
from elections.models import Election, ElectionStaff, PollingPlace, ProxyTally
from elections.models.of_election import OfVote
from elections.rules.duties import duties
from elections.services import barred, polling_preparation
from elections.workbooks.of_election import OfElectionPlanner
from villages.models import Cycle, Village
from villages.village_ledgers import HeldRole, LedgerOfVillages, Panel


class LedgerOfElection(LedgerOfVillages):
    """Of all cycles and of none, as the elections themselves; the election is found from the village."""

    group = "投票和推选"
    open_to = OFFICIALS
    planner: ClassVar[type[OfElectionPlanner]] = OfElectionPlanner
    search = ("search_text", "village__search_text")
    election_page = ("投票准备", "polling_preparation")
    """What the page is called on which the rows of one election stand together, and its route."""

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related(*self.joins, "election__village__township__parent", "election__term__elected_in")

    def detail_links(self, row: OfVote, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        title, name = self.election_page
        yield title, reverse(name, args=[row.election_id])

    def election_in(self, village: Village) -> Election | None:
        """The one that goes on there, else the last one."""
        return self.planner.elections_in([village.pk]).get(village.pk)

    def of_village(self, village: Village, *, user: Actor, cycle: Cycle | None) -> list[Any]:
        election = self.election_in(village)
        return list(self.rows(user, cycle).filter(election=election)) if election else []


@register
class ElectionStaffLedger(LedgerOfElection):
    model = ElectionStaff
    title = "选举工作人员"
    icon = "users"
    position = 40
    help = "候选人和规则规定的亲属须回避；流动票箱的监票人登记到票箱。"
    columns = ("name", "village__township", "village", "duty", "box", "avoids")
    filters = ("village__township", "duty", "avoids")
    fields = ("village", "name", "duty", "box", "avoids", "note")
    keys = (("village", "name", "duty", "box"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "avoids": {Avoids.UNKNOWN: "plain", Avoids.CLEAR: "ok", Avoids.KIN: "bad"}
    }
    sheet = (
        Column("姓名", "name", required=True, width=10, example="张建国"),
        Column("职责", "duty", required=True, width=16, example="监票人"),
        Column("票箱(投票站)", "box", width=16, example="流动票箱1"),
        Column("回避核对", "avoids", width=18, example="已核对，不须回避"),
        Column("备注", "note", width=14),
    )

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row}"

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        """Who has to keep apart, and boxes nobody has entered yet."""
        return polling_preparation.notices(rows)

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        return barred.roles_of_staff(villages, cycle)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        if not rows:
            return None
        number = Counter(row.duty for row in rows)
        facts = [(duty.title, f"{number[duty.code]}名") for duty in duties().values() if number[duty.code]]
        url = reverse("polling_preparation", args=[rows[0].election_id])
        return Panel(self.title, facts=facts, url=url, link="投票准备")


@register
class PollingPlaceLedger(LedgerOfElection):
    model = PollingPlace
    meanings = meanings.POLLING_PLACE
    title = "投票场所和票箱"
    icon = "map-pin"
    position = 41
    help = "中心会场、投票站和流动票箱；流动票箱报乡镇批准，使用人名单公布后登记日期。"
    columns = (
        "name",
        "village__township",
        "village",
        "kind",
        "address",
        "hours",
        "voters",
        "state",
        "posted_on",
    )
    filters = ("village__township", "kind", "state")
    fields = ("village", "kind", "name", "address", "route", "hours", "voters", "note")
    keys = (("village", "name"),)
    own_pages = frozenset({"add", "detail"})
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {PlaceState.DRAFT: "plain", PlaceState.ASKED: "warn", PlaceState.APPROVED: "ok"}
    }
    sheet = (
        Column("类别", "kind", required=True, width=12, example="流动票箱"),
        Column("名称", "name", required=True, width=14, example="流动票箱1"),
        Column("地点", "address", width=20, example="村文化礼堂"),
        Column("路线", "route", width=26, example="3组晒谷场至5组，逐户上门"),
        Column("起止时间", "hours", width=14, example="8:00—11:30"),
        Column("使用人数", "voters", width=9, example="6"),
        Column("状态(自)", width=10, compute=lambda row: row.get_state_display()),
        Column("批准文号(自)", width=16, compute=lambda row: row.approval_number),
        Column("名单公布日期(自)", width=14, compute=lambda row: f"{row.posted_on or ''}"),
        Column("备注", "note", width=14),
    )

    def locked(self, row: Any) -> str:
        if row.is_fixed:
            return f"流动票箱{row.get_state_display()}，登记的内容不能改动；需要调整的，请乡镇组织委员先退回。"
        return super().locked(row)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        moved = [name for name in values if row is not None and values[name] != getattr(row, name)]
        if moved and (said := self.locked(row)):
            return {moved[0]: said}
        roving = values.get("kind") == PlaceKind.ROVING
        if not roving and (values.get("route") or values.get("voters") is not None):
            name = "route" if values.get("route") else "voters"
            return {name: "路线和使用人数只有流动票箱填写，请核对类别。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if officials_may(user, Action.TOWNSHIP_REVIEW):
            count = self.rows(user, cycle).filter(state=PlaceState.ASKED).count()
            if count:
                yield Due("流动票箱待批准", f"{self.url('list')}?state={PlaceState.ASKED}", count, to_decide=True)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = PollingPlace.objects.visible_to(user).filter(kind=PlaceKind.ROVING, election__start__cycle=cycle)
        found: dict[int, dict[str, Any]] = {}
        counted = rows.order_by().values_list("village__township", "state").annotate(number=Count("pk"))
        for township, state, number in counted:
            line = found.setdefault(township, {BOXES_ROVING.name: 0, BOXES_APPROVED.name: 0})
            line[BOXES_ROVING.name] += number
            line[BOXES_APPROVED.name] += number if state == PlaceState.APPROVED else 0
        return found

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        names = ("kind", "name", "address", "hours", "state", "posted_on")
        return self.panel_of(village, names, rows) if rows else None


@register
class ProxyTallyLedger(LedgerOfElection):
    model = ProxyTally
    meanings = meanings.PROXIES
    title = "委托投票登记"
    icon = "transfer"
    position = 42
    help = "只填人数；县里开启登记姓名的，在“委托和流动票名单”中填写。"
    columns = ("village", "village__township", "certificates", "holders", "most", "note")
    filters = ("village__township",)
    fields = ("village", "certificates", "holders", "most", "note")
    keys = (("village",),)
    sheet = (
        Column("办理委托(人)", "certificates", required=True, width=12, example="35"),
        Column("受托人(人)", "holders", width=10, example="28"),
        Column("一人接受委托最多(人)", "most", width=12, example="2"),
        Column("备注", "note", width=14),
    )
    grid = Grid(fields[1:])

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        given, holders, most = values.get("certificates"), values.get("holders"), values.get("most")
        if given is not None and holders is not None and holders > given:
            return {"holders": f"受托人{holders}人多于办理委托{given}人，请核对。"}
        if given is not None and most is not None and most > given:
            return {"most": f"一人接受委托最多{most}人，多于办理委托的{given}人，请核对。"}
        return {}

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        rows = ProxyTally.objects.visible_to(user).filter(election__start__cycle=cycle)
        for township, number in rows.order_by().values_list("village__township", "certificates"):
            line = found.setdefault(township, {PROXIES.name: 0})
            line[PROXIES.name] += number
        return found

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        return self.panel_of(village, ("certificates", "holders", "most"), rows) if rows else None
