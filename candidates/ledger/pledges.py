"""The ledger of pledges not to stand (不参选承诺)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from candidates.choices import PledgeState
from candidates.definitions import SIGNED
from candidates.figures import pledges as figures
from candidates.models import Pledge
from candidates.rules import pledges as rules
from candidates.services.pledges import SCAN
from candidates.workbooks.pledges import DAY, NAME, NAME_HEADER, PledgePlanner
from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import OFFICIALS, Action
from electioncycle.workbooks.plans import clean_day
from villages.choices import TalkState
from villages.models import Cycle
from villages.village_ledgers import LedgerOfVillages


def _to_contact(user: Actor, cycle: Cycle) -> list[tuple[date, Pledge]]:
    """Signers to be talked with by tomorrow."""
    soon = timezone.localdate() + timedelta(days=1)
    return [(day, row) for day, row in figures.contacts_due(user, cycle) if day <= soon]


@register
class PledgeLedger(LedgerOfVillages):
    model = Pledge
    title = "不参选承诺"
    group = "人选"
    icon = "writing-sign"
    position = 85
    open_to = OFFICIALS
    own_pages = frozenset({"detail"})
    help = "本人自愿退选、自愿签订；不签、撤回都不影响本人依法参选和选举的权利。导入的为待签，签订、未签逐人登记。"
    columns = (
        "person__name",
        "village__township",
        "village",
        "post",
        "withdrew_on",
        "state",
        "signed_on",
        "leader",
        "cadre",
        "followed_on",
    )
    filters = ("village__township", "state", "post")
    waiting: ClassVar[dict[str, Waiting]] = {
        "contact": Waiting(
            "一对一联系到期",
            lambda rows, user, cycle: rows.filter(pk__in=[row.pk for _, row in _to_contact(user, cycle)]),
        )
    }
    search = ("search_text", "person__search_text", "village__search_text")
    fields = ("talk", "post", "withdrew_on", "statement", "leader", "cadre", "note")
    keys = (("talk",),)
    attachments = (SCAN, "退选声明")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {"drawn_up": "warn", "signed": "ok", "refused": "plain", "taken_back": "plain"}
    }

    sheet = (
        Column(
            NAME_HEADER,
            NAME,
            required=True,
            width=10,
            aliases=("承诺人", "对象姓名"),
            read=cells.clean_name,
            show=lambda row: row.person.name,
            example="张建国",
        ),
        Column(
            "谈话日期",
            DAY,
            width=12,
            read=clean_day,
            show=lambda row: row.talk.held_on,
            kind="date",
            example="2026-11-12",
        ),
        Column("退出参选的职位", "post", required=True, width=16, example="村(居)委会主任"),
        Column("本人表示退选日期", "withdrew_on", required=True, width=14, example="2026-11-12"),
        Column("本人说明", "statement", required=True, width=34, example="年纪大了，想让年轻人来干。"),
        Column("联系领导", "leader", required=True, width=16, example="王明(镇党委副书记)"),
        Column("驻村干部", "cadre", required=True, width=12, example="李驻村"),
        Column("状态(自)", width=9, compute=lambda row: row.get_state_display()),
        Column("签订日期(自)", width=12, compute=lambda row: row.signed_on),
        Column("最近联系日期(自)", width=12, compute=lambda row: row.followed_on),
        Column("备注", "note", width=14),
    )
    planner = PledgePlanner

    @property
    def joins(self) -> list[str]:
        return ["cycle", "person", "talk__person", "village__township"]

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row.person.name}"

    def choices(self, name: str, user: Actor, cycle: Cycle) -> QuerySet:
        """Talks that were held, the latest first."""
        rows = super().choices(name, user, cycle)
        if name != "talk":
            return rows
        held = rows.filter(state__in=(TalkState.HELD, TalkState.AGAIN))
        return held.select_related("village", "person").order_by("-held_on", "-id")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        talk = values.get("talk")
        if talk is None:
            return {}
        if talk.person is None:
            return {"talk": f"谈话对象“{talk.name}”没有对应到台账中的人员，请先在参选意向摸底或联审名单中登记本人。"}
        if row is not None and row.talk.person_id != talk.person_id:
            return {"talk": "承诺人不能换成另一个人，请撤回本条后另行登记。"}
        if row is not None and not row.editable:
            changed = [name for name in self.fields if name in values and self.value(row, name) != values[name]]
            if changed:
                said = f"承诺书{row.get_state_display()}，内容不能改动；联系情况请在该人的页面登记。"
                return {changed[0]: said}
        return rules.faults(values, held_on=talk.held_on, today=timezone.localdate())

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Signers to be talked with, and pledges that wait for their signature."""
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return
        if days := [day for day, _ in _to_contact(user, cycle)]:
            yield Due("不参选承诺：一对一联系到期", f"{self.url('list')}?todo=contact", len(days), days[0])
        if number := self.rows(user, cycle).filter(state=PledgeState.DRAWN_UP).count():
            yield Due("不参选承诺书待签", f"{self.url('list')}?state=drawn_up", number)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        signed = figures.pledges_of(user, cycle).filter(state=PledgeState.SIGNED).order_by()
        for township in signed.values_list("village__township", flat=True):
            counts = found.setdefault(township, {SIGNED.name: 0})
            counts[SIGNED.name] += 1
        return found

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        if self.allows(user, Action.PRINT):
            yield "打印承诺书(PDF)", reverse("pledge_paper", args=[row.pk])
            yield "承诺书(DOCX)", reverse("pledge_paper_docx", args=[row.pk])
