"""The ledgers of talks (谈心谈话) and of the officials who left with a merger."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Waiting, register
from electioncycle.roles import OFFICIALS, Action
from villages import models
from villages.choices import TalkState
from villages.definitions import TALKS
from villages.ledger.entry import PersonRowLedger, number_faults
from villages.models import Cycle, Village
from villages.rules.talks import talk_faults
from villages.services import talks
from villages.services.talk_figures import held_talks
from villages.village_ledgers import LedgerOfVillages, Panel, TalkTarget
from villages.workbooks.columns import ID_NUMBER, NAME, PHONE, SEX

FOLLOW_DAYS = 3
"""How many days before its day a follow-up shows among the things to do."""


@register
class FormerOfficialLedger(PersonRowLedger):
    """One line an official, the person entered together with the post he held."""

    model = models.FormerOfficial
    title = "建制调整离任干部"
    group = "村(社区)"
    icon = "user-off"
    position = 35
    open_to = OFFICIALS
    help = "村级建制调整后离任的干部，列入谈心谈话的应谈对象。"
    of_person = "person"
    person_columns = ("former_village", "former_post", "left_on")
    columns = (
        "person__name",
        "village__township",
        "village",
        "former_village",
        "former_post",
        "person__sex",
        "left_on",
        "cause",
        "whereabouts",
        "person__phone",
    )
    filters = ("village__township", "cause")
    search = ("search_text", "person__search_text")
    fields = (
        "village",
        "person__name",
        "person__sex",
        "person__id_number",
        "person__phone",
        "former_village",
        "former_post",
        "left_on",
        "cause",
        "whereabouts",
        "note",
    )
    keys = (("village", "person__id_number"), ("village", "person__name"))
    taken_along = Q()
    sheet = (
        NAME,
        SEX,
        ID_NUMBER,
        Column("原任职村", "former_village", required=True, width=14, example="东河村"),
        Column("原职务", "former_post", required=True, width=14, example="村委会主任"),
        Column("离任日期", "left_on", width=12, example="2026-05-20"),
        Column("离任原因", "cause", width=12, example="村级建制调整"),
        Column("离任后去向", "whereabouts", width=18, example="任网格员"),
        PHONE,
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        faults = number_faults(values, "person__id_number", "person__phone")
        left_on = values.get("left_on")
        if left_on and left_on > timezone.localdate():
            faults["left_on"] = f"离任日期({left_on})在今天之后，请核对。"
        return faults

    def talk_targets(self, user: Actor, cycle: Cycle) -> Iterable[TalkTarget]:
        names = ("pk", "village_id", "person_id", "person__name", "former_village", "former_post")
        rows = self.model.objects.visible_to(user).filter(cycle=cycle)
        for pk, village, person, name, place, post in rows.values_list(*names):
            yield TalkTarget(f"{self.name}-{pk}", "former", name, f"原{place}{post}", village, person)


def _to_follow(rows: QuerySet, user: Actor, cycle: Cycle) -> QuerySet:
    return rows.filter(follow_on__lte=timezone.localdate() + timedelta(days=FOLLOW_DAYS), follow_up="")


def _not_held_in_time(rows: QuerySet, user: Actor, cycle: Cycle) -> QuerySet:
    return rows.filter(state=TalkState.PLANNED, held_on__lt=timezone.localdate())


@register
class TalkLedger(LedgerOfVillages):
    model = models.Talk
    title = "谈心谈话"
    group = "人选"
    icon = "messages"
    position = 80
    open_to = OFFICIALS
    help = "一行一人；集中谈话请在“谈话安排”中勾选多人一次登记。"
    of_person = "person"
    person_columns = ("held_on", "level", "talker", "form", "state")
    columns = (
        "name",
        "village__township",
        "village",
        "post",
        "group",
        "level",
        "talker",
        "form",
        "held_on",
        "attitude",
        "demands",
        "follow_on",
        "state",
    )
    filters = ("village__township", "group", "level", "purpose", "attitude", "state", "held_on")
    questions: ClassVar[dict[str, Any]] = {
        "follow": ("跟进", (("due", "到期未跟进"), ("open", "有诉求未跟进"))),
        "session": ("集中谈", (("yes", "集中谈话登记的"),)),
    }
    waiting: ClassVar[dict[str, Waiting]] = {
        "follow": Waiting("到期和三天内到期的跟进", _to_follow),
        "again": Waiting.where("需再谈", state=TalkState.AGAIN),
        "late": Waiting("已过计划日期未登记", _not_held_in_time),
    }
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("谈话对象", ("village", "name", "post", "group")),
        ("谈话", ("level", "purpose", "talker", "form", "held_on", "place", "content", "attitude", "demands", "state")),
        ("承诺与跟进", ("pledge", "pledge_on", "contact", "follow_on", "follow_up", "note")),
    )
    keys = (("village", "name", "level", "held_on"),)
    derived = ("person",)
    taken_along = Q()
    attachments = ("谈话记录", "承诺书")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {"planned": "warn", "held": "ok", "again": "bad"},
        "attitude": {"supports": "ok", "doubts": "warn", "opposes": "bad"},
    }
    sheet = (
        Column("对象姓名", "name", required=True, width=10, example="张建国"),
        Column("现(原)职务", "post", width=16, example="原东河村主任"),
        Column("对象类别", "group", required=True, width=16, example="建制调整离任干部"),
        Column("层级", "level", required=True, width=16, example="联村领导全面谈"),
        Column("谈话人及职务", "talker", width=16, example="李明(镇党委副书记)"),
        Column("方式", "form", width=7, example="个别"),
        Column("日期", "held_on", width=12, example="2026-11-12"),
        Column("地点", "place", width=14, example="村党群服务中心"),
        Column("主要内容", "content", width=30, example="讲明换届政策，听取对班子配备的意见"),
        Column("态度", "attitude", width=8, example="支持"),
        Column("诉求", "demands", width=20, example="希望落实离任补助"),
        Column("承诺书", "pledge", width=11, example="无"),
        Column("签订日期", "pledge_on", width=12),
        Column("后续联系人", "contact", width=12, example="王驻村"),
        Column("跟进日期", "follow_on", width=12, example="2026-11-20"),
        Column("跟进情况", "follow_up", width=20),
        Column("状态", "state", width=8, example="已谈"),
        Column("备注", "note", width=12),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return talk_faults(values, today=timezone.localdate())

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        talks.link_persons(rows, by=by)

    def narrow(self, rows: Any, name: str, value: str) -> Any:
        if name == "session":
            return rows.exclude(session="")
        if value == "due":
            return rows.filter(follow_on__lte=timezone.localdate(), follow_up="")
        return rows.exclude(demands="").filter(follow_up="")

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Follow-ups whose day comes or has passed, talks to be held again, and planned ones whose day has passed."""
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return
        yield from self.entry("follow", user, cycle, title="谈话后续跟进", day="follow_on")
        yield from self.entry("again", user, cycle, title="谈心谈话需再谈")
        yield from self.entry("late", user, cycle, title="谈话已过计划日期未登记", day="held_on")

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        if self.allows(user, Action.PRINT):
            yield "谈话记录(PDF)", reverse("talk_record", args=[row.pk])
            yield "谈话记录(DOCX)", reverse("talk_record_docx", args=[row.pk])

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = self.rows(user, cycle).filter(village=village)[:20]
        names = ("name", "post", "group", "level", "talker", "held_on", "attitude", "demands", "state")
        return self.panel_of(village, names, rows)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = held_talks(user, cycle).order_by().values_list("village__township").annotate(n=Count("pk"))
        return {township: {TALKS.name: number} for township, number in rows}
