"""The ledgers of publicity: activities by channel, trainings, who attended them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Due, Grid, Ledger, register
from electioncycle.roles import OFFICIALS, Action
from meetings.definitions import ACTIVITIES, UNREACHED
from meetings.models import PublicityActivity, Trainee, Training
from meetings.oversight_choices import Attendance
from meetings.rules import publicity as rules
from meetings.services import publicity
from villages.models import Cycle, Village
from villages.services.pieces import by_township
from villages.village_ledgers import LedgerOfVillages, Panel

navigation.add(navigation.Entry("宣传覆盖", "publicity_coverage", "radar", "宣传与督导", OFFICIALS, position=9))


@register
class PublicityLedger(LedgerOfVillages):
    model = PublicityActivity
    title = "宣传活动"
    group = "宣传与督导"
    icon = "speakerphone"
    position = 10
    figures_are_dear = True
    open_to = OFFICIALS
    help = "一个村一次一行；同一活动覆盖多个村的，在“宣传覆盖”中勾选村一次登记。"
    columns = ("held_on", "village", "village__township", "channel", "theme", "audience", "reached", "place")
    filters = ("village__township", "channel", "held_on")
    search = ("search_text", "village__search_text")
    fields = ("village", "channel", "held_on", "theme", "audience", "reached", "place", "organiser", "note")
    keys = (("village", "channel", "held_on", "theme"),)
    grid = Grid(("held_on", "channel", "theme", "audience", "reached", "place", "organiser", "note"), spare=10)
    attachments = ("现场照片", "宣传材料")
    sheet = (
        Column("日期", "held_on", required=True, width=12, example="2026-11-10"),
        Column("宣传渠道", "channel", required=True, width=12, example="坝坝会"),
        Column("主题", "theme", required=True, width=24, example="换届纪律和程序宣讲"),
        Column("对象", "audience", width=14, example="全体村民"),
        Column("参加(覆盖)人数", "reached", width=9, example="86"),
        Column("地点(平台)", "place", width=16, example="3组晒坝"),
        Column("组织人", "organiser", width=10, example="王驻村"),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        starts = cycle.starts_on if cycle else None
        fault = rules.held_fault(values.get("held_on"), today=timezone.localdate(), starts_on=starts)
        return {"held_on": fault} if fault else {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.ADD):
            return []
        lines = by_township("unreached", user, cycle, lambda own: publicity.unreached(own, cycle))
        missing = sum(number for _, number in lines)
        words = f"宣传引导：{missing}个村(社区)还没有任何渠道覆盖"
        return [Due(words, reverse("publicity_coverage"), missing, cycle.entry_deadline)] if missing else []

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        """Each channel of the county's list with the last day it reached the village."""
        last = publicity.last_by_channel([village], cycle)[village.pk]
        facts = [
            (str(channel), str(last[channel.pk]) if channel.pk in last else "未覆盖")
            for channel in publicity.channels_of(cycle)
        ]
        url = f"{self.url('list')}?q={village.name}"
        return Panel(self.title, facts=facts, url=url, empty="本届没有设置宣传渠道。")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        return {
            line.township.pk: {ACTIVITIES.name: line.activities, UNREACHED.name: line.unreached}
            for line in publicity.coverage(user, cycle).lines
            if line.township is not None
        }


@register
class TrainingLedger(Ledger):
    model = Training
    title = "工作人员培训"
    group = "宣传与督导"
    icon = "school"
    position = 20
    open_to = OFFICIALS
    place = "area"
    own_pages: ClassVar[frozenset[str]] = frozenset({"detail"})
    help = "培训选举工作人员、志愿者等；到训名单在“参训名册”中由各乡镇填报。"
    columns = ("held_on", "area", "name", "audience", "expected", "hours", "place", "lecturers")
    filters = ("area", "held_on")
    fields = ("area", "name", "held_on", "audience", "expected", "hours", "place", "lecturers", "content", "note")
    keys = (("area", "name", "held_on"),)
    attachments = ("签到册", "课件讲义", "现场照片")
    sheet = (
        Column("培训名称", "name", required=True, width=24, example="选举工作人员业务培训"),
        Column("日期", "held_on", required=True, width=12, example="2026-11-12"),
        Column("对象", "audience", width=18, example="选举工作人员、志愿者"),
        Column("应到人数", "expected", width=8, example="35"),
        Column("学时", "hours", width=6, example="4"),
        Column("地点", "place", width=16, example="镇党校"),
        Column("授课人", "lecturers", width=18, example="县民政局 陈科长"),
        Column("内容", "content", width=28, example="参选登记、计票和填表"),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        starts = cycle.starts_on if cycle else None
        fault = rules.held_fault(values.get("held_on"), today=timezone.localdate(), starts_on=starts)
        return {"held_on": fault} if fault else {}


@register
class TraineeLedger(Ledger):
    model = Trainee
    title = "参训名册"
    group = "宣传与督导"
    icon = "clipboard"
    position = 21
    open_to = OFFICIALS
    place = "area"
    help = "各乡镇填报本乡镇参训人员；请假、缺席的补训后改为“已补训”并填写补训日期。"
    columns = ("area", "training", "name", "unit", "attendance", "absence", "made_up_on", "pledged_on")
    filters = ("area", "training", "attendance")
    fields = ("area", "training", "name", "unit", "attendance", "absence", "made_up_on", "pledged_on", "note")
    keys = (("training", "area", "name", "unit"), ("training", "area", "name"))
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "attendance": {
            Attendance.PRESENT: "ok",
            Attendance.MADE_UP: "info",
            Attendance.EXCUSED: "warn",
            Attendance.ABSENT: "bad",
        }
    }
    sheet = (
        Column("培训", "training", required=True, width=30),
        Column("姓名", "name", required=True, width=10, example="张建国"),
        Column("单位职务(村及岗位)", "unit", width=24, example="青山村监票员"),
        Column("到训情况", "attendance", width=9, example="参加"),
        Column("缺席原因", "absence", width=14),
        Column("补训日期", "made_up_on", width=12),
        Column("纪律承诺书签订日期", "pledged_on", width=12, example="2026-11-12"),
        Column("备注", "note", width=14),
    )

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        return super().rows(user, cycle, withdrawn=withdrawn).select_related("training__area")

    def choices(self, name: str, user: Actor, cycle: Cycle) -> QuerySet:
        found = super().choices(name, user, cycle)
        return found.select_related("area") if name == "training" else found

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        training = values.get("training") or (row.training if row else None)
        held = training.held_on if training else None
        return rules.trainee_faults(values, held_on=held, today=timezone.localdate())

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Those who missed a training and have not had it since."""
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return []
        missed = self.rows(user, cycle).filter(attendance__in=(Attendance.EXCUSED, Attendance.ABSENT)).count()
        url = f"{self.url('list')}?attendance={Attendance.ABSENT}"
        return [Due(f"工作人员培训：{missed}人缺席，尚未补训", url, missed)] if missed else []
