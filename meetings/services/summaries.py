"""What every subject of this app says today, in sentences ready for a report."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk.unnamed import kept_for_all
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.web.addresses import address
from meetings.models import Training
from meetings.models.checklists import LISTS
from meetings.services import bodies, cadence, checklists, complaints, discipline, inspections, publicity
from villages.choices import ListKind
from villages.models import Cycle

Said = tuple[str, str, str]


def of(user: Actor, cycle: Cycle, today: date) -> list[Said]:
    """Title, sentence and the page it comes from; what a cycle has nothing of is left out."""
    found = kept_for_all(
        "meetings",
        dict.fromkeys(_subjects(user, cycle, today), tuple(user.scope_paths)),
        lambda actor, name: list(_subjects(actor, cycle, today)[name]()),
        user=user,
        cycle=cycle,
    )
    return [(title, said, url) for lines in found.values() for title, said, url in lines]


def rows_kept(user: Actor, cycle: Cycle) -> list[tuple[Ledger[Any], int]]:
    """How many rows each ledger of this app holds for the user."""
    mine = {one.name: one for one in ledgers.visible(user) if one.model._meta.app_label == "meetings"}
    found = kept_for_all(
        "meeting rows",
        dict.fromkeys(mine, tuple(user.scope_paths)),
        lambda actor, name: mine[name].rows(actor, cycle).count(),
        user=user,
        cycle=cycle,
    )
    return [(mine[name], number) for name, number in found.items()]


def _subjects(user: Actor, cycle: Cycle, today: date) -> dict[str, Callable[[], Iterable[Said]]]:
    """What is said, by subject: each is worked out by itself when something it reads has changed."""
    place = user.place

    def one(title: str, said: Callable[[], str], page: str) -> Callable[[], Iterable[Said]]:
        return lambda: [(title, said(), address(page))]

    def trainings() -> list[Training]:
        return list(Training.objects.visible_to(user).filter(cycle=cycle))

    return {
        "bodies": one("领导机构", lambda: bodies.sentence(bodies.totals(user, cycle), place), "body_chart"),
        "links": one("领导挂联", lambda: bodies.links_sentence(bodies.links(user, cycle), place), "leader_links"),
        "meetings": lambda: _meetings(user, cycle, today, place),
        "publicity": one(
            "宣传覆盖",
            lambda: publicity.sentence(publicity.coverage(user, cycle), place, today),
            "publicity_coverage",
        ),
        "trainings": one("培训", lambda: publicity.trainings_sentence(trainings(), place, today), "training_list"),
        "inspections": one(
            "督导", lambda: inspections.sentence(inspections.totals(user, cycle), place, today), "inspection_digest"
        ),
        "discipline": one(
            "“十个一”",
            lambda: discipline.sentence(*discipline.standings(user, cycle), place, today),
            "discipline",
        ),
        "complaints": one(
            "信访举报",
            lambda: complaints.sentence(complaints.figures(user, cycle), place, today),
            "complaint_figures",
        ),
        "checklists": lambda: _checklists(user, cycle, today, place),
    }


def _checklists(user: Actor, cycle: Cycle, today: date, place: str) -> Iterator[Said]:
    for which in LISTS:
        items, lines = checklists.overview(which, user, cycle)
        if items:
            said = checklists.sentence(which, items, lines[-1], place, today)
            yield f"{ListKind(which).label}清单", said, reverse("checklist", args=[which])


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
