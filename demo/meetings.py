"""Bodies, leader links, meetings in every cadence and minutes of the made-up county."""

from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import User
from demo import days, names
from demo.accounts import Staff
from demo.county import County
from meetings.choices import Cadence, GroupPost, Level, MeetingState, Slot
from meetings.models import BodyMember, Meeting, MeetingSeries, TownshipLink, WorkBody
from meetings.services import minutes
from meetings.services.minutes import Entry
from villages.choices import ListKind
from villages.models import Area, Village, VillageProfile

DEPARTMENTS = "组织部、纪委监委、宣传部、政法委、民政局、公安局、农业农村局"
SEVEN = "书记、镇长、副书记、纪委书记、组织委员、分管副镇长、派出所所长"
RANKS = (
    (GroupPost.HEAD, "{place}党委", "书记"),
    (GroupPost.HEAD, "{place}政府", "主要负责人"),
    (GroupPost.FIRST_DEPUTY, "{place}组织部门", "负责人"),
    (GroupPost.DEPUTY, "{place}政府", "分管负责人"),
    (GroupPost.MEMBER, "{place}民政部门", "负责人"),
    (GroupPost.MEMBER, "{place}农业农村部门", "负责人"),
)
BODY_RANKS = (
    (GroupPost.HEAD, "{place}牵头部门", "主要负责人"),
    (GroupPost.DEPUTY, "{place}牵头部门", "分管负责人"),
    (GroupPost.MEMBER, "{place}配合部门", "负责人"),
)
DAYS_SHOWN, WEEKS_SHOWN, MINUTES_EVERY = 21, 6, 4
EVERY_FOUR_WEEKS = 28  # so that no calendar month goes without


def add_organisation(county: County) -> None:
    """The leading group and seven bodies of the county, a group with its office in every township, leader links."""
    kinds = county.kinds[ListKind.WORK_BODY]
    rows = [_body(county, county.area, kind) for kind in kinds.values()]
    for township in county.townships:
        rows += [_body(county, township, kinds[code]) for code in ("leading_group", "office")]
    county.save(rows)
    rng = county.rng("bodies")
    county.save([member for body in rows for member in _members(county, body, rng)])
    links, founded = [], county.days.at(days.GROUPS_FOUNDED)
    for number, township in enumerate(county.townships):
        unit, post = names.COUNTY_LEADERS[number % len(names.COUNTY_LEADERS)]
        row = TownshipLink(cycle=county.cycle, township=township, leader=county.people.name(rng, male=True))
        row.post, row.department, row.since = f"{unit}{post}", "县农业农村局", founded
        links.append(row)
    county.save(links)


def _body(county: County, area: Area, kind: Any) -> WorkBody:
    on = county.days.at(days.GROUPS_FOUNDED)
    row = WorkBody(cycle=county.cycle, area=area, kind=kind, name=kind.name, duties=kind.guidance, founded_on=on)
    row.document = f"关于成立{area}村(社区)“两委”换届工作领导小组及工作机构的通知"
    row.document_number = f"{area.name[:2]}委组〔{on.year}〕9号"
    return row


def _members(county: County, body: WorkBody, rng: Random) -> list[BodyMember]:
    """The group in full, of a body its head and one who came for another."""
    found = []
    ranks = RANKS if body.kind.code == "leading_group" else BODY_RANKS
    for rank, unit, post in ranks:
        row = BodyMember(
            cycle=county.cycle, body=body, rank=rank, name=county.people.name(rng, male=rng.random() < 0.7)
        )
        row.unit, row.post, row.since = unit.format(place=body.area), post, body.founded_on
        found.append(row)
    if body.kind.code == "audit":
        left = county.days.at(days.MEMBER_LEFT)
        old = BodyMember(cycle=county.cycle, body=body, rank=GroupPost.DEPUTY, name=county.people.name(rng, male=True))
        old.unit, old.post, old.since, old.until = "县财政局", "副局长", body.founded_on, left
        old.document_number = f"县委换领〔{left.year}〕3号"
        found.append(old)
    return found


def add_meetings(county: County, staff: Staff) -> None:
    """What is asked for, and what was held: most of it, not all."""
    series = _series(county)
    county.save(list(series.values()))
    rng = county.rng("meetings")
    rows = [*_county_meetings(county, series), *_township_meetings(county, series, rng)]
    rows += _village_meetings(county, series["daily"], rng)
    county.save(rows)
    situation = [row for row in rows if row.series == series["weekly"]]
    for number, row in enumerate(situation[::MINUTES_EVERY]):
        _write(row, number, by=staff.clerks[row.area_id])


def _series(county: County) -> dict[str, MeetingSeries]:
    kinds, batches, at = county.kinds[ListKind.MEETING_KIND], county.kinds[ListKind.BATCH], county.days.at

    def one(name: str, kind: str, level: str, frequency: str, **values: Any) -> MeetingSeries:
        given = {"starts_on": at(days.DEPLOYED), **values}
        return MeetingSeries(
            cycle=county.cycle, area=county.area, name=name, kind=kinds[kind], level=level, cadence=frequency, **given
        )

    return {
        "deploy": one(
            "乡镇动员部署会", "mobilisation", Level.TOWNSHIP, Cadence.ONCE, ends_on=at(days.TOWNSHIPS_DEPLOYED)
        ),
        "train": one("乡镇业务培训会", "training", Level.TOWNSHIP, Cadence.ONCE, ends_on=at(days.TOWNSHIPS_TRAINED)),
        "joint": one("联席会议", "joint", Level.COUNTY, Cadence.MONTHLY, departments=DEPARTMENTS),
        "weekly": one(
            "七人小组会商",
            "situation",
            Level.TOWNSHIP,
            Cadence.WEEKLY,
            members=SEVEN,
            starts_on=at(1 - 7 * WEEKS_SHOWN),
        ),
        "daily": one(
            "试点村选情分析会",
            "situation",
            Level.VILLAGE,
            Cadence.DAILY,
            batch=batches["pilot"],
            starts_on=at(1 - DAYS_SHOWN),
        ),
    }


def _meeting(county: County, area: Area, series: MeetingSeries | None, day: date, **values: Any) -> Meeting:
    given = {"host": f"{area}党委书记", "location": f"{area}会议室", "expected": 7, "attended": 7, **values}
    kind = series.kind if series else county.kinds[ListKind.MEETING_KIND][given.pop("kind")]
    return Meeting(cycle=county.cycle, area=area, series=series, kind=kind, held_on=day, **given)


def _county_meetings(county: County, series: dict[str, MeetingSeries]) -> list[Meeting]:
    area, deployed = county.area, county.days.at(days.DEPLOYED)
    rows = [
        _meeting(
            county, area, None, deployed, kind="mobilisation", expected=86, attended=86, agenda="全面安排部署换届工作"
        ),
        _meeting(county, area, None, deployed, kind="training", slot=Slot.AFTERNOON, expected=120, attended=120),
    ]
    for back in range(0, -days.DEPLOYED, EVERY_FOUR_WEEKS):
        rows.append(_meeting(county, area, series["joint"], county.days.at(-back), present=DEPARTMENTS))
    planned = county.days.at(days.JOINT_PLANNED)
    coming = _meeting(county, area, None, planned, kind="joint", state=MeetingState.PLANNED, attended=None)
    return [*rows, coming]


def _township_meetings(county: County, series: dict[str, MeetingSeries], rng: Random) -> list[Meeting]:
    """Every township but each ninth has passed both meetings on; the groups of seven miss a week now and then."""
    found, deployed = [], county.days.at(days.DEPLOYED)
    for number, township in enumerate(county.townships):
        found.append(_meeting(county, township, series["deploy"], deployed + timedelta(days=3 + number % 9)))
        if number % 9 != 2:
            found.append(_meeting(county, township, series["train"], deployed + timedelta(days=12 + number % 8)))
        for week in range(WEEKS_SHOWN):
            if rng.random() < 0.85:
                day = county.days.at(-7 * week)
                found.append(_meeting(county, township, series["weekly"], day, agenda="会商面上选情和存在问题"))
    return found


def _village_meetings(county: County, series: MeetingSeries, rng: Random) -> list[Meeting]:
    pilots = VillageProfile.objects.filter(cycle=county.cycle, batch=series.batch).select_related("village__township")
    found = []
    for village in (profile.village for profile in pilots.order_by("village__position")):
        found += [
            _pilot_meeting(county, series, village, series.starts_on + timedelta(days=day), rng)
            for day in range(DAYS_SHOWN)
            if rng.random() < 0.92
        ]
    return found


def _pilot_meeting(county: County, series: MeetingSeries, village: Village, day: date, rng: Random) -> Meeting:
    sent = "县业务指导小组" if day.weekday() == 2 else ""
    away = rng.random() < 0.15
    return _meeting(
        county,
        village.township,
        series,
        day,
        village=village,
        host="联系领导",
        location="村党群服务中心",
        expected=3,
        attended=2 if away else 3,
        absent="民警出警请假" if away else "",
        sent_members=sent,
        agenda="对照日程表分析选情",
    )


def _write(meeting: Meeting, number: int, *, by: User) -> None:
    """Minutes with a problem and what is to be done; each third still a draft, one amended."""
    row = minutes.begin(meeting, by=by)
    village = Village.objects.filter(township=meeting.area_id, valid_to=None).order_by("position").first()
    deadline = meeting.held_on + timedelta(days=20)
    lines = [Entry(line.kind, line.text, line.pk, line.village, about=line.about) for line in minutes.lines_of(row)]
    lines += [
        Entry("situation", "本周各村选情总体平稳，未发生信访事项。"),
        Entry("problem", "外出党员较多，选举日到会人数可能不足", village=village),
        Entry("measure", "逐人建立联系台账，提前发函通知返乡", unit="镇党建办"),
        Entry("task", "完成外出党员逐人电话联系", unit="镇党建办", owner="组织干事", deadline=deadline),
        Entry("decision", "下周会商前，各村报送外出党员返乡意向。"),
    ]
    more = {"distribution": "县换届办，镇班子成员，各村(社区)", "signer": "镇党委书记"}
    row = minutes.save(row, lines, by=by, version=row.version, **more)
    if number % 3 == 2:
        return
    row = minutes.finalise(row, by=by, version=row.version)
    if number == 0:
        row = minutes.amend(row, by=by, reason="责任单位名称更正")
        minutes.finalise(row, by=by, version=row.version)
