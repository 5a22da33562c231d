"""The ledgers of who is registered, in numbers, and of corrections of the published list."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Grid, Waiting, register
from electioncycle.roles import OFFICIALS, READING, Action, officials_may
from elections.choices import VoterClass
from elections.definitions import REGISTERED
from elections.ledger import meanings
from elections.ledger.recorded import RecordedLedger
from elections.models import Registration, Supplement
from elections.models.registrations import MOST_PEOPLE
from elections.rules.registration import groups_fault
from elections.services.recorded import APPROVERS
from elections.services.registrations import correction_faults
from villages.models import Cycle, Village
from villages.services.rule_sets import rules_of
from villages.village_ledgers import LedgerOfVillages, Panel

FIGURES = ("registered", *VoterClass.values)


@register
class RegistrationLedger(RecordedLedger):
    model = Registration
    meanings = meanings.REGISTRATION
    title = "登记参加选举"
    icon = "list-numbers"
    position = 34
    help = "只登记人数，不登记姓名；名单公布、异议和答复的日期在选举日程登记。"
    columns = ("village", "village__township", "base", "registered", *VoterClass.values, "state")
    filters = ("village__township", "state", "base")
    fields = (
        "village",
        "base",
        *FIGURES,
        "groups",
        "outsider_present",
        "outsider_for",
        "last_registered",
        "note",
    )
    sheet = (
        Column("参加选举的方式", "base", width=16, example="登记参加选举的村(居)民"),
        Column("登记总数", "registered", required=True, width=10, example="1200"),
        *(Column(VoterClass(one).label, one, width=12) for one in VoterClass.values),
        Column("各小组人数", "groups", width=20, example="一组 126；二组 130"),
        Column("非户籍表决到会(人)", "outsider_present", width=12),
        Column("非户籍表决同意(人)", "outsider_for", width=12),
        Column("上届登记数", "last_registered", width=10),
        Column("备注", "note", width=16),
    )
    grid = Grid(fields[1:])

    def columns_of(self, cycle: Cycle | None) -> tuple[Column, ...]:
        """The classes of the cycle's set only; all where the set says nothing of them."""
        known = rules_of(cycle).several("voter_classes")
        left_out = set(VoterClass.values) - set(known) if known else set()
        return tuple(one for one in self.all_columns if one.field not in left_out)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        found = {
            name: f"{MOST_PEOPLE}人以上不像一个村(社区)的人数，请核对。"
            for name in FIGURES
            if (values.get(name) or 0) > MOST_PEOPLE
        }
        if said := groups_fault(values.get("groups") or ""):
            found["groups"] = said
        present, agreed = values.get("outsider_present"), values.get("outsider_for")
        if present is not None and agreed is not None and agreed > present:
            found["outsider_for"] = f"同意{agreed}人多于到会{present}人，请核对。"
        return found

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        row = self.rows(user, cycle).filter(village=village).prefetch_related("supplements").first()
        if row is None:
            return None
        facts: list[tuple[str, Any]] = [("参加选举的方式", row.get_base_display()), ("登记总数", row.figure)]
        facts += [(VoterClass(one).label, number) for one, number in row.classes.items()]
        return Panel(self.title, facts=facts, url=self.page_of(row), link="查看和办理")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = Registration.objects.visible_to(user).filter(election__start__cycle=cycle, base="people")
        found: dict[int, dict[str, Any]] = {}
        for row in rows.select_related("village").prefetch_related("supplements").order_by():
            line = found.setdefault(row.village.township_id, {REGISTERED.name: 0})
            line[REGISTERED.name] += row.figure
        return found


@register
class SupplementLedger(LedgerOfVillages):
    """Entered on the page of the registration; the number and day of its notice are added here when it is out."""

    model = Supplement
    title = "名单更正"
    group = "登记和提名"
    icon = "file-plus"
    position = 35
    open_to = OFFICIALS
    actions = READING | {Action.CHANGE, Action.WITHDRAW}
    help = "名单公布后的增减，每次都有补充公告的编号和日期。"
    columns = (
        "village",
        "village__township",
        "number",
        "registered",
        "grounds",
        "notice_number",
        "published_on",
        "confirmed",
    )
    filters = ("village__township",)
    search = ("search_text", "village__search_text")
    fields = ("registered", "grounds", "notice_number", "published_on")
    waiting: ClassVar[dict[str, Waiting]] = {
        "unpublished": Waiting.where("没有登记补充公告", published_on=None),
        "unconfirmed": Waiting.where("待核对", confirmed=False),
    }

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        return correction_faults(values.get("registered"), values.get("published_on"))

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related("village__township", "registration__election__term__elected_in")

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if self.allows(user, Action.CHANGE):
            yield from self.entry("unpublished", user, cycle, title="名单更正没有登记补充公告")
        if officials_may(user, *APPROVERS):
            yield from self.entry("unconfirmed", user, cycle, title="名单更正待核对", to_decide=True)

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "登记情况", reverse("registration_detail", args=[row.registration_id])
