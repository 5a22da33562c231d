"""The steps on complaints and inspections that are still ahead in a cycle, and the rules they go by."""

from meetings.models import Complaint, InspectionFinding
from meetings.oversight_choices import ENDED, ComplaintState, FindingState
from villages.models import Cycle
from villages.services.steps_ahead import declare


def _running(cycle: Cycle) -> int:
    return Complaint.objects.filter(cycle=cycle).exclude(state__in=ENDED - {ComplaintState.ANSWERED}).count()


declare(
    "信访举报受理、答复和公布",
    "complaint_accept_days",
    "complaint_answer_days",
    "complaint_extension_days",
    "complaint_publication_days",
    waiting=_running,
)
declare(
    "督导发现问题整改核验",
    "inspection_repair_county_verifies",
    waiting=lambda cycle: InspectionFinding.objects.filter(cycle=cycle).exclude(state=FindingState.REPAIRED).count(),
)
