"""The forms due today, filled in the evening; each waits for somebody of the county to check it."""

from electioncycle.refusals import Refused
from filing import figures
from filing.models import CityForm
from filing.services import editions
from reports.snapshots import in_name_of
from villages.choices import CycleState
from villages.models import Cycle

FILLER = "系统定时填写"


def fill_due() -> tuple[int, int]:
    """How many were filled, and how many could not be; one that waits already is left alone."""
    made = refused = 0
    for cycle in Cycle.objects.filter(state=CycleState.OPEN).select_related("county"):
        by = in_name_of(cycle)
        for form in figures.untouched(figures.to_send(CityForm.objects.filter(cycle=cycle))):
            try:
                editions.fill(form, by=by, filled_by=FILLER)
                made += 1
            except Refused:
                refused += 1
    return made, refused


def told(made: int, refused: int) -> str:
    words = f"填好{made}张。" if made else "没有应填的报表。"
    return f"{words}另有{refused}张的对应关系要改正，没有填。" if refused else words
