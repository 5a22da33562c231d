"""Of 沐川: two tiers of inspection with findings, one case traced back to its decisions; decoys that must not count."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.records.workflow import Paper
from meetings.models import AccountabilityCase, Inspection, InspectionFinding, WorkBody
from meetings.oversight_choices import CaseState, Tier
from meetings.services import accountability, inspections
from villages.choices import ListKind
from villages.models import Cycle, Village

HELD, DEADLINE, FOUND, DECIDED = date(2026, 7, 8), date(2026, 7, 20), date(2026, 7, 22), date(2026, 8, 3)
DECISION = "沐溪委换领〔2026〕6号"


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    """Tiers in which an inspection was held; cases decided with a trace of at least one link."""
    cases = AccountabilityCase.objects.visible_to(admin).filter(cycle=cycle, state=CaseState.DECIDED)
    traced = cases.filter(trace__withdrawn_at=None, trace__isnull=False).distinct()
    return {"inspection_tiers": inspections.totals(admin, cycle).tiers, "accountability_cases": traced.count()}


def enter_earlier(scene: Scene, body: WorkBody) -> None:
    """Decoys of the cycle before: an inspection of each tier."""
    county, clerk = scene.county, scene.staff.county_clerk
    head = {"name": "上届换届督导", "held_on": date(2020, 12, 8), "planned_on": date(2020, 12, 8)}
    for row in (
        Inspection(area=county.area, tier=Tier.BODIES, looked_at=body, **head),
        Inspection(area=county.townships[0], body=body, **head),
    ):
        counties.enter(REGISTRY["inspection"], row, clerk, county.cycle)


def enter(scene: Scene) -> None:
    """Once the bodies stand."""
    bodies = list(WorkBody.objects.filter(cycle=scene.county.cycle, area=scene.county.area, ended_on=None)[:2])
    if len(bodies) == 2:
        _enter_inspections(scene, bodies)
        _enter_case(scene)


def _enter_inspections(scene: Scene, bodies: list[WorkBody]) -> None:
    """The group looks at a body, a body at every township; one planned and never held, one entered twice."""
    county, clerk = scene.county, scene.staff.county_clerk
    head, ledger = {"name": "换届准备和纪律执行", "planned_on": HELD}, REGISTRY["inspection"]
    first = Inspection(area=county.area, tier=Tier.BODIES, looked_at=bodies[0], held_on=HELD, **head)
    counties.enter(ledger, first, clerk, county.cycle)
    for township in county.townships:
        row = Inspection(area=township, body=bodies[1], held_on=HELD, **head)
        _find(scene, counties.enter(ledger, row, clerk, county.cycle))
    planned = Inspection(area=county.townships[0], body=bodies[1], name="第二轮督导", planned_on=date(2026, 12, 20))
    counties.enter(ledger, planned, clerk, county.cycle)
    twice = Inspection(area=county.townships[0], body=bodies[0], held_on=HELD, **head)
    withdraw(counties.enter(ledger, twice, clerk, county.cycle), by=clerk, reason="重复登记")


def _find(scene: Scene, inspection: Inspection) -> None:
    """Of each township one finding; repaired and verified but in every third."""
    county = scene.county
    village = next(one for one in county.villages if one.township_id == inspection.area_id)
    row = InspectionFinding(
        area=inspection.area,
        inspection=inspection,
        village=village,
        text="换届纪律公告未张贴到各组公告栏。",
        advice="三日内补贴到位并拍照留存。",
        responsible="村党组织",
        deadline=DEADLINE,
    )
    row = counties.enter(REGISTRY["inspectionfinding"], row, scene.staff.county_clerk, county.cycle)
    if inspection.pk % 3:
        drawn = BytesIO()
        Image.new("RGB", (8, 8), (200, row.pk % 250, 120)).save(drawn, "PNG")
        _repair(scene, row, village, SimpleUploadedFile("整改照片.png", drawn.getvalue(), "image/png"))


def _repair(scene: Scene, row: InspectionFinding, village: Village, proof: Any) -> None:
    clerk = scene.staff.clerk_of(village)
    row = inspections.report_repair(row, repair="各组公告栏均已补贴。", upload=proof, by=clerk)
    inspections.verify_repair(row, by=scene.staff.county_clerk)


def _enter_case(scene: Scene) -> None:
    """Proposed by the county's clerk, decided on paper, entered by the administrator; a decoy is still open."""
    county, clerk, village = scene.county, scene.staff.county_clerk, scene.county.villages[0]
    measure = next(iter(county.kinds[ListKind.ACCOUNTABILITY].values()))
    row = AccountabilityCase(
        name="参选登记漏登",
        village=village,
        found_on=FOUND,
        matter="复核发现该村参选登记漏登12人，已补登并重新公布名单。",
        subject=f"{village.township}党委",
        fault="mistake",
        fault_words="未按方案逐户核对即上报。",
        upper=True,
        upper_subject="巡回指导组",
        upper_words="巡回指导组已提出核对要求，未发现失职。",
        measure=measure,
        proposal="对相关负责人提醒谈话，限期完善核对制度。",
    )
    case = counties.enter(REGISTRY["accountabilitycase"], row, clerk, county.cycle)
    finding = InspectionFinding.objects.filter(cycle=county.cycle).first()
    words = "督导组书面提出核对登记册的意见"
    accountability.quote(
        case, day=HELD, words=words, by=clerk, key=f"inspectionfinding:{finding.pk}" if finding else ""
    )
    accountability.quote(case, day=FOUND, words="镇党委会决定由村自行核对", source="镇党委会纪要第9期", by=clerk)
    case = accountability.propose(case, by=clerk)
    accountability.decide(case, by=scene.admin, paper=Paper("县换届工作领导小组", DECIDED, DECISION))
    open_case = AccountabilityCase(name="公告日期有误", found_on=FOUND, matter="公告日期印错一天", subject="镇换届办")
    counties.enter(REGISTRY["accountabilitycase"], open_case, clerk, county.cycle)
