"""The forms due today, filled in the evening; each waits for somebody of the county to check it.

The others are tried, so that what cannot be filled is known before the day on which it is due.
"""

from electioncycle.actors import Actor
from electioncycle.refusals import Refused
from filing import figures
from filing.models import CityForm
from filing.services import editions, stuck
from filing.services.sources import Sources
from reports.snapshots import in_name_of
from villages.choices import CycleState
from villages.models import Cycle

FILLER = "系统定时填写"


def fill_due() -> tuple[int, int]:
    """How many were filled, and how many of all cannot be; one that waits already is left alone."""
    made = refused = 0
    for cycle in Cycle.objects.filter(state=CycleState.OPEN).select_related("county"):
        by = in_name_of(cycle)
        sources, forms = Sources(by, cycle), CityForm.objects.filter(cycle=cycle)
        due = set(figures.to_send(forms).values_list("pk", flat=True))
        for form in figures.unwaited(forms).select_related("workbook"):
            lacking = stuck.lacks(form)
            if form.pk in due:
                cause = lacking or _filled(form, by)
                made += not cause
            elif lacking:
                continue
            else:
                cause = stuck.why(form, sources)
            stuck.note(form, cause, by=by)
            refused += bool(cause)
    return made, refused


def _filled(form: CityForm, by: Actor) -> str:
    """Why it was not, in words."""
    try:
        editions.fill(form, by=by, filled_by=FILLER)
    except Refused as error:
        return str(error)
    return ""


def told(made: int, refused: int) -> str:
    words = f"填好{made}张。" if made else "没有应填的报表。"
    return f"{words}另有{refused}张填不出，原因已记在报表的页面上。" if refused else words
