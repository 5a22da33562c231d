"""One builder per model; tests of every ledger use them. Everything is written the way the product writes."""

import itertools
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Scope, User
from candidates.models import FloatingCommittee, Intention, Nomination, Nominee, Placement, Pledge, ReserveCandidate
from electioncycle.cleaning.cells import check_digit
from electioncycle.disclosure import restricted
from electioncycle.records.files import Attachment
from electioncycle.records.history import record, record_many
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from elections.models import (
    Archive,
    BallotCustody,
    BlindLot,
    BlindVillage,
    BodyResult,
    Candidacy,
    CandidateList,
    CertificatePosition,
    CommitteeMember,
    CompanionBody,
    CountyDay,
    DayCheck,
    DaySupport,
    Defect,
    Dispute,
    DutyDay,
    Election,
    ElectionCommittee,
    ElectionStaff,
    Explanation,
    Incident,
    MidTermChange,
    NameList,
    NominationVote,
    NoticeSet,
    PaperBlock,
    PartyBranch,
    PartyObjection,
    PartyPlan,
    PartyResult,
    PartySheet,
    PollingPlace,
    ProxyTally,
    PublicNotice,
    QuickReport,
    Registration,
    RosterMember,
    Round,
    Scheme,
    SchemeTemplate,
    StepDay,
    Supplement,
    Term,
    Turnout,
    VillageDraft,
)
from elections.models.rounds import at_hand
from elections.rules.certificate import item_choices
from elections.rules.forms import paper_choices
from elections.services import opening
from elections.services.defects import mark_defect
from filing.models import CityForm, FormEdition, SystemMap
from filing.rules.mapping import Mapped
from filing.services import cells, editions
from meetings.models import (
    AccountabilityCase,
    BodyMember,
    ChecklistEntry,
    Complaint,
    DisciplineActivity,
    Inspection,
    InspectionFinding,
    Meeting,
    MeetingSeries,
    Minutes,
    PublicityActivity,
    ReminderText,
    TownshipLink,
    Trainee,
    Training,
    WorkBody,
)
from readiness.models import StartRecord, TeamAnalysis
from risks.models import (
    Countermeasure,
    DailyReport,
    KeyPerson,
    KeyVillage,
    LeaderLink,
    Problem,
    RiskPoint,
    Sweep,
    Visit,
)
from villages.models import (
    Area,
    Assessment,
    Contact,
    Cycle,
    FinanceCleanup,
    FinanceDraw,
    FinanceFinding,
    FormerOfficial,
    KindItem,
    Kinship,
    LastTermFigures,
    Person,
    ResponsibilityPost,
    Rule,
    RuleSet,
    Talk,
    TeamMember,
    Village,
    VillageProfile,
    VillageStaff,
)

_numbers = itertools.count(1)
PASSWORD = "Huanjie-2026-ceshi"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


def clerk() -> User:
    """Somebody who wrote what a test starts from."""
    user, _ = User.objects.get_or_create(username="seed", defaults={"name": "底表录入员", "is_service": True})
    return user


def id_number(birth: date = date(1975, 10, 1), *, male: bool = True, area: str = "990101") -> str:
    """A number with the right check digit (GB 11643), another one at each call."""
    order = next(_numbers) % 499 * 2 + (1 if male else 0)
    head = f"{area}{birth:%Y%m%d}{order:03d}"
    return head + check_digit(head)


def make_rule_set(**values: Any) -> RuleSet:
    found = RuleSet.objects.filter(code="test").first()
    if found:
        return found
    row = record(RuleSet(code="test", name="测试规则集", province="演示省", state="published", **values), by=clerk())
    Rule.objects.create(rule_set=row, key="term_years", label="任期", value=5, unit="年", law="村组法 11")
    return row


def make_edition(earlier: RuleSet, **values: Any) -> RuleSet:
    """The next edition, published: the same rules but for ``values`` by key."""
    numbers = RuleSet.all_rows.filter(code=earlier.code).values_list("edition", flat=True)
    same = {name: getattr(earlier, name) for name in ("code", "name", "province")}
    row = record(RuleSet(**same, edition=max(numbers) + 1, state="published"), by=clerk())
    rules = {rule.key: rule for rule in earlier.rules.all()}
    for key in {**rules, **values}:
        said = {"label": key, "law": f"第{row.edition}版所依文件"}
        if key in rules:
            said = {
                name: getattr(rules[key], name)
                for name in ("label", "unit", "law", "version", "article", "unsure", "value")
            }
        Rule.objects.create(rule_set=row, key=key, **{**said, **({"value": values[key]} if key in values else {})})
    return row


def make_county(code: str = "990101", name: str = "云岭县") -> Area:
    found = Area.objects.filter(code=code).first()
    return found or record(Area(level=3, code=code, name=name), by=clerk())


def make_township(name: str = "东河镇", county: Area | None = None) -> Area:
    county = county or make_county()
    found = Area.objects.filter(parent=county, name=name).first()
    if found:
        return found
    number = Area.objects.filter(parent=county).count()
    return record(
        Area(parent=county, level=4, code=f"{county.code}{100 + number}", name=name, position=number), by=clerk()
    )


def make_village(name: str = "青山村", township: Area | None = None, **values: Any) -> Village:
    township = township or make_township()
    number = Village.all_rows.filter(township=township).count()
    values.setdefault("code", f"{township.code}{200 + number}")
    return record(Village(township=township, name=name, position=number, **values), by=clerk())


LISTS = {
    "batch": ("试点", "第一批", "第二批"),
    "responsibility": ("县级领导", "帮扶部门分管负责人", "第一书记", "乡镇联村领导"),
    "running_item": ("政治功能", "团结协作", "四议两公开", "履职服务", "集体经济", "廉洁自律"),
    "risk_kind": ("信访矛盾", "疫情防控"),
    "key_village": ("选情复杂", "软弱涣散"),
    "contact_role": ("书记", "组织委员"),
    "work_body": ("领导小组", "办公室", "宣传工作组"),
    "meeting_kind": ("选情分析", "动员部署", "联席会议"),
    "problem_source": ("选情分析会", "夜访", "排查"),
    "difficulty": ("平稳", "需关注", "复杂"),
    "reserve_group": ("优秀农民工", "退役军人"),
    "reserve_channel": ("流动党委推荐", "群众举荐"),
    "placement_post": ("书记助理", "村级集体经济协管员"),
    "measure": ("外派", "选派", "跨村任职", "发展党员"),
    "publicity_channel": ("村村通广播", "坝坝会"),
    "accountability": ("不予追责", "通报批评"),
    "complaint_kind": ("拉票贿选", "违反选举程序"),
    "discipline_activity": ("每日提醒短信", "书记党课"),
    "discipline_reminder": ("不拉票贿选", "独立填写选票"),
    "special_control": ("人员防控", "场所防控"),
    "governance": ("网格员配备", "红白理事会"),
    "talk_level": ("县级领导集中谈", "党委书记重点谈", "联村领导全面谈", "第一书记个别谈"),
    "talk_group": ("建制调整离任干部", "现任干部", "拟退出干部", "后备人选", "参选意向人员", "联审未通过"),
    "kinship": ("配偶", "父母子女", "兄弟姐妹", "堂表亲"),
    "staff_post": ("报账员", "文书"),
    "review_round": ("村(居)委会初步候选人", "当选复审"),
    "review_department": ("纪委监委", "公安局", "法院"),
}
CODES = {"talk_group": ("former", "sitting", "leaving", "reserve", "declared", "review_failed")}
"""Codes of the lists of which the product knows some entries by theirs; the others are numbered."""
OWED = {"former": "联村领导全面谈、第一书记个别谈", "sitting": "联村领导全面谈", "leaving": "党委书记重点谈"}
OWED |= {"kinship0": "夫妻、妻子", "kinship2": "兄弟、兄妹", "kinship3": "堂兄、表兄"}


def make_cycle(county: Area | None = None, name: str = "2026年换届", state: str = "open", **values: Any) -> Cycle:
    """A cycle with its lists."""
    county = county or make_county()
    if found := Cycle.objects.filter(county=county, name=name).first():
        return found
    values.setdefault("starts_on", date(2026, 10, 1))
    values.setdefault("reference_date", date(2026, 11, 30))
    cycle = record(Cycle(county=county, name=name, rule_set=make_rule_set(), state=state, **values), by=clerk())
    record_many(list(_items(cycle)), by=clerk())  # one by one they would be most of what a test costs
    return cycle


def _items(cycle: Cycle) -> Iterator[KindItem]:
    for kind, names in LISTS.items():
        for position, label in enumerate(names):
            code = CODES[kind][position] if kind in CODES else f"{kind}{position}"
            group = "四个一" if kind == "responsibility" else OWED.get(code, "")
            yield KindItem(cycle=cycle, kind=kind, code=code, name=label, position=position, group=group)


def kind(cycle: Cycle, which: str, position: int = 0) -> KindItem:
    return KindItem.objects.filter(cycle=cycle, kind=which)[position]


def make_user(role: str = Role.TOWNSHIP_CLERK, place: Any = None, username: str = "", **values: Any) -> User:
    """An account with one role and one place (an area or a village); ready to sign in with PASSWORD."""
    number = next(_numbers)
    user = User(
        username=username or f"{role}{number}", name=values.pop("name", f"{SURNAMES[number % 20]}测试"), **values
    )
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    if place is not None:
        Scope.objects.create(user=user, **{"area" if isinstance(place, Area) else "village": place})
    return user


def make_person(name: str = "张建国", **values: Any) -> Person:
    values.setdefault("sex", "male")
    values.setdefault("id_number", id_number(male=values["sex"] == "male"))
    values.setdefault("education", "college")
    values.setdefault("politics", "party_member")
    return record(Person(name=name, **values), by=clerk())


def cycle_for(village: Village) -> Cycle:
    return make_cycle(village.township.parent)


def make_member(
    village: Village | None = None, name: str = "张建国", person: dict[str, Any] | None = None, **values: Any
) -> TeamMember:
    village = village or make_village()
    return record(
        TeamMember(
            cycle=values.pop("cycle", None) or cycle_for(village),
            village=village,
            person=make_person(name, **(person or {})),
            **{"party_post": "secretary", "committee_post": "director", **values},
        ),
        by=clerk(),
    )


def make_staff(village: Village, name: str = "钱报账", position: int = 0, **values: Any) -> VillageStaff:
    cycle, person = cycle_for(village), values.pop("person", None) or make_person(name)
    row = VillageStaff(cycle=cycle, village=village, person=person, post=kind(cycle, "staff_post", position), **values)
    return record(row, by=clerk())


def make_kinship(
    village: Village, one: Person | None = None, other: Person | None = None, position: int = 2
) -> Kinship:
    """Two of the village's team who are related, brothers unless told otherwise."""
    one = one or make_member(village, "孙长春").person
    other = other or make_member(village, "孙长秋", party_post="none", committee_post="member").person
    cycle = cycle_for(village)
    row = Kinship(cycle=cycle, village=village, person=one, other=other, relation=kind(cycle, "kinship", position))
    return record(row, by=clerk())


def make_profile(village: Village, **values: Any) -> VillageProfile:
    defaults = {
        "groups": 6,
        "households": 320,
        "registered_population": 1100,
        "resident_population": 760,
        "full_members": 42,
        "probationary_members": 2,
        "seats_approved": 7,
    }
    cycle = values.pop("cycle", None) or cycle_for(village)
    return record(VillageProfile(cycle=cycle, village=village, **{**defaults, **values}), by=clerk())


def make_last_term(village: Village, **values: Any) -> LastTermFigures:
    return record(
        LastTermFigures(
            cycle=cycle_for(village), village=village, **{"members": 7, "mean_age": "47.3", "women": 1, **values}
        ),
        by=clerk(),
    )


def make_post(village: Village, position: int = 0, **values: Any) -> ResponsibilityPost:
    cycle = cycle_for(village)
    return record(
        ResponsibilityPost(
            cycle=cycle,
            village=village,
            kind=kind(cycle, "responsibility", position),
            **{"name": "李联村", "unit": "县农业农村局", "post": "副局长", **values},
        ),
        by=clerk(),
    )


def make_contact(area: Area, **values: Any) -> Contact:
    cycle = make_cycle(area if area.level == 3 else area.parent)
    return record(
        Contact(
            cycle=cycle,
            area=area,
            role=kind(cycle, "contact_role"),
            **{"name": "王组织", "office_phone": "0839-8720001", **values},
        ),
        by=clerk(),
    )


def make_analysis(village: Village, **values: Any) -> TeamAnalysis:
    defaults = {"leader": "李联村(副书记)", "grade": "fair", "one_shoulder": "intended"}
    row = TeamAnalysis(cycle=cycle_for(village), village=village, **{**defaults, **values})
    return record(row, by=clerk())


def make_problem(village: Village, **values: Any) -> Problem:
    defaults = {"text": "三组机耕道占地补偿有争议", "found_on": date(2026, 10, 8)}
    return record(Problem(cycle=cycle_for(village), village=village, **{**defaults, **values}), by=clerk())


def make_line(village: Village, problem: Problem | None = None, **values: Any) -> Countermeasure:
    """A countermeasure under a problem of its own, unless one is given."""
    problem = problem or make_problem(village)
    defaults = {"measure": "镇村干部会同农户现场丈量", "owner": "王驻村", "deadline": date(2026, 12, 10)}
    row = Countermeasure(cycle=problem.cycle, village=village, problem=problem, **{**defaults, **values})
    return record(row, by=clerk())


def make_link(village: Village, **values: Any) -> LeaderLink:
    defaults = {"leader": "陈立新", "post": "副县长", "since": date(2026, 10, 8)}
    return record(LeaderLink(cycle=cycle_for(village), village=village, **{**defaults, **values}), by=clerk())


def make_visit(village: Village, **values: Any) -> Visit:
    defaults = {"leader": "陈立新", "post": "副县长", "visited_on": date(2026, 11, 4), "money": "210000"}
    return record(Visit(cycle=cycle_for(village), village=village, **{**defaults, **values}), by=clerk())


CLEANUP = {
    "period_from": date(2023, 1, 1),
    "period_to": date(2026, 6, 30),
    "leader": "李明",
    "inspectors": "张华",
    "funds": "86520.35",
    "income": "412000",
    "expenditure": "365000",
    "claims": 2,
    "debts": 1,
    "contracts": 12,
    "found": 3,
    "repaired": 2,
    "unrepaired": "一笔土地租金尚未收回",
}


def make_cleanup(village: Village, **values: Any) -> FinanceCleanup:
    row = FinanceCleanup(cycle=cycle_for(village), village=village, **{**CLEANUP, **values})
    return record(row, by=clerk())


def make_finding(village: Village, **values: Any) -> FinanceFinding:
    row = FinanceFinding(cycle=cycle_for(village), village=village, **{"text": "土地租金未入账", **values})
    return record(row, by=clerk())


def make_draw(village: Village) -> FinanceDraw:
    row = FinanceDraw(cycle=cycle_for(village), purpose="财务清理抽查", seed=f"种子{next(_numbers)}", size=1, total=1)
    row.codes = row.drawn = [village.code]
    return record(row, by=clerk())


def make_assessment(village: Village, **values: Any) -> Assessment:
    defaults = {"assessed_on": date(2026, 11, 10), "forms_out": 60, "forms_back": 58, "satisfied": 45, "fairly": 10}
    return record(Assessment(cycle=cycle_for(village), village=village, **{**defaults, **values}), by=clerk())


def make_former(village: Village, name: str = "周原任", **values: Any) -> FormerOfficial:
    defaults = {"former_village": "东河村", "former_post": "村委会主任", "left_on": date(2026, 5, 20)}
    row = FormerOfficial(cycle=cycle_for(village), village=village, person=make_person(name), **{**defaults, **values})
    return record(row, by=clerk())


def make_talk(village: Village, *, group: int = 0, level: int = 2, **values: Any) -> Talk:
    """A talk held, by the places of group and level in their lists."""
    cycle = cycle_for(village)
    defaults = {"name": "周原任", "talker": "李明(镇党委副书记)", "held_on": date(2026, 11, 12), "state": "held"}
    row = Talk(
        cycle=cycle,
        village=village,
        group=kind(cycle, "talk_group", group),
        level=kind(cycle, "talk_level", level),
        **{**defaults, **values},
    )
    return record(row, by=clerk())


def make_sweep(village: Village, position: int = 0, **values: Any) -> Sweep:
    cycle = cycle_for(village)
    return record(Sweep(cycle=cycle, village=village, kind=kind(cycle, "risk_kind", position), **values), by=clerk())


def make_point(village: Village, position: int = 0, **values: Any) -> RiskPoint:
    cycle = cycle_for(village)
    defaults = {"facts": "3组两户宅基地边界争议", "responsible": "李联村", "measures": "现场勘界、组织调解"}
    row = RiskPoint(cycle=cycle, village=village, kind=kind(cycle, "risk_kind", position), **{**defaults, **values})
    return record(row, by=clerk())


def make_key_village(village: Village, **values: Any) -> KeyVillage:
    cycle = cycle_for(village)
    defaults = {"facts": "两片群众对办公地点意见不一", "county_leader": "周包案", "measures": "逐户听取意见"}
    row = KeyVillage(cycle=cycle, village=village, kind=kind(cycle, "key_village"), **{**defaults, **values})
    return record(row, by=clerk())


def make_key_person(village: Village, **values: Any) -> KeyPerson:
    """An entry nobody may open yet; see ``let_read``."""
    today = timezone.localdate()
    defaults = {
        "number": f"T-{next(_numbers)}",
        "name": "张建国",
        "id_number": id_number(),
        "facts": "就承包地界址登记2次",
        "source": "visit",
        "source_on": today - timedelta(days=30),
        "review_on": today + timedelta(days=30),
        "valid_until": today + timedelta(days=90),
        "leader": "李联村",
        "measures": "每周入户一次",
    }
    return record(KeyPerson(cycle=cycle_for(village), village=village, **{**defaults, **values}), by=clerk())


def let_read(user: User, *rows: KeyPerson) -> None:
    """Assign the user as a reader; by default of every entry there is, his own township's or not."""
    for row in rows or KeyPerson.all_rows.all():
        restricted.let_read(row, user, by=clerk())


ENTITLED: dict[str, Any] = {
    "keyperson": let_read,
    "complaint": lambda user, *rows: let_read_complaint(user, *rows),
    "namelist": lambda user: let_read_names(user),
    "dispute": lambda user, *rows: let_read_dispute(user, *rows),
}
"""Ledger name → what lets a user open its rows besides territory and role."""


def _area_row(village: Village) -> Area:
    return village.township


def make_daily_report(township: Area, **values: Any) -> DailyReport:
    """Each call another day of the cycle."""
    cycle = make_cycle(township.parent)
    number = DailyReport.objects.filter(cycle=cycle, township=township).count()
    values.setdefault("day", cycle.starts_on + timedelta(days=number))
    return record(DailyReport(cycle=cycle, township=township, **values), by=clerk())


def make_body(area: Area, position: int = 0, **values: Any) -> WorkBody:
    cycle = make_cycle(area if area.level == 3 else area.parent)
    given = {
        "kind": kind(cycle, "work_body", position),
        "name": f"工作组{next(_numbers)}",
        "document_number": "县委办〔2026〕12号",
        **values,
    }
    return record(WorkBody(cycle=cycle, area=area, **given), by=clerk())


def make_body_member(body: WorkBody, **values: Any) -> BodyMember:
    return record(BodyMember(cycle=body.cycle, body=body, **{"name": "李联村", "unit": "镇党委", **values}), by=clerk())


def make_township_link(township: Area, **values: Any) -> TownshipLink:
    cycle = make_cycle(township.parent)
    given = {"leader": f"陈{next(_numbers)}", "post": "副县长", "department": "县农业农村局", **values}
    return record(TownshipLink(cycle=cycle, township=township, **given), by=clerk())


def make_series(area: Area, **values: Any) -> MeetingSeries:
    cycle = make_cycle(area if area.level == 3 else area.parent)
    given = {"name": f"会商{next(_numbers)}", "level": "township", "cadence": "weekly", "starts_on": cycle.starts_on}
    return record(
        MeetingSeries(cycle=cycle, area=area, **{"kind": kind(cycle, "meeting_kind"), **given, **values}), by=clerk()
    )


def make_meeting(area: Area, village: Village | None = None, **values: Any) -> Meeting:
    cycle = make_cycle(area if area.level == 3 else area.parent)
    given = {"held_on": date(2026, 11, 9), "host": "陈书记", "expected": 7, "attended": 7, **values}
    row = Meeting(cycle=cycle, area=area, village=village, **{"kind": kind(cycle, "meeting_kind"), **given})
    return record(row, by=clerk())


def make_minutes(meeting: Meeting, **values: Any) -> Minutes:
    """Minutes just begun."""
    given = {"title": "选情分析会纪要", **values}
    return record(Minutes(cycle=meeting.cycle, area=meeting.area, meeting=meeting, **given), by=clerk())


def make_conditions(cycle: Cycle) -> Any:
    """The shipped conditions, published by a second person."""
    from readiness.models import ConditionSet
    from readiness.services import conditions

    found = ConditionSet.objects.filter(cycle=cycle, state="published").first()
    if found is None:
        drafted = conditions.ship(cycle, by=clerk())
        conditions.EDITIONS.propose(drafted, by=clerk(), effective_from=date(2026, 10, 1))
        found = conditions.EDITIONS.publish(drafted, by=make_user(Role.COUNTY_ADMIN, cycle.county))
    return found


def make_check(village: Village, **values: Any) -> Any:
    """A self-check just begun."""
    from readiness.models import ReadinessCheck

    cycle = cycle_for(village)
    make_conditions(cycle)
    defaults = {"self_checked_on": date(2026, 11, 2), "self_checker": "赵明(村党组织书记)", "on_paper": False}
    return record(ReadinessCheck(cycle=cycle, village=village, **{**defaults, **values}), by=clerk())


def make_decision(village: Village, **values: Any) -> Any:
    """A 暂缓 with its scan."""
    from readiness.models import SpecialDecision

    scan = Attachment.objects.create(name="文件.pdf", path="none")
    defaults = {"kind": "defer", "decided_on": date(2026, 11, 2), "until": date(2027, 3, 1), "reason": "难题未化解"}
    given = {"document_number": f"县换领〔2026〕{next(_numbers)}号", "scan": scan, **defaults, **values}
    return record(SpecialDecision(cycle=cycle_for(village), village=village, **given), by=clerk())


def make_start(village: Village) -> Any:
    """A start on a consent of the leading group."""
    consent = make_decision(village, kind="consent", track="party", until=None)
    day = date(2026, 11, 3)
    row = StartRecord(cycle=consent.cycle, village=village, decision=consent, track="party", started_on=day)
    return record(row, by=clerk())


def make_regular(village: Village, day: date | None = date(2026, 12, 20), track: str = "committee") -> Election:
    """The regular election of one of the two tracks, as it comes with its start, with its polling day."""
    if found := Election.objects.filter(village=village, body=track, procedure="regular").first():
        return found
    consent = make_decision(village, kind="consent", track=track, until=None)
    values = {"decision": consent, "track": track, "started_on": date(2026, 11, 3)}
    start = record(StartRecord(cycle=consent.cycle, village=village, **values), by=clerk())
    election = Election.objects.get(start=start)
    election.polling_day = day
    return record(election, by=clerk())


def make_step_day(village: Village, **values: Any) -> StepDay:
    """The list of a village's election, posted in time."""
    values = {"step": "voter_list", "done_on": date(2026, 11, 28), **values}
    return record(StepDay(election=values.pop("election", None) or make_regular(village), **values), by=clerk())


def make_archive(village: Village, **values: Any) -> Archive:
    """Nothing is missing; handed over to nobody yet."""
    election = values.pop("election", None) or make_regular(village)
    return record(Archive(election=election, **{"office": "乡镇档案室", **values}), by=clerk())


def make_defect(village: Village, **values: Any) -> Defect:
    """An election's list that was posted a day late."""
    election = values.pop("election", None) or make_regular(village)
    return mark_defect(election, "F.101", "voter_list", by=clerk(), said="“公布名单”晚1日。")


def make_village_draft(village: Village, **values: Any) -> VillageDraft:
    """Somebody who will watch, as the village's own clerk filled it in."""
    make_regular(village)
    row = VillageDraft(cycle=cycle_for(village), village=village, of="electionstaff")
    row.put({"name": "王强", "duty": "watcher", "avoids": "unknown", **values})
    return record(row, by=clerk())


def make_staff_of_election(village: Village, **values: Any) -> ElectionStaff:
    """Somebody who watches, each call at another box."""
    given = {"name": "王监票", "duty": "watcher", "box": f"流动票箱{next(_numbers)}", **values}
    election = given.pop("election", None) or running_election(village)
    return record(ElectionStaff(village=village, election=election, **given), by=clerk())


def make_box(village: Village, **values: Any) -> PollingPlace:
    """A roving box with route and hours, not sent to the township yet."""
    given = {
        "kind": "roving",
        "name": f"流动票箱{next(_numbers)}",
        "route": "3组至5组",
        "hours": "8:00—11:30",
        **values,
    }
    election = given.pop("election", None) or running_election(village)
    return record(PollingPlace(village=village, election=election, **given), by=clerk())


def make_proxies(village: Village, **values: Any) -> ProxyTally:
    election = values.pop("election", None) or running_election(village)
    return record(ProxyTally(village=village, election=election, **{"certificates": 35, **values}), by=clerk())


def make_day_check(village: Village, **values: Any) -> DayCheck:
    """The booths of a village's hall, in order."""
    election = values.pop("election", None) or running_election(village)
    given = {"item": "booths", "ready": True, "checker": "张建国", **values}
    return record(DayCheck(village=village, election=election, **given), by=clerk())


def make_day_support(village: Village, **values: Any) -> DaySupport:
    election = values.pop("election", None) or running_election(village)
    given = {"contact": "张建国", "office_phone": "0577-63770001", "volunteers": 12, "trained": 12, "signed": 12}
    return record(DaySupport(village=village, election=election, **{**given, "drivers": 3, **values}), by=clerk())


def make_custody(village: Village, **values: Any) -> BallotCustody:
    election = values.pop("election", None) or running_election(village)
    given = {"step": "given", "day": date(2026, 11, 5), "ballots": 1200, **values}
    return record(BallotCustody(village=village, election=election, **given), by=clerk())


def make_turnout(village: Village, **values: Any) -> Turnout:
    election = values.pop("election", None) or running_election(village)
    given = {"day": date(2026, 11, 5), "opening": 320, **values}
    return record(Turnout(village=village, election=election, **given), by=clerk())


def make_incident(village: Village, **values: Any) -> Incident:
    election = values.pop("election", None) or running_election(village)
    given = {"kind": "power", "day": date(2026, 11, 5), "circumstances": "会场停电，未影响投票", **values}
    return record(Incident(village=village, election=election, **given), by=clerk())


def make_quick_report(village: Village, **values: Any) -> QuickReport:
    """What a village told by telephone of its round yesterday."""
    election = values.pop("election", None) or running_election(village)
    there = at_hand([election.pk]).get(election.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    there = there or record(Round(election=election, number=1, day=yesterday, state="counting"), by=clerk())
    given = {"issued": 1000, "recovered": 990, "validity": "valid", "elected": 5, "director": "elected", **values}
    given = {"other": "none", "ended_at": time(11, 30), **given}
    return record(QuickReport(village=village, election=election, round=there, **given), by=clerk())


def make_blind_village(village: Village, **values: Any) -> BlindVillage:
    """A village whose sheets are typed blind, as the county tries it out."""
    row = BlindVillage(village=village, election=running_election(village), **{"because": "pilot", **values})
    return record(row, by=clerk())


def make_blind_lot(village: Village, **values: Any) -> BlindLot:
    """One of those that vote on the day, each call from another source."""
    election = running_election(village)
    given = {"day": election.polling_day, "number": 1, "source": f"第{next(_numbers)}期开奖号码", **values}
    row = BlindLot(cycle=cycle_for(village), **given)
    row.prepare()
    return record(row, by=clerk())


def make_name_list(village: Village, **values: Any) -> NameList:
    """A list nobody may open yet; see ``let_read_names``."""
    election = make_regular(village)
    return record(
        NameList(cycle=cycle_for(village), village=village, election=election, **{"kind": "proxies", **values}),
        by=clerk(),
    )


def let_read_names(user: User) -> None:
    for row in NameList.all_rows.all():
        restricted.let_read(row, user, by=clerk())


def make_dispute(village: Village, **values: Any) -> Dispute:
    """One that nobody may open yet; see ``let_read_dispute``."""
    election = values.pop("election", None) or make_regular(village)
    given = {
        "number": f"Y-{next(_numbers)}",
        "received_on": timezone.localdate(),
        "kind": "count",
        "name": "周异议",
        "phone": "13900139000",
        "facts": "对委员的得票数有不同意见，要求复核",
    }
    return record(Dispute(village=village, election=election, **{**given, **values}), by=clerk())


def let_read_dispute(user: User, *rows: Dispute) -> None:
    for row in rows or Dispute.all_rows.all():
        restricted.let_read(row, user, by=clerk())


def make_body_result(village: Village, **values: Any) -> BodyResult:
    """Representatives, not all of them elected yet."""
    given = {"body": "representatives", "due": 36, "elected": 30, "women": 10, **values}
    more = {"procedure": "regular", "grounds": "", "seats": {}}
    election = given.pop("election", None) or make_election(village, body=given["body"], **more)
    return record(BodyResult(village=village, election=election, **given), by=clerk())


def make_roster_member(village: Village, name: str = "郑监督", **values: Any) -> RosterMember:
    who = values.pop("who", None) or make_person(name)
    given = {"body": "supervision", "post": "member", **values}
    return record(RosterMember(cycle=cycle_for(village), village=village, person=who, **given), by=clerk())


def running_party(village: Village) -> Election:
    """The party organisation's election of the village; a by-election where none began with a start."""
    found = Election.objects.filter(village=village, body="party").first()
    return found or make_election(village, body="party", seats={"secretary": 1}, grounds="书记调离")


def make_party_plan(village: Village, **values: Any) -> PartyPlan:
    """Sixty full members, ten of them not counted; five seats, six candidates; nothing went up yet."""
    given = {"form": "general_branch", "full_members": 60, "ill": 2, "away": 8, "seats": 5, "candidates": 6, **values}
    election = given.pop("election", None) or running_party(village)
    return record(PartyPlan(village=village, election=election, **given), by=clerk())


def make_party_sheet(village: Village, **values: Any) -> PartySheet:
    given = {"kind": "members", "entitled": 50, "present": 45, "issued": 45, "recovered": 45, "valid": 44, **values}
    election = given.pop("election", None) or running_party(village)
    return record(PartySheet(village=village, election=election, **given), by=clerk())


def make_party_branch(village: Village, **values: Any) -> PartyBranch:
    """A branch that has not elected yet."""
    given = {"name": f"第{next(_numbers)}党支部", "members": 21, **values}
    election = given.pop("election", None) or running_party(village)
    return record(PartyBranch(village=village, election=election, **given), by=clerk())


def make_party_objection(village: Village, **values: Any) -> PartyObjection:
    """One that waits for its answer."""
    given = {"matter": "conditions", "received_on": date(2026, 11, 20), **values}
    election = given.pop("election", None) or running_party(village)
    return record(PartyObjection(village=village, election=election, **given), by=clerk())


def make_party_result(village: Village, **values: Any) -> PartyResult:
    given = {"elected": 5, "women": 1, "secretary": True, "deputies": 1, "discipline": True, **values}
    election = given.pop("election", None) or running_party(village)
    return record(PartyResult(village=village, election=election, **given), by=clerk())


def make_mid_term_change(village: Village, name: str = "张建国", **values: Any) -> MidTermChange:
    """A member of the committee who asked to resign; nobody decided on it yet."""
    given = {"body": "committee", "post": "member", "kind": "resigned", "asked_on": date(2026, 11, 2), **values}
    return record(MidTermChange(village=village, name=name, **given), by=clerk())


def make_companion(village: Village, **values: Any) -> CompanionBody:
    given = {"kind": "women", "head": "李秀英", **values}
    return record(CompanionBody(cycle=cycle_for(village), village=village, **given), by=clerk())


def make_explanation(village: Village, **values: Any) -> Explanation:
    given = {
        "code": "W.109",
        "step": "registration",
        "words": "登记1320人，上届1100人，相差220人。",
        "text": "新增迁入人口",
    }
    election = values.pop("election", None) or make_regular(village)
    return record(Explanation(election=election, explained_on=timezone.localdate(), **{**given, **values}), by=clerk())


def make_election_committee(village: Village, **values: Any) -> ElectionCommittee:
    """Of the village's running election, chosen by its representatives; nobody listed yet. An election has one."""
    given = {"chosen_by": "representatives", "entitled": 45, "present": 41}
    election = values.pop("election", None) or running_election(village)
    if not values and (held := ElectionCommittee.objects.filter(election=election).first()):
        return held
    return record(ElectionCommittee(election=election, village=village, **{**given, **values}), by=clerk())


def make_committee_member(village: Village, committee: ElectionCommittee | None = None, **values: Any) -> Any:
    held = ElectionCommittee.objects.filter(village=village)
    committee = committee or held.first() or make_election_committee(village)
    given = {
        "number": committee.members.count() + 1,
        "person": values.pop("who", None) or make_person("郑选委"),
        **values,
    }
    return record(CommitteeMember(committee=committee, **given), by=clerk())


def make_registration(village: Village, **values: Any) -> Registration:
    """In order: the classes add up."""
    given = {"registered": 1200, "resident": 1000, "away": 200}
    election = values.pop("election", None) or running_election(village)
    return record(Registration(election=election, village=village, **{**given, **values}), by=clerk())


def make_supplement(village: Village, registration: Registration | None = None, **values: Any) -> Supplement:
    found = registration or Registration.objects.filter(village=village).first() or make_registration(village)
    given = {"registered": 1198, "grounds": "核减2人", "notice_number": "第4-1号", "published_on": date(2026, 11, 26)}
    given["confirmed"] = False
    number = found.supplements.count() + 1
    return record(Supplement(registration=found, **{"number": number, **given, **values}), by=clerk())


def make_county_day(village: Village, **values: Any) -> CountyDay:
    values = {"day": date(2027, 1, 1) + timedelta(next(_numbers)), "name": "元旦", "rest": True, **values}
    return record(CountyDay(cycle=cycle_for(village), **values), by=clerk())


def make_city_form(village: Village, **values: Any) -> CityForm:
    """A form the city asks for, before anybody has uploaded its workbook."""
    given = {"name": f"进展日报表{next(_numbers)}", "receiver": "市委组织部", "cadence": "daily", **values}
    return record(CityForm(cycle=cycle_for(village), **given), by=clerk())


def city_workbook() -> SimpleUploadedFile:
    """A form of one sheet as the city sends it."""
    return SimpleUploadedFile("日报表.xlsx", write_rows(["乡镇", "风险点"], [["", ""]], title="日报表"))


def make_form_edition(village: Village) -> FormEdition:
    """What was filled into a workbook of one sheet, waiting for somebody to check it."""
    county, form = make_user(Role.COUNTY_CLERK, village.township.parent), make_city_form(village)
    cells.take_workbook(form, city_workbook(), by=county, version=1)
    sheet = cells.sheet(CityForm.objects.get(pk=form.pk)).name
    told = Mapped(sheet, 9, 2, "figure", "risks.points")
    cells.map_cell(form, told, by=county, version=CityForm.objects.get(pk=form.pk).version)
    return editions.fill(form, by=county)


def make_system_map(village: Village, **values: Any) -> SystemMap:
    """How the sitting team stands in the import table of a system of the level above; its headings are given."""
    given = {"name": f"导入表{next(_numbers)}", "system": "省村干部信息系统", "ledger_name": "teammember", **values}
    return record(SystemMap(cycle=cycle_for(village), **given), by=clerk())


def make_intention(village: Village, name: str = "赵志远", person: dict[str, Any] | None = None, **values: Any) -> Any:
    """Somebody who told a township official that he wants to stand."""
    defaults = {
        "post": "director",
        "declaration": "愿意参选，想把村里的茶园办好",
        "declared_how": "talk",
        "declared_on": date(2026, 10, 20),
    }
    who = values.pop("who", None) or make_person(name, **(person or {}))
    row = Intention(cycle=cycle_for(village), village=village, person=who, **{**defaults, **values})
    return record(row, by=clerk())


def make_reserve(village: Village, name: str = "孙后备", person: dict[str, Any] | None = None, **values: Any) -> Any:
    """Somebody in the pool, recommended by villagers."""
    cycle = values.pop("cycle", None) or cycle_for(village)
    defaults = {"group": kind(cycle, "reserve_group"), "channel": kind(cycle, "reserve_channel", 1)}
    who = values.pop("who", None) or make_person(name, **(person or {}))
    return record(ReserveCandidate(cycle=cycle, village=village, person=who, **{**defaults, **values}), by=clerk())


def make_placement(village: Village, candidate: Any = None, **values: Any) -> Placement:
    candidate = candidate or make_reserve(village)
    defaults = {"post": kind(candidate.cycle, "placement_post"), "starts_on": date(2026, 9, 1), "mentor": "王支书"}
    row = Placement(cycle=candidate.cycle, village=village, candidate=candidate, **{**defaults, **values})
    return record(row, by=clerk())


def make_committee(area: Area, **values: Any) -> FloatingCommittee:
    defaults = {"name": f"驻温州流动党委{next(_numbers)}", "place": "浙江省温州市", "secretary": "周流动"}
    cycle = make_cycle(area if area.level == 3 else area.parent)
    return record(FloatingCommittee(cycle=cycle, area=area, **{**defaults, **values}), by=clerk())


def make_nominee(village: Village, name: str = "钱立身", person: dict[str, Any] | None = None, **values: Any) -> Any:
    """A party nominee of the first round."""
    who = values.pop("who", None) or make_person(name, **(person or {}))
    row = Nominee(cycle=cycle_for(village), village=village, person=who, **{"post": "secretary", **values})
    return record(row, by=clerk())


def found_qualified(*rows: Any, result: str = "qualified") -> None:
    """The joint review has come to this conclusion on the persons of these rows."""
    for row in rows:
        subject = make_subject(row.village, who=row.person, body="party", result=result)
        type(subject.batch).objects.filter(pk=subject.batch_id).update(state="closed")


def make_nomination(village: Village, **values: Any) -> Nomination:
    """A request not sent yet; each call another round of the township."""
    cycle, town = cycle_for(village), village.township
    number = Nomination.objects.filter(cycle=cycle, township=town).count() + 1
    defaults = {"round": number, "number": f"东委〔2026〕{number}号", "asked_on": date(2026, 11, 16)}
    return record(Nomination(cycle=cycle, township=town, **{**defaults, **values}), by=clerk())


def make_pledge(village: Village, name: str = "冯退选", **values: Any) -> Pledge:
    """Somebody the secretary talked to after the review, who withdrew of his own will; not signed yet."""
    who = values.pop("who", None) or make_person(name)
    talk = make_talk(village, group=5, level=1, name=who.name, person=who, purpose="review")
    defaults = {"post": "director", "withdrew_on": date(2026, 11, 13), "statement": "年纪大了，想让年轻人来干"}
    row = Pledge(talk=talk, cycle=talk.cycle, **{**defaults, "leader": "王书记", "cadre": "李驻村", **values})
    return record(row, by=clerk())


def make_negative_list(cycle: Cycle) -> Any:
    """The list of Zhejiang as it comes with the product, published by a second person."""
    from candidates.models import NegativeList
    from candidates.services import negative_lists

    found = NegativeList.objects.filter(cycle=cycle, state="published").first()
    if found is None:
        drafted = negative_lists.ship(cycle, "zhejiang_2013", by=clerk())
        negative_lists.EDITIONS.propose(drafted, by=clerk(), effective_from=date(2026, 10, 1))
        found = negative_lists.EDITIONS.publish(drafted, by=make_user(Role.COUNTY_ADMIN, cycle.county))
    return found


def make_batch(village: Village, **values: Any) -> Any:
    """A batch that is still being put together."""
    from candidates.models import ReviewBatch

    cycle = cycle_for(village)
    defaults = {
        "number": f"第{next(_numbers)}批",
        "letter_number": f"云组函〔2026〕{next(_numbers)}号",
        "letter_on": timezone.localdate() - timedelta(days=5),
        "election_day": date(2026, 12, 20),
    }
    round_ = kind(cycle, "review_round")
    return record(ReviewBatch(cycle=cycle, round=round_, **{**defaults, **values}), by=clerk())


def make_subject(village: Village, name: str = "孙正明", batch: Any = None, **values: Any) -> Any:
    from candidates.models import ReviewSubject

    batch = batch or make_batch(village)
    who = values.pop("who", None) or make_person(name)
    row = ReviewSubject(cycle=batch.cycle, batch=batch, village=village, person=who, **{"body": "committee", **values})
    return record(row, by=clerk())


def send(batch: Any) -> Any:
    """The letter asked for by one and approved by another."""
    from candidates.services import review_batches

    make_negative_list(batch.cycle)
    asked = review_batches.ask_letter(batch, by=make_user(Role.COUNTY_CLERK, batch.cycle.county))
    return review_batches.approve_letter(asked, by=make_user(Role.COUNTY_ADMIN, batch.cycle.county))


def make_request(village: Village) -> Any:
    """What 公安局 was asked about a batch of one person, the letter approved."""
    return send(make_subject(village).batch).requests.get(department__name="公安局")


def make_transfer(village: Village, reader: User) -> Any:
    """Somebody refused on what 公安局 reported, handed to the secretary by a named reviewer."""
    from candidates.models import ReviewDecision
    from candidates.services import review_decisions
    from electioncycle.disclosure import restricted

    request = make_request(village)
    subject, item = request.batch.subjects.get(), request.batch.negative_list.items.get(code="B1")
    today = timezone.localdate()
    basis = {"result": "unqualified", "item": item, "meeting_on": today, "counted_to": date(2026, 12, 20)}
    decision = ReviewDecision(cycle=request.cycle, subject=subject, **basis)
    record(decision, by=clerk())
    decision.confirm()
    record(decision, by=clerk())
    restricted.let_read(request.batch, reader, by=clerk())
    return review_decisions.transfer(decision, {"secretary": "王书记", "issued_on": today}, by=reader)


def make_publicity(village: Village, **values: Any) -> PublicityActivity:
    cycle = cycle_for(village)
    defaults = {"channel": kind(cycle, "publicity_channel"), "held_on": date(2026, 11, 5), "theme": "换届纪律宣讲"}
    return record(PublicityActivity(cycle=cycle, village=village, **{**defaults, **values}), by=clerk())


def make_training(area: Area, **values: Any) -> Training:
    cycle = make_cycle(area if area.level == 3 else area.parent)
    defaults = {"name": f"选举工作人员培训{next(_numbers)}", "held_on": date(2026, 11, 6), "expected": 35}
    return record(Training(cycle=cycle, area=area, **{**defaults, **values}), by=clerk())


def make_trainee(area: Area, training: Training | None = None, **values: Any) -> Trainee:
    training = training or make_training(area)
    defaults = {"name": "李志愿", "unit": "青山村监票员"}
    return record(Trainee(cycle=training.cycle, area=area, training=training, **{**defaults, **values}), by=clerk())


def make_discipline(area: Area, **values: Any) -> DisciplineActivity:
    cycle = make_cycle(area if area.level == 3 else area.parent)
    planned = date(2026, 11, 20) + timedelta(days=next(_numbers))
    defaults = {"kind": kind(cycle, "discipline_activity"), "planned_on": planned}
    return record(DisciplineActivity(cycle=cycle, area=area, **{**defaults, **values}), by=clerk())


def make_reminder_text(village: Village, **values: Any) -> ReminderText:
    defaults = {"day": date(2026, 11, 1) + timedelta(days=next(_numbers)), "text": "请依法独立填写选票。"}
    return record(ReminderText(cycle=cycle_for(village), **{**defaults, **values}), by=clerk())


def make_complaint(village: Village, **values: Any) -> Complaint:
    """A clue nobody may open yet; see ``let_read_complaint``."""
    cycle = cycle_for(village)
    defaults = {
        "number": f"T-{next(_numbers)}",
        "kind": kind(cycle, "complaint_kind"),
        "received_on": timezone.localdate() - timedelta(days=2),
        "name": "周匿",
        "phone": "13900139000",
        "facts": "反映有人请客，涉及约20人",
        "handler": "镇纪委",
    }
    return record(Complaint(cycle=cycle, village=village, **{**defaults, **values}), by=clerk())


def let_read_complaint(user: User, *rows: Complaint) -> None:
    """Assign the user as a reader; by default of every clue there is, his own township's or not."""
    for row in rows or Complaint.all_rows.all():
        restricted.let_read(row, user, by=clerk())


def make_inspection(village: Village, **values: Any) -> Inspection:
    """One that was held in the village's township."""
    defaults = {"area": village.township, "name": "选民登记和公告", "planned_on": date(2026, 11, 9)}
    defaults |= {"held_on": date(2026, 11, 9), "body": values.pop("body", None) or make_body(village.township.parent)}
    return record(Inspection(cycle=cycle_for(village), **{**defaults, **values}), by=clerk())


def make_inspection_finding(village: Village, inspection: Inspection | None = None, **values: Any) -> InspectionFinding:
    inspection = inspection or make_inspection(village)
    defaults = {"text": "3组公告栏未张贴公告", "responsible": "村选举委员会", "deadline": date(2026, 11, 18)}
    row = InspectionFinding(
        cycle=inspection.cycle, area=inspection.area, inspection=inspection, village=village, **{**defaults, **values}
    )
    return record(row, by=clerk())


def make_case(village: Village, **values: Any) -> AccountabilityCase:
    defaults = {
        "name": "选民名单漏登",
        "found_on": date(2026, 11, 10),
        "matter": "漏登12名选民",
        "subject": "镇党委(组织委员)",
    }
    return record(AccountabilityCase(cycle=cycle_for(village), village=village, **{**defaults, **values}), by=clerk())


def make_checklist_entry(village: Village, **values: Any) -> ChecklistEntry:
    cycle = cycle_for(village)
    defaults = {"item": kind(cycle, "governance"), "value": 1}
    return record(ChecklistEntry(cycle=cycle, village=village, **{**defaults, **values}), by=clerk())


def make_term(county: Area | None = None, name: str = "第十届", **values: Any) -> Term:
    """The term in force today; a county has one of a name."""
    county = county or make_county()
    found = Term.objects.filter(county=county, name=name).first()
    return found or record(Term(county=county, name=name, **{"begins_on": date(2021, 3, 1), **values}), by=clerk())


def make_election(village: Village, *, seats: dict[str, int] | None = None, **values: Any) -> Election:
    """A by-election of the committee, unless told otherwise."""
    make_term(village.township.parent)
    values = {"body": "committee", "procedure": "by_election", "grounds": "主任辞职出缺", **values}
    values = {"village": village, "polling_day": timezone.localdate() + timedelta(days=20), **values}
    seats = {"director": 1} if seats is None else seats
    return opening.register(None, values, seats, by=make_user(Role.TOWNSHIP_CLERK, village.township))


SCHEME: dict[str, Any] = {
    "mode": "all",
    "nomination": "candidates",
    "ballot_papers": "one",
    "voting": "together",
    "loser_stands_lower": False,
    "ballot_asks": "for",
    "seats_director": 1,
    "seats_deputy": 1,
    "seats_member": 2,
    "woman_seat": "column",
    "seats_woman": 1,
    "surplus_director": 1,
    "surplus_deputy": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "venue": "村文化礼堂",
    "stations": 2,
    "mobile_boxes": 1,
    "mobile_box_scrutineers": 3,
    "count_place": "centre",
    "void_grounds": ["overvote", "unreadable", "double_post"],
    "conditions": "遵纪守法，公道正派，身体健康，能坚持正常工作。",
    "reviewer": "election_committee",
}
"""Inside every rule set that the product ships, for a village."""


def running_election(village: Village) -> Election:
    """The village's; no second one of the same body can be opened beside it."""
    return Election.objects.filter(village=village, body="committee").first() or make_election(village)


def make_scheme(village: Village, **values: Any) -> Scheme:
    """A draft of the election rules for the village's election."""
    election = values.pop("election", None) or running_election(village)
    return record(Scheme(election=election, **{"values": dict(SCHEME), **values}), by=clerk())


def make_scheme_template(village: Village, **values: Any) -> SchemeTemplate:
    """Each call for a batch of its own."""
    cycle, number = cycle_for(village), next(_numbers)
    batch = record(KindItem(cycle=cycle, kind="batch", code=f"extra{number}", name=f"第{number}批"), by=clerk())
    given = {"name": f"范本{number}", "batch": batch, "values": dict(SCHEME), **values}
    return record(SchemeTemplate(cycle=cycle, **given), by=clerk())


def make_nomination_vote(village: Village, **values: Any) -> NominationVote:
    """A nomination in which enough took part."""
    election = values.pop("election", None) or running_election(village)
    given = {"took_part": 620, **values}
    return record(NominationVote(election=election, village=village, **given), by=clerk())


def make_candidacy(village: Village, name: str = "孙立群", **values: Any) -> Candidacy:
    """Somebody new who was nominated for the committee."""
    election = values.pop("election", None) or running_election(village)
    who = values.pop("person", None) or make_person(name, **values.pop("who", {}))
    given = {"post": "director", "votes": 120, **values}
    return record(Candidacy(election=election, village=village, person=who, **given), by=clerk())


def make_candidate_list(village: Village, **values: Any) -> CandidateList:
    """A list of one that waits for a second person."""
    row = values.pop("candidacy", None) or make_candidacy(village)
    number = CandidateList.all_rows.filter(election=row.election).count() + 1
    given = {"election": row.election, "village": village, "entries": [row.pk], "number": number, **values}
    return record(CandidateList(**given), by=clerk())


def make_notice(village: Village, **values: Any) -> PublicNotice:
    """A draft of a notice; each call with a number of its own."""
    election = values.pop("election", None) or running_election(village)
    given = {"number": next(_numbers), "title": "关于参加选举登记的公告", "text": "登记自今日开始。", **values}
    return record(PublicNotice(election=election, **given), by=clerk())


def make_notice_texts(cycle: Cycle) -> Any:
    """The shipped texts, published by a second person."""
    from elections.services import notice_texts

    found = NoticeSet.objects.filter(cycle=cycle, state="published").first()
    if found is None:
        drafted = notice_texts.ship(cycle, by=clerk())
        notice_texts.EDITIONS.propose(drafted, by=clerk(), effective_from=date(2026, 10, 1))
        found = notice_texts.EDITIONS.publish(drafted, by=make_user(Role.COUNTY_ADMIN, cycle.county))
    return found


def make_duty_day(village: Village, **values: Any) -> DutyDay:
    """One of the county on duty tomorrow."""
    official = make_user(Role.COUNTY_CLERK, village.township.parent)
    given = {"day": timezone.localdate() + timedelta(days=1), "official": official, "shift": "带班", **values}
    return record(DutyDay(cycle=cycle_for(village), **given), by=clerk())


def make_paper_block(village: Village, **values: Any) -> PaperBlock:
    """How one paper closes; each call for another paper, as a cycle has one of each."""
    taken = set(PaperBlock.all_rows.filter(cycle=cycle_for(village)).values_list("paper", flat=True))
    free = next(code for code, _ in paper_choices() if code not in taken)
    given = {"paper": free, "signers": "监票人", "office": "【村名】", **values}
    return record(PaperBlock(cycle=cycle_for(village), **given), by=clerk())


def make_certificate_position(village: Village, **values: Any) -> CertificatePosition:
    """Where one value stands; each call for another one, as a cycle has one of each."""
    taken = set(CertificatePosition.all_rows.filter(cycle=cycle_for(village)).values_list("item", flat=True))
    free = next(code for code, _ in reversed(item_choices()) if code not in taken)
    given = {"item": free, "across": 60, "down": 80, **values}
    return record(CertificatePosition(cycle=cycle_for(village), **given), by=clerk())


BUILDERS: dict[str, Any] = {
    "nominationvote": make_nomination_vote,
    "candidacy": lambda village: make_candidacy(village),
    "candidatelist": make_candidate_list,
    "publicnotice": make_notice,
    "dutyday": make_duty_day,
    "paperblock": make_paper_block,
    "certificateposition": make_certificate_position,
    "scheme": make_scheme,
    "schemetemplate": make_scheme_template,
    "term": lambda village: make_term(village.township.parent),
    "election": running_election,
    "reviewbatch": make_batch,
    "reviewsubject": lambda village: make_subject(village),
    "area": _area_row,
    "village": lambda village: village,
    "villageprofile": make_profile,
    "lasttermfigures": make_last_term,
    "teammember": lambda village: make_member(village),
    "responsibilitypost": make_post,
    "villagestaff": make_staff,
    "kinship": lambda village: make_kinship(village),
    "contact": lambda village: make_contact(village.township),
    "cycle": lambda village: cycle_for(village),
    "readinesscheck": make_check,
    "specialdecision": make_decision,
    "startrecord": make_start,
    "teamanalysis": make_analysis,
    "problem": make_problem,
    "countermeasure": make_line,
    "leaderlink": make_link,
    "visit": make_visit,
    "financecleanup": make_cleanup,
    "financefinding": make_finding,
    "financedraw": make_draw,
    "assessment": make_assessment,
    "formerofficial": make_former,
    "talk": make_talk,
    "sweep": make_sweep,
    "dailyreport": lambda village: make_daily_report(village.township),
    "riskpoint": make_point,
    "keyvillage": make_key_village,
    "keyperson": make_key_person,
    "floatingcommittee": lambda village: make_committee(village.township),
    "intention": make_intention,
    "placement": make_placement,
    "reservecandidate": make_reserve,
    "workbody": lambda village: make_body(village.township),
    "bodymember": lambda village: make_body_member(make_body(village.township)),
    "townshiplink": lambda village: make_township_link(village.township),
    "meetingseries": lambda village: make_series(village.township),
    "meeting": lambda village: make_meeting(village.township, village),
    "minutes": lambda village: make_minutes(make_meeting(village.township, village)),
    "pledge": make_pledge,
    "nominee": make_nominee,
    "nomination": make_nomination,
    "publicityactivity": make_publicity,
    "training": lambda village: make_training(village.township),
    "trainee": lambda village: make_trainee(village.township),
    "disciplineactivity": lambda village: make_discipline(village.township),
    "remindertext": make_reminder_text,
    "complaint": make_complaint,
    "inspection": make_inspection,
    "inspectionfinding": make_inspection_finding,
    "accountabilitycase": make_case,
    "checklistentry": make_checklist_entry,
    "kinditem": lambda village: kind(cycle_for(village), "batch"),
    "stepday": make_step_day,
    "defect": make_defect,
    "archive": make_archive,
    "villagedraft": make_village_draft,
    "explanation": make_explanation,
    "electioncommittee": make_election_committee,
    "committeemember": make_committee_member,
    "registration": make_registration,
    "supplement": make_supplement,
    "countyday": make_county_day,
    "cityform": make_city_form,
    "systemmap": make_system_map,
    "electionstaff": make_staff_of_election,
    "pollingplace": make_box,
    "proxytally": make_proxies,
    "daycheck": make_day_check,
    "daysupport": make_day_support,
    "ballotcustody": make_custody,
    "turnout": make_turnout,
    "incident": make_incident,
    "quickreport": make_quick_report,
    "blindvillage": make_blind_village,
    "blindlot": make_blind_lot,
    "namelist": make_name_list,
    "dispute": make_dispute,
    "bodyresult": make_body_result,
    "rostermember": make_roster_member,
    "companionbody": make_companion,
    "midtermchange": make_mid_term_change,
    "partyplan": make_party_plan,
    "partysheet": make_party_sheet,
    "partybranch": make_party_branch,
    "partyobjection": make_party_objection,
    "partyresult": make_party_result,
}
"""Ledger name → a row of it that lies in the given village (or above it)."""
