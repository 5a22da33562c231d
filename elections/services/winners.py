"""Who was elected, as a person: the one the product knows or a new one, with birth and education where these lack."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.roles import Action
from electioncycle.security import audit
from elections.figures.known_people import Known, known_in, namesakes
from elections.models import ElectedPerson, ResultSheet, SheetName
from elections.services import identities, sheet_verdicts
from elections.sheet_choices import SheetState
from villages.models import Person


@dataclass(frozen=True)
class Winner:
    """Somebody elected, what of them is still lacking, and whom the village knows by this name."""

    row: ElectedPerson
    same: Sequence[Known]
    linked: bool

    @property
    def lacks(self) -> bool:
        person = self.row.person
        return person is None or not (person.birth and person.education)


def winners(sheet: ResultSheet, user: Actor) -> list[Winner]:
    known = known_in([sheet.election.village_id], user).get(sheet.election.village_id, [])
    rows = ElectedPerson.objects.filter(sheet=sheet).select_related("person").order_by("pk")
    return [Winner(row, namesakes(row.name, known), row.person_id is not None) for row in rows]


def fill(row: ElectedPerson, *, who: str, birth: str, education: str, by: Actor) -> Person:
    """Who this is, where nobody has said it yet, and what is asked of those elected alone; what stands stays."""
    sheet = row.sheet
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        person = row.person or _link(row, who, by=by)
        identities.complete(person, birth, education)
        history.record(person, by=by, reason="补登当选人出生年月、学历")
        audit.record(audit.Event.CHANGED, by=by, row=sheet, elected=row.pk)
    return person


def _link(row: ElectedPerson, who: str, *, by: Actor) -> Person:
    """The line on the sheet gets its person, and with it whoever is elected by it."""
    sheet = row.sheet
    village = sheet.election.village_id
    person = identities.person_of(village, row.name, row.sex, who, by=by, reason="登记当选人")
    lines = list(SheetName.objects.filter(sheet=sheet, name=row.name, person=None))
    for line in lines:
        line.person = person
    history.record_many(lines, by=by, reason="当选人对应人员", fields=("person",))
    if sheet.state == SheetState.VERIFIED:  # the result stands; it is only said whom it names
        row.person = person
        history.record(row, by=by, reason="当选人对应人员")
    else:
        sheet_verdicts.judge(sheet.election, by=by)
    return person
