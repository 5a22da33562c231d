"""The ledgers of election committees and of their members, in order, with exits and who followed."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import FIELD, READING, Action
from elections.choices import LIVE, CommitteeRole, RecordState
from elections.definitions import COMMITTEES
from elections.ledger import meanings
from elections.ledger.recorded import RecordedLedger
from elections.models import CommitteeMember, ElectionCommittee
from elections.workbooks.committees import MemberPlanner
from elections.workbooks.nominations import WHO
from villages.models import Cycle, Village
from villages.village_ledgers import HeldRole, LedgerOfVillages, Panel


def _short(rows: QuerySet, user: Actor, cycle: Cycle | None) -> QuerySet:
    gone = CommitteeMember.objects.exclude(left_on=None).filter(followed_by=None)
    gone = gone.exclude(role=CommitteeRole.SUBSTITUTE).order_by()
    return rows.filter(election__state__in=LIVE, state=RecordState.APPROVED, pk__in=gone.values("committee"))


@register
class CommitteeLedger(RecordedLedger):
    model = ElectionCommittee
    meanings = meanings.COMMITTEE
    title = "选举委员会"
    icon = "users-group"
    position = 32
    help = "推选情况在这里登记或者导入，成员名单在选举委员会页面一次填写；推选、公布、报备的日期在选举日程登记。"
    columns = ("village", "village__township", "chosen_by", "choosing", "entitled", "present", "state")
    filters = ("village__township", "state", "chosen_by")
    fields = ("village", "chosen_by", "choosing", "entitled", "present", "note")
    waiting: ClassVar[dict[str, Waiting]] = {"short": Waiting("成员退出后没有递补", _short)}
    sheet = (
        Column("推选会议", "chosen_by", required=True, width=16, example="村(居)民代表会议"),
        Column("推选方式", "choosing", width=12, example="无记名投票"),
        Column("应到会(人)", "entitled", width=10, example="45"),
        Column("到会(人)", "present", width=10, example="41"),
        Column("备注", "note", width=16),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        entitled, present = values.get("entitled"), values.get("present")
        if entitled is not None and present is not None and present > entitled:
            return {"present": f"到会{present}人多于应到会{entitled}人，请核对。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        yield from super().due(user, cycle)
        if self.allows(user, Action.CHANGE):
            yield from self.entry("short", user, cycle, title="选举委员会成员退出后没有递补")

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = list(self.rows(user, cycle).filter(village=village)[:1])
        if not rows:
            return None
        facts: list[tuple[str, Any]] = [
            ("推选会议", rows[0].get_chosen_by_display()),
            ("状态", rows[0].get_state_display()),
        ]
        facts += [(f"{one.get_role_display()}", f"{one}{_exit(one)}") for one in _list(rows[0])]
        return Panel(self.title, facts=facts, url=self.page_of(rows[0]), link="查看和办理")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = ElectionCommittee.objects.visible_to(user).filter(election__start__cycle=cycle).order_by()
        counted = rows.filter(state=RecordState.APPROVED).values_list("village__township").annotate(n=Count("pk"))
        return {township: {COMMITTEES.name: number} for township, number in counted}


def _list(row: ElectionCommittee) -> QuerySet[CommitteeMember]:
    return row.members.select_related("person").order_by("number")


def _exit(one: CommitteeMember) -> str:
    return f"({one.left_on:%m-%d}退出)" if one.left_on else ""


@register
class CommitteeMemberLedger(LedgerOfVillages):
    """Entered on the page of the committee or by workbook; read here, and asked by the rules of avoidance."""

    model = CommitteeMember
    title = "选举委员会成员"
    group = "登记和提名"
    icon = "users"
    position = 33
    open_to = FIELD
    actions = READING | {Action.IMPORT}
    of_person = "person"
    person_columns = ("role", "joined_on", "left_on")
    help = "在选举委员会页面登记，也可以导入；退出和递补在选举委员会页面办理。"
    keys = (("village", "person__name"),)
    planner = MemberPlanner
    columns = (
        "person__name",
        "village",
        "village__township",
        "role",
        "number",
        "joined_on",
        "left_on",
        "left_because",
        "followed_by",
    )
    filters = ("village__township", "role", "left_because")
    search = ("search_text", "person__search_text")
    fields = ("village", "person__name", "person__sex", "role")
    fieldsets = (("", ("role", "number", "joined_on", "exit_planned_on", "left_on", "left_because", "exit_number")),)
    sheet = (
        Column("序号(自)", width=8, compute=lambda row: row.number),
        Column("姓名", "person__name", required=True, width=10, example="张建国"),
        Column("性别", "person__sex", required=True, width=6, example="男"),
        Column("职务", "role", required=True, width=10, example="委员"),
        Column(WHO, width=16, show=lambda row: "", example="现任班子"),
        Column("退出日期(自)", width=12, compute=lambda row: f"{row.left_on or ''}"),
    )

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        going = Q(committee__election__state__in=LIVE) | Q(committee__election__term__elected_in=cycle)
        found = found.filter(going, committee__withdrawn_at=None)
        return found.select_related(
            "person", "village__township", "followed_by__person", "committee__election__term__elected_in"
        )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        """Who it is does not change in a line; a part of the village's list does not go elsewhere."""
        names = ("village", "person__name", "person__sex")
        moved = [
            name
            for name in names
            if row is not None and values.get(name, self.value(row, name)) != self.value(row, name)
        ]
        return {moved[0]: "名单上是谁不能在表中改换；换人的请在选举委员会页面去掉后另行登记。"} if moved else {}

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row}"

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "选举委员会", reverse("electioncommittee_detail", args=[row.committee_id])

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        return None

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        rows = CommitteeMember.objects.filter(
            village__in=villages,
            left_on=None,
            committee__election__term__elected_in=cycle,
            committee__withdrawn_at=None,
        ).exclude(role=CommitteeRole.SUBSTITUTE)
        names = ("village_id", "person_id", "person__name", "role")
        for village, person, name, role in rows.order_by("village_id", "number").values_list(*names):
            said = f"选举委员会{CommitteeRole(role).label}"
            yield HeldRole(village, person, name, "选举委员会成员", said, "election_committee")
