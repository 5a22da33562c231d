"""What every subject of this app says today, in sentences ready for a report."""

from datetime import date

from django.urls import reverse

from electioncycle.actors import Actor
from meetings.models import Training
from meetings.models.checklists import LISTS
from meetings.services import bodies, cadence, checklists, complaints, discipline, inspections, publicity
from villages.choices import ListKind
from villages.models import Cycle

Said = tuple[str, str, str]


def of(user: Actor, cycle: Cycle, today: date) -> list[Said]:
    """Title, sentence and the page it comes from; what a cycle has nothing of is left out."""
    place = user.place
    trainings = list(Training.objects.visible_to(user).filter(cycle=cycle))
    found = [
        ("领导机构", bodies.sentence(bodies.totals(user, cycle), place), reverse("body_chart")),
        ("领导挂联", bodies.links_sentence(bodies.links(user, cycle), place), reverse("leader_links")),
        *_meetings(user, cycle, today, place),
        ("宣传覆盖", publicity.sentence(publicity.coverage(user, cycle), place, today), reverse("publicity_coverage")),
        ("培训", publicity.trainings_sentence(trainings, place, today), reverse("training_list")),
        ("督导", inspections.sentence(inspections.totals(user, cycle), place, today), reverse("inspection_digest")),
        ("“十个一”", discipline.sentence(*discipline.standings(user, cycle), place, today), reverse("discipline")),
        ("信访举报", complaints.sentence(complaints.figures(user, cycle), place, today), reverse("complaint_figures")),
    ]
    for which in LISTS:
        items, lines = checklists.overview(which, user, cycle)
        if items:
            said = checklists.sentence(which, items, lines[-1], place, today)
            found.append((f"{ListKind(which).label}清单", said, reverse("checklist", args=[which])))
    return found


def _meetings(user: Actor, cycle: Cycle, today: date, place: str) -> list[Said]:
    found = [
        (f"逐级召开({one.level_name})", one.sentence(place), reverse("cascade"))
        for one in cadence.cascades(user, cycle, today)
    ]
    for series in cadence.recurring(user, cycle):
        table = cadence.table(series, user, today)
        if table.lines:
            found.append((str(series), cadence.sentence(table, place), f"{reverse('cadence')}?series={series.pk}"))
    return found
