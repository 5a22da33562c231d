"""Of 平阳: daily meetings on the situation in three pilot villages, the group of seven, the county that attends."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from meetings.choices import Cadence, Level, MeetingState
from meetings.models import Meeting, MeetingSeries
from meetings.services import cadence, minutes
from meetings.services.minutes import Entry
from villages.choices import ListKind
from villages.models import Area, Cycle, Village

BEGAN, DAYS, PILOTS, WEEKS = date(2026, 6, 1), 14, 3, 2
SEVEN = "书记、镇长、副书记、纪委书记、组织委员、分管副镇长、派出所所长"


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    """As the pages of meetings compute them."""
    held = cadence.held_by_kind(admin, cycle)
    attended = Meeting.objects.visible_to(admin).filter(
        cycle=cycle, level=Level.VILLAGE, state=MeetingState.HELD, kind__code="situation"
    )
    return {
        "situation_meetings": held[Level.VILLAGE, "situation"],
        "situation_meetings_attended_by_county": attended.exclude(sent_members="").count(),
        "township_weekly_meetings": held[Level.TOWNSHIP, "situation"],
    }


def enter(scene: Scene) -> None:
    """By workbook; decoys: one cancelled, one withdrawn, one still to come. One set of minutes goes the whole way."""
    county, ledger = scene.county, REGISTRY["meeting"]
    pilots = county.villages[:PILOTS]
    daily = _series(scene, "试点村选情分析会", Level.VILLAGE, Cadence.DAILY)
    weekly = _series(scene, "乡镇七人小组会商", Level.TOWNSHIP, Cadence.WEEKLY, members=SEVEN, expected=7)
    rows = [
        _meeting(scene, village.township, BEGAN + timedelta(days=day), series=daily, village=village)
        for day in range(DAYS)
        for village in pilots
    ]
    for row in rows:
        if row.held_on.weekday() == 2:  # 每周定期派员
            row.sent_members = "县业务指导小组"
    township = pilots[0].township
    rows += [_meeting(scene, township, BEGAN + timedelta(days=4 + 7 * n), series=weekly) for n in range(WEEKS)]
    counties.enter_by_workbook(ledger, rows, by=scene.admin, cycle=county.cycle, name="选情分析会.xlsx")
    _enter_decoys(scene, pilots[0], daily)
    _write_minutes(scene, township)


def _series(scene: Scene, name: str, level: str, frequency: str, **values: Any) -> MeetingSeries:
    county = scene.county
    row = MeetingSeries(cycle=county.cycle, area=county.area, name=name, level=level, cadence=frequency, **values)
    row.starts_on, row.ends_on = BEGAN, BEGAN + timedelta(days=DAYS - 1)
    row.kind = county.kinds[ListKind.MEETING_KIND]["situation"]
    return counties.enter(REGISTRY["meetingseries"], row, scene.admin, county.cycle)


def _meeting(scene: Scene, area: Area, day: date, **values: Any) -> Meeting:
    kind = scene.county.kinds[ListKind.MEETING_KIND]["situation"]
    given = {"host": "联系领导", "expected": 3, "attended": 3, "agenda": "对照日程表分析选情", **values}
    return Meeting(cycle=scene.county.cycle, area=area, kind=kind, held_on=day, **given)


def _enter_decoys(scene: Scene, village: Village, series: MeetingSeries) -> None:
    by, cycle, ledger = scene.staff.clerk_of(village), scene.county.cycle, REGISTRY["meeting"]
    later = BEGAN + timedelta(days=DAYS)
    off = _meeting(scene, village.township, later, village=village, state=MeetingState.CANCELLED)
    counties.enter(ledger, off, by, cycle)
    twice = _meeting(scene, village.township, BEGAN, village=village, series=series, slot="evening")
    withdraw(counties.enter(ledger, twice, by, cycle), by=by, reason="同一会议重复登记")
    coming = _meeting(scene, village.township, date(2099, 1, 8), village=village, state=MeetingState.PLANNED)
    counties.enter(ledger, coming, by, cycle)


def _write_minutes(scene: Scene, township: Area) -> None:
    """The first meeting of the group of seven; its problems stand in the three lists by workbook already."""
    by = scene.staff.clerks[township.pk]
    meeting = Meeting.objects.filter(area=township, level=Level.TOWNSHIP, cycle=scene.county.cycle).earliest("held_on")
    row = minutes.begin(meeting, by=by)
    lines = [
        Entry("situation", "三个试点村选情总体平稳。"),
        Entry("decision", "三个试点村问题清单、任务清单和对策清单按日更新。"),
    ]
    row = minutes.save(row, lines, by=by, version=row.version, distribution="县换届办，镇班子成员，试点村")
    minutes.finalise(row, by=by, version=row.version)
