"""Publicity, trainings, inspections, discipline, complaints and checklists of the made-up county, in every state."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model

from demo import days
from demo.accounts import Staff
from demo.county import County
from demo.follow_up import upload
from electioncycle.disclosure import restricted
from electioncycle.records.workflow import Paper
from electioncycle.roles import Role
from meetings.models import (
    AccountabilityCase,
    ChecklistEntry,
    Complaint,
    DisciplineActivity,
    Inspection,
    InspectionFinding,
    PublicityActivity,
    Trainee,
    Training,
    WorkBody,
)
from meetings.oversight_choices import Attendance, Tier, Verdict
from meetings.services import accountability, checklists, complaints, discipline, inspections
from villages.choices import ListKind
from villages.models import Village

FATES = ("accepted", "received", "concluded", "answered", "published", "refused", "transferred")
MANY = 70
"""Villages from which on one in nine has a clue."""
CLUES = (
    "反映{month}月中旬有人在农家乐请客，涉及约20人。",
    "反映登记名单漏登外出务工人员5人。",
    "反映公告栏未张贴公告。",
)


def add_oversight(county: County, staff: Staff) -> None:
    _add_publicity(county)
    _add_training(county)
    _add_discipline(county, staff)
    _add_inspections(county, staff)
    _add_complaints(county, staff)
    _add_checklist(county, staff)
    _add_cases(county, staff)


def _add_publicity(county: County) -> None:
    """One village in eleven was reached by nothing yet."""
    rng, channels = county.rng("publicity"), list(county.kinds[ListKind.PUBLICITY_CHANNEL].values())
    rows = [
        PublicityActivity(
            cycle=county.cycle,
            village=village,
            channel=channel,
            held_on=county.days.at(rng.randint(*days.PUBLICITY)),
            theme="换届政策和纪律宣讲",
            audience="全体党员群众",
            reached=rng.randint(30, 180),
        )
        for number, village in enumerate(county.villages)
        for channel in channels
        if number % 11 != 5 and rng.random() < 0.7
    ]
    county.save(rows)


def _add_training(county: County) -> None:
    rng, held = county.rng("training"), county.days.at(days.TRAINED)
    row = Training(cycle=county.cycle, area=county.area, name="选举工作人员业务培训", held_on=held, expected=60)
    row.audience, row.place, row.lecturers, row.hours = "选举工作人员、志愿者", "县委党校", "县委组织部、县民政局", 6
    county.save([row])
    present = (Attendance.PRESENT, Attendance.PRESENT, Attendance.PRESENT, Attendance.ABSENT, Attendance.MADE_UP)
    rows = []
    for village in county.villages[:60]:
        said = rng.choice(present)
        one = Trainee(cycle=county.cycle, area=village.township, training=row, attendance=said)
        one.name, one.unit = county.people.name(rng, male=True), f"{village}选举工作人员"
        one.absence = "住院" if said == Attendance.ABSENT else ""
        one.made_up_on = county.days.at(days.MADE_UP) if said == Attendance.MADE_UP else None
        one.pledged_on = held if said == Attendance.PRESENT else None
        rows.append(one)
    county.save(rows)


def _add_discipline(county: County, staff: Staff) -> None:
    today, rng = county.days.today, county.rng("discipline")
    rows = []
    for area in (county.area, *county.townships):
        for number, kind in enumerate(county.kinds[ListKind.DISCIPLINE_ACTIVITY].values()):
            day = max(today + timedelta(days=rng.randint(-30, 20)), county.cycle.starts_on)
            row = DisciplineActivity(cycle=county.cycle, area=area, kind=kind, planned_on=day, content=kind.name)
            if day <= today and number % 7:
                row.held_on, row.people, row.proof = day, rng.randint(20, 90), "签到册、照片"
            rows.append(row)
    county.save(rows)
    last, audience = today + timedelta(days=13), "党员、候选人、村民代表"
    discipline.draft_reminders(county.cycle, first=today, last=last, audience=audience, by=staff.county_clerk)


def _add_inspections(county: County, staff: Staff) -> None:
    """What was found stands open, waits for its verification, or is repaired."""
    bodies = {
        body.kind.code: body
        for body in WorkBody.objects.filter(cycle=county.cycle, area=county.area).select_related("kind")
    }
    if not {"guidance", "discipline"} <= bodies.keys():
        return
    today = county.days.today
    head: dict[str, Any] = {"cycle": county.cycle, "name": "换届准备和纪律执行", "inspectors": "督导组"}
    # The leading group looks at a body that works for it, the guiding group at the townships.
    first = Inspection(**head, area=county.area, tier=Tier.BODIES, looked_at=bodies["discipline"], code="XD0001")
    rows = [first]
    for number, township in enumerate(county.townships, 2):
        rows.append(Inspection(**head, area=township, body=bodies["guidance"], code=f"XD{number:04d}"))
    for number, row in enumerate(rows):
        row.planned_on = row.held_on = max(today - timedelta(days=number % 9), county.cycle.starts_on)
        row.situation = "准备工作总体有序，个别公告张贴不到位。"
    county.save(rows)
    findings = []
    for number, row in enumerate(rows[1:]):
        village = next((one for one in county.villages if one.township_id == row.area_id), None)
        one = InspectionFinding(cycle=county.cycle, area=row.area, inspection=row, village=village)
        one.text, one.advice = "换届纪律公告未张贴到各组公告栏。", "三日内补贴到位并拍照留存。"
        one.responsible, one.deadline = "村党组织", today + timedelta(days=number % 7 - 2)
        findings.append(one)
    county.save(findings)
    for number, one in enumerate(findings):
        if number % 3:
            proof = upload("补贴照片.jpg")
            clerk = staff.clerks[one.area_id]
            one = inspections.report_repair(one, repair="各组公告栏均已补贴。", upload=proof, by=clerk)
        if number % 3 == 2:
            inspections.verify_repair(one, by=staff.county_clerk)


def _add_complaints(county: County, staff: Staff) -> None:
    """One clue in nine villages (in three of a small county), in every state from receipt to publication."""
    rng, kinds = county.rng("complaints"), list(county.kinds[ListKind.COMPLAINT_KIND].values())
    today = county.days.today
    month, rows = county.days.at(days.TRAINED).month, []
    for number, village in enumerate(county.villages[2 :: 9 if len(county.villages) > MANY else 3]):
        row = Complaint(
            cycle=county.cycle, village=village, kind=rng.choice(kinds), facts=rng.choice(CLUES).format(month=month)
        )
        row.number = f"XS{number + 1:06d}"
        row.received_on = today - timedelta(days=rng.randint(1, 20))
        row.name, row.phone = county.people.name(rng, male=True), county.people.phone()
        row.handler = f"{village.township}纪委"
        rows.append(row)
    county.save(rows)
    officials = get_user_model().objects.filter(groups__name__in=(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK))
    officials = officials.filter(scopes__area__path__startswith=county.area.path).distinct()
    for number, row in enumerate(rows):
        for user in (staff.county_clerk, staff.county_admin, *officials):
            if user.covers(row.village.path):
                restricted.let_read(row, user, by=county.by)
        _go_on(row, FATES[number % len(FATES)], staff)


def _go_on(row: Complaint, fate: str, staff: Staff) -> None:
    """From receipt as far as its fate: refused or handed on, or accepted, concluded, answered, published."""
    one, other = staff.county_clerk, staff.county_admin
    if fate == "refused":
        complaints.refuse(row, reason="反映的是邻里纠纷，不属于换届事项。", by=one)
    elif fate == "transferred":
        complaints.transfer(row, reason="属于乡镇纪委办理的事项。", by=one)
    elif fate != "received":
        row = complaints.accept(row, by=one)
        if fate != "accepted":
            told = "经走访核实，所反映的情况不实，已向反映人说明。"
            row = complaints.conclude(row, verdict=Verdict.UNTRUE, result=told, by=one)
        if fate in ("answered", "published"):
            row = complaints.approve(row, by=other)
        if fate == "published":
            complaints.publish(row, on=None, place="村务公开栏", by=one)


def _add_checklist(county: County, staff: Staff) -> None:
    """三个防控 is on and half filled in; governance waits until after the election."""
    checklists.switch_on(county.cycle, ListKind.SPECIAL_CONTROL, by=staff.county_admin)
    county.read_kinds()
    rng, items = county.rng("checklist"), county.kinds[ListKind.SPECIAL_CONTROL].values()
    rows = [
        ChecklistEntry(
            cycle=county.cycle,
            village=village,
            item=item,
            value=rng.randint(0, 60) if checklists.is_counted(item) else int(rng.random() < 0.8),
            checked_on=county.days.at(days.TRAINED),
            checked_by="包村干部",
        )
        for number, village in enumerate(county.villages)
        for item in items
        if number % 3
    ]
    county.save(rows)


def _add_cases(county: County, staff: Staff) -> None:
    """One under inquiry, one waiting for its decision, one decided."""
    _case(county, county.villages[0], staff)
    for village in county.villages[1:3]:
        case = accountability.propose(_case(county, village, staff), by=staff.county_clerk)
        if village == county.villages[2]:
            paper = Paper("县纪委监委", county.days.today, f"纪函〔{county.days.today.year}〕8号")
            accountability.decide(case, by=staff.county_admin, paper=paper)


def _case(county: County, village: Village, staff: Staff) -> AccountabilityCase:
    """With the first links of its trace: what a finding of the inspection led to."""
    today = county.days.today
    row = AccountabilityCase(
        cycle=county.cycle,
        name="换届纪律公告漏贴",
        village=village,
        found_on=today,
        matter="督导发现该村三个村民小组公告栏未张贴换届纪律公告，部分群众不知晓举报电话。",
        subject=f"{village.township}党委(组织委员)",
        fault="inaction",
        fault_words="乡镇已布置张贴，未逐村核对。",
        upper_words="县宣传工作组已随公告下发张贴要求，不上查。",
        measure=next((one for one in county.kinds[ListKind.ACCOUNTABILITY].values() if "谈话" in one.name), None),
        proposal="对相关责任人提醒谈话。",
    )
    county.save([row])
    day = county.days.at(days.DECIDED)
    words, source = "镇党委会议定由各村自行张贴", f"镇党委会议纪要〔{day.year}〕第5期"
    accountability.quote(row, day=day, words=words, source=source, by=staff.county_clerk)
    finding = InspectionFinding.objects.filter(cycle=county.cycle, village=village).first()
    if finding is not None:
        key = f"inspectionfinding:{finding.pk}"
        accountability.quote(row, day=today, words="督导组提出补贴意见", key=key, by=staff.county_clerk)
    return row
