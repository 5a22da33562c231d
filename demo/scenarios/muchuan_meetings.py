"""Of 沐川: bodies by workbook, meetings of county and townships, joint meetings, leaders of townships and villages."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from demo import names
from demo.posts import drawn_posts
from demo.scenarios import counties, muchuan_oversight
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from meetings.choices import Cadence, GroupPost, Level, MeetingState
from meetings.models import BodyMember, Meeting, MeetingSeries, TownshipLink, WorkBody
from meetings.services import bodies, cadence
from villages.choices import ListKind
from villages.models import Area, Cycle

EARLIER = date(2020, 11, 16)
FOUNDED, DEPLOYED, TRAINED, DUE = date(2026, 5, 18), date(2026, 5, 27), date(2026, 5, 28), date(2026, 6, 12)
DOCUMENT = "关于成立沐溪县村(社区)“两委”换届工作领导小组及工作机构的通知"
NUMBER = "沐溪委组〔2026〕9号"
DEPARTMENTS = "组织部、纪委监委、宣传部、政法委、民政局、公安局、农业农村局"
JOINT_DAYS = (date(2026, 6, 5), date(2026, 7, 3), date(2026, 7, 31))
CASCADED = ("mobilisation", "training")


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    """As the pages of bodies, of meetings and of leaders compute them."""
    held = cadence.held_by_kind(admin, cycle)
    townships = [one for one in cadence.cascades(admin, cycle, date(2026, 7, 31)) if one.level == Level.TOWNSHIP]
    linked = bodies.linked(bodies.links(admin, cycle))
    return {
        "work_bodies": bodies.totals(admin, cycle).county_bodies,
        "county_meetings": sum(held[Level.COUNTY, kind] for kind in CASCADED),
        "townships_cascaded": sum(len(one.complete) for one in townships),
        "joint_meetings": held[Level.COUNTY, "joint"],
        "leader_links": linked["townships"] + linked["villages"],
    }


def enter(scene: Scene) -> None:
    _enter_bodies(scene)
    _enter_meetings(scene)
    _enter_cascade(scene)
    _enter_joint_meetings(scene)
    _enter_links(scene)


def enter_earlier(scene: Scene) -> None:
    """Decoys of the cycle before: a work body, a series, meetings, a link; none of them counts in this cycle."""
    county, by = scene.county, scene.staff.county_clerk
    township, held = county.townships[0], {"expected": 30, "attended": 30}
    body = WorkBody(cycle=county.cycle, area=county.area, kind=county.kinds[ListKind.WORK_BODY]["audit"])
    body.name, body.founded_on = "上届审计组", EARLIER
    body = counties.enter(REGISTRY["workbody"], body, by, county.cycle)
    for kind in (*CASCADED, "joint"):
        counties.enter(REGISTRY["meeting"], _meeting(scene, county.area, kind, EARLIER, **held), by, county.cycle)
    until = EARLIER + timedelta(days=14)
    series = _series(
        scene, "上届乡镇动员部署会", "mobilisation", Level.TOWNSHIP, Cadence.ONCE, starts_on=EARLIER, ends_on=until
    )
    row = _meeting(scene, township, "mobilisation", until, series=series, **held)
    counties.enter(REGISTRY["meeting"], row, scene.staff.clerks[township.pk], county.cycle)
    link = TownshipLink(cycle=county.cycle, township=township, leader="钱上届", post="县政府副县长", since=EARLIER)
    counties.enter(REGISTRY["townshiplink"], link, by, county.cycle)
    muchuan_oversight.enter_earlier(scene, body)


def _enter_bodies(scene: Scene) -> None:
    """By workbook; decoys: a body dissolved, one entered twice and withdrawn, groups of the townships."""
    county, ledger = scene.county, REGISTRY["workbody"]
    kinds = county.kinds[ListKind.WORK_BODY]
    rows = [
        WorkBody(
            cycle=county.cycle,
            area=county.area,
            kind=kind,
            name=kind.name,
            duties=kind.guidance,
            document=DOCUMENT,
            document_number=NUMBER,
            founded_on=FOUNDED,
        )
        for kind in kinds.values()
    ]
    old = WorkBody(cycle=county.cycle, area=county.area, kind=kinds["office"], name="换届筹备组", founded_on=FOUNDED)
    old.ended_on = DEPLOYED
    counties.enter_by_workbook(ledger, [*rows, old], by=scene.admin, cycle=county.cycle, name="领导小组及工作机构.xlsx")
    again = WorkBody(cycle=county.cycle, area=county.area, kind=kinds["audit"], name="审计组")
    again = counties.enter(ledger, again, scene.staff.county_clerk, county.cycle)
    withdraw(again, by=scene.staff.county_clerk, reason="与审计工作组重复登记")
    for township in county.townships:
        row = WorkBody(cycle=county.cycle, area=township, kind=kinds["leading_group"], name="领导小组")
        row.founded_on = DEPLOYED
        counties.enter(ledger, row, scene.staff.clerks[township.pk], county.cycle)
    _enter_members(scene)


def _enter_members(scene: Scene) -> None:
    """Secretary and magistrate head the group; the deputy of one body changes."""
    county, rng = scene.county, scene.county.rng("members")
    posts = (
        (GroupPost.HEAD, "县委", "书记"),
        (GroupPost.HEAD, "县政府", "县长"),
        (GroupPost.FIRST_DEPUTY, "县委组织部", "部长"),
        (GroupPost.DEPUTY, "县政府", "副县长"),
        (GroupPost.MEMBER, "县民政局", "局长"),
        (GroupPost.MEMBER, "县农业农村局", "局长"),
    )
    for body in WorkBody.objects.filter(cycle=county.cycle, area=county.area, ended_on=None):
        leading = body.kind.code == "leading_group"
        for rank, unit, post in posts if leading else ((GroupPost.HEAD, "县级牵头部门", "主要负责人"),):
            _enter_member(scene, body, rank, county.people.name(rng, male=True), unit, post, until=None)
    _enter_member(scene, body, GroupPost.DEPUTY, "杜前任", "县财政局", "副局长", until=date(2026, 6, 20))
    _enter_member(scene, body, GroupPost.DEPUTY, "秦新任", "县财政局", "副局长", since=date(2026, 6, 20))


def _enter_member(scene: Scene, body: WorkBody, rank: str, name: str, unit: str, post: str, **days: Any) -> None:
    given = {"since": FOUNDED, **days}
    row = BodyMember(cycle=scene.county.cycle, body=body, rank=rank, name=name, unit=unit, post=post, **given)
    counties.enter(REGISTRY["bodymember"], row, scene.staff.county_clerk, scene.county.cycle)


def _meeting(scene: Scene, area: Area, kind: str, day: date, **values: Any) -> Meeting:
    given = {"host": "县委组织部部长", "expected": 40, "attended": 40, "location": "县委会议室", **values}
    return Meeting(
        cycle=scene.county.cycle, area=area, kind=scene.county.kinds[ListKind.MEETING_KIND][kind], held_on=day, **given
    )


def _enter_meetings(scene: Scene) -> None:
    """The two meetings of the county; decoys: one cancelled, one entered twice and withdrawn."""
    county, ledger, by = scene.county, REGISTRY["meeting"], scene.staff.county_clerk
    agenda = "全面安排部署村(社区)“两委”换届工作"
    counties.enter(ledger, _meeting(scene, county.area, "mobilisation", DEPLOYED, agenda=agenda), by, county.cycle)
    lecture = "换届政策、时间安排、程序步骤、纪律要求专题辅导"
    counties.enter(ledger, _meeting(scene, county.area, "training", TRAINED, agenda=lecture), by, county.cycle)
    off = _meeting(scene, county.area, "training", date(2026, 5, 25), state=MeetingState.CANCELLED)
    counties.enter(ledger, off, by, county.cycle)
    twice = _meeting(scene, county.area, "mobilisation", DEPLOYED, slot="afternoon")
    withdraw(counties.enter(ledger, twice, by, county.cycle), by=by, reason="同一会议重复登记")


def _series(scene: Scene, name: str, kind: str, level: str, frequency: str, **values: Any) -> MeetingSeries:
    county = scene.county
    given = {"starts_on": DEPLOYED, **values}
    row = MeetingSeries(cycle=county.cycle, area=county.area, name=name, level=level, cadence=frequency, **given)
    row.kind = county.kinds[ListKind.MEETING_KIND][kind]
    return counties.enter(REGISTRY["meetingseries"], row, scene.admin, county.cycle)


def _enter_cascade(scene: Scene) -> None:
    """Both meetings in every township: the first by the townships' forms, the second by the county's workbook."""
    county, ledger = scene.county, REGISTRY["meeting"]
    deploy, train = (
        _series(scene, f"乡镇{label}会", kind, Level.TOWNSHIP, Cadence.ONCE, ends_on=DUE)
        for kind, label in zip(CASCADED, ("动员部署", "业务培训"), strict=True)
    )
    for number, township in enumerate(county.townships):
        row = _meeting(scene, township, "mobilisation", DEPLOYED + timedelta(days=3 + number % 5), series=deploy)
        row.host, row.location = f"{township}党委书记", "乡镇会议室"
        counties.enter(ledger, row, scene.staff.clerks[township.pk], county.cycle)
    counties.enter_by_workbook(
        ledger, list(_trainings(scene, train)), by=scene.admin, cycle=county.cycle, name="乡镇业务培训会.xlsx"
    )


def _trainings(scene: Scene, series: MeetingSeries) -> Iterator[Meeting]:
    for number, township in enumerate(scene.county.townships):
        yield _meeting(scene, township, "training", TRAINED + timedelta(days=5 + number % 4), series=series)


def _enter_joint_meetings(scene: Scene) -> None:
    """Monthly, and once ad hoc; one of them still to come."""
    county, ledger, by = scene.county, REGISTRY["meeting"], scene.staff.county_clerk
    series = _series(
        scene, "换届工作联席会议", "joint", Level.COUNTY, Cadence.MONTHLY, departments=DEPARTMENTS, expected=7
    )
    for day in (*JOINT_DAYS, date(2026, 6, 22)):
        ad_hoc = day not in JOINT_DAYS
        row = _meeting(scene, county.area, "joint", day, series=None if ad_hoc else series, present=DEPARTMENTS)
        row.expected, row.attended = 7, 6 if ad_hoc else 7
        row.absent = "公安局因任务请假" if ad_hoc else ""
        counties.enter(ledger, row, by, county.cycle)
    coming = _meeting(scene, county.area, "joint", date(2099, 1, 8), state=MeetingState.PLANNED)
    counties.enter(ledger, coming, by, county.cycle)


def _enter_links(scene: Scene) -> None:
    """A county leader and a department for every township by workbook, one of the county for every village by form."""
    county, rng = scene.county, scene.county.rng("township links")
    rows = []
    for number, township in enumerate(county.townships):
        unit, post = names.COUNTY_LEADERS[number % len(names.COUNTY_LEADERS)]
        row = TownshipLink(cycle=county.cycle, township=township, leader=county.people.name(rng, male=True))
        row.post, row.department, row.since = f"{unit}{post}", "县级挂联部门", FOUNDED
        rows.append(row)
    counties.enter_by_workbook(
        REGISTRY["townshiplink"], rows, by=scene.admin, cycle=county.cycle, name="领导挂联乡镇.xlsx"
    )
    posts = [row for row in drawn_posts(county, county.villages) if row.kind.code == "department_deputy"]
    counties.enter_by_workbook(
        REGISTRY["responsibilitypost"], posts, by=scene.admin, cycle=county.cycle, name="部门挂联村(社区).xlsx"
    )
