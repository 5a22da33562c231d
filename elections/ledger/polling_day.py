"""The ledgers of a polling day: checks, watch and volunteers, ballots on their way, turnout, what was unforeseen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Grid, Waiting, register
from electioncycle.roles import Action, officials_may
from elections.definitions import CALLED, CARS, DRIVERS, INCIDENTS_OPEN, RIDES, VISITED, VOLUNTEERS
from elections.ledger.staffing import LedgerOfElection
from elections.models import BallotCustody, DayCheck, DaySupport, Incident, Turnout
from elections.rules import duty_desk
from elections.rules.day_checklist import items
from elections.services import custody, incidents
from elections.services.registrations import registered
from villages.models import Cycle, Village
from villages.village_ledgers import Panel

AFTER = "在今天之后，发生之后再登记。"
COUNTED = {
    "volunteers": VOLUNTEERS,
    "drivers": DRIVERS,
    "cars": CARS,
    "visited": VISITED,
    "called": CALLED,
    "rides": RIDES,
}
"""Fields of watch and volunteers → the figure that adds them up."""


def day_faults(values: dict[str, Any], name: str) -> dict[str, str]:
    """A fact has not happened after today."""
    day = values.get(name)
    return {name: f"日期({day}){AFTER}"} if day and day > timezone.localdate() else {}


@register
class DayCheckLedger(LedgerOfElection):
    """One row an item; the page 投票日检查 types them village by village."""

    model = DayCheck
    icon = "checklist"
    group = "投票日"
    position = 45
    help = "与现场检查表同一份清单；在“投票日检查”页面一村一行填写，这里查阅、导入导出、更正。"
    columns = ("item", "village__township", "village", "ready", "checker", "note")
    filters = ("village__township", "item", "ready")
    fields = ("village", "item", "ready", "checker", "note")
    keys = (("village", "item"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"ready": {True: "ok", False: "warn"}}
    sheet = (
        Column("检查事项", "item", required=True, width=40, example="秘密写票处足数，一人一票一室，旁人不能看到"),
        Column("已落实", "ready", width=9, example="是"),
        Column("核对人", "checker", width=10, example="张建国"),
        Column("备注", "note", width=14),
    )

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        if not rows:
            return None
        ready = sum(row.ready for row in rows)
        lacking = "、".join(items()[row.item].short for row in rows if not row.ready and row.item in items())
        facts = [("已落实", f"{ready}/{len(items())}项"), ("未落实", lacking or "—")]
        return Panel(self.title, facts=facts, url=reverse("polling_preparation", args=[rows[0].election_id]))


@register
class DaySupportLedger(LedgerOfElection):
    model = DaySupport
    title = "值守和志愿服务"
    icon = "heart-handshake"
    group = "投票日"
    position = 46
    help = "值守联络人和电话显示在值班台；志愿者、宣传和接送只填人数，接送了谁只在纸上。"
    columns = (
        *("village", "village__township", "contact", "office_phone"),
        *("volunteers", "trained", "signed", "drivers", "cars", "visited", "called", "rides"),
    )
    filters = ("village__township",)
    fields = (
        *("village", "contact", "office_phone", "volunteers", "trained", "signed"),
        *("drivers", "cars", "visited", "called", "rides", "note"),
    )
    keys = (("village",),)
    sheet = (
        Column("值守联络人", "contact", width=10, example="张建国"),
        Column("值守电话", "office_phone", width=14, example="0577-63770001"),
        Column("志愿者(人)", "volunteers", width=9, example="12"),
        Column("已培训(人)", "trained", width=9, example="12"),
        Column("已签承诺书(人)", "signed", width=10, example="12"),
        Column("接送驾驶员(人)", "drivers", width=10, example="3"),
        Column("接送车辆(辆)", "cars", width=9, example="3"),
        Column("入户宣传(户)", "visited", width=9, example="210"),
        Column("电话通知(人次)", "called", width=10, example="160"),
        Column("接送(人次)", "rides", width=9, example="23"),
        Column("备注", "note", width=14),
    )
    grid = Grid(fields[1:])

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        most = values.get("volunteers") or 0
        for name in ("trained", "signed", "drivers"):
            number = values.get(name) or 0
            if number > most:
                return {name: f"{self.label(name)[:-3]}{number}人，多于志愿者{most}人，请核对。"}
        return {}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        names = ("contact", "office_phone", "volunteers", "trained", "signed", "drivers", "rides")
        return self.panel_of(village, names, rows) if rows else None

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = DaySupport.objects.visible_to(user).filter(election__start__cycle=cycle).order_by()
        counted: Any = rows.values("village__township").annotate(**{f"sum_{name}": Sum(name) for name in COUNTED})
        return {
            one["village__township"]: {figure.name: one[f"sum_{name}"] or 0 for name, figure in COUNTED.items()}
            for one in counted
        }


@register
class BallotCustodyLedger(LedgerOfElection):
    model = BallotCustody
    icon = "package"
    group = "投票日"
    position = 47
    help = "选票从印制到送达乡镇保管，每交接一次一行：张数、时间、交接双方、回执；只填知道的。"
    columns = ("step", "village__township", "village", "day", "at", "ballots", "packages", "handed_by", "taken_by")
    filters = ("village__township", "step", "day")
    fields = (
        *("village", "step", "day", "at", "ballots", "packages"),
        *("handed_by", "taken_by", "receipt", "note"),
    )
    keys = (("village", "step", "day"),)
    sheet = (
        Column("环节", "step", required=True, width=16, example="计票后封存"),
        Column("日期", "day", required=True, width=12, example="2026-12-20"),
        Column("时间", "at", width=8, example="15:40"),
        Column("选票(张)", "ballots", width=9, example="1013"),
        Column("包(箱)数", "packages", width=9, example="2"),
        Column("交出人", "handed_by", width=10, example="张建国"),
        Column("接收人", "taken_by", width=10, example="李敏"),
        Column("回执编号", "receipt", width=14, example="东河票〔2026〕3号"),
        Column("备注", "note", width=14),
    )
    grid = Grid(fields[1:], spare=10)

    def row_label(self, row: Any) -> str:
        return f"{row}({row.day:%Y-%m-%d})"

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        return day_faults(values, "day")

    def proposed(self, asked: Mapping[str, Any], user: Actor) -> dict[str, Any]:
        """Of a vote that is over its own day: what is typed the morning after did not happen then."""
        key = str(asked.get("village", ""))
        village = Village.objects.visible_to(user).filter(pk=int(key)).first() if key.isdecimal() else None
        election = self.election_in(village) if village else None
        day = election.polling_day if election else None
        return {"day": day} if day and day <= timezone.localdate() else {}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        return self.panel_of(village, ("step", "day", "at", "ballots", "taken_by", "receipt"), rows) if rows else None

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        return custody.differences({row.election_id for row in rows})


@register
class TurnoutLedger(LedgerOfElection):
    model = Turnout
    icon = "chart-line"
    group = "投票日"
    position = 48
    help = "三次报数都可不填；当天在值班台登记，这里查阅、导入导出、更正。只看是否过半，不作比较。"
    columns = ("village", "village__township", "day", "opening", "halfway", "closing")
    filters = ("village__township", "day")
    fields = ("village", "day", "opening", "halfway", "closing", "note")
    keys = (("village", "day"),)
    sheet = (
        Column("投票日", "day", width=12, example="2026-12-20"),
        Column("大会开始时(人)", "opening", width=10, example="320"),
        Column("收回过半时(人)", "halfway", width=10, example="640"),
        Column("投票结束时(人)", "closing", width=10, example="1013"),
        Column("备注", "note", width=14),
    )

    def row_label(self, row: Any) -> str:
        return f"{row}({row.day:%Y-%m-%d})"

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        return day_faults(values, "day")

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        whole = registered([row.election for row in rows])
        for row in rows:
            reports = (row.opening, row.halfway, row.closing)
            yield from (
                f"{row.village}：{said}。" for said in duty_desk.turnout_faults(reports, whole.get(row.election_id))
            )

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """Turnout is the desk's; of a village its result says it."""
        return None


@register
class IncidentLedger(LedgerOfElection):
    model = Incident
    icon = "urgent"
    group = "投票日"
    position = 49
    help = "先电话后书面：登记后县值班人员随即收到通知；办结的填办结日期。只写事实和措施，不写个人信息。"
    columns = ("kind", "village__township", "village", "day", "at", "circumstances", "measures", "closed_on")
    filters = ("village__township", "kind", "day", "closed_on")
    waiting: ClassVar[dict[str, Waiting]] = {"open": Waiting.where("未办结", closed_on=None)}
    fields = ("village", "kind", "day", "at", "circumstances", "measures", "document_number", "closed_on", "note")
    sheet = (
        Column("类别", "kind", required=True, width=12, example="停电断网"),
        Column("发生日期", "day", width=12, example="2026-12-20"),
        Column("发生时间", "at", width=8, example="9:20"),
        Column("情况", "circumstances", required=True, width=30, example="会场停电，未影响投票"),
        Column("处置措施", "measures", width=30, example="启用发电机，10分钟后恢复"),
        Column("书面报告文号", "document_number", width=18, example="东河〔2026〕18号"),
        Column("办结日期", "closed_on", width=12, example="2026-12-20"),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        found = day_faults(values, "day") | day_faults(values, "closed_on")
        day, closed = values.get("day"), values.get("closed_on")
        if day and closed and closed < day:
            found["closed_on"] = f"办结日期({closed})早于发生日期({day})，请核对。"
        if closed and not values.get("measures"):
            found["measures"] = "已办结的，请写明处置措施。"
        return found

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        incidents.tell(rows, by=by)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if officials_may(user, Action.CHANGE):
            yield from self.entry("open", user, cycle, title="突发情况未办结")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        rows = Incident.objects.visible_to(user).filter(election__start__cycle=cycle, closed_on=None)
        number = Counter(rows.order_by().values_list("village__township", flat=True))
        return {township: {INCIDENTS_OPEN.name: many} for township, many in number.items()}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = self.of_village(village, user=user, cycle=cycle)
        return self.panel_of(village, ("kind", "day", "at", "measures", "closed_on"), rows) if rows else None
