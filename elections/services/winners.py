"""Who was elected, as a person: the one the product knows or a new one, with birth and education where these lack."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, months, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from elections.figures.known_people import Known, known_in, namesakes, question
from elections.models import ElectedPerson, ResultSheet, SheetName
from elections.services import sheet_verdicts
from elections.sheet_choices import SheetState
from villages.choices import Education
from villages.models import Person

NEW, ANOTHER = "new", "another"
"""Somebody whom the product does not know; somebody else than those of the same name."""
SAME_NAME = "确为另一人的，请选择“另有其人”。"


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
        _put(person, birth, education)
        history.record(person, by=by, reason="补登当选人出生年月、学历")
        audit.record(audit.Event.CHANGED, by=by, row=sheet, elected=row.pk)
    return person


def _put(person: Person, birth: str, education: str) -> None:
    if not person.birth:
        try:
            person.birth = months.read(birth)
        except ValueError as error:
            raise Refused(f"“{person}”的出生年月有误：{error}。") from error
    if not person.birth:
        raise Refused(f"请填写“{person}”的出生年月，如：1975.10。")
    if not person.education:
        if education not in Education.values:
            raise Refused(f"请选择“{person}”的最高学历。")
        person.education = education


def _link(row: ElectedPerson, who: str, *, by: Actor) -> Person:
    """The line on the sheet gets its person, and with it whoever is elected by it."""
    sheet = row.sheet
    person = _person(row, who, by=by)
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


def _person(row: ElectedPerson, who: str, *, by: Actor) -> Person:
    known = known_in([row.sheet.election.village_id], by).get(row.sheet.election.village_id, [])
    same = namesakes(row.name, known)
    if who.isdecimal():
        if all(one.person != int(who) for one in same):
            raise Refused("所选人员不在本村已登记的同名人员中，请重新选择。")
        return Person.objects.get(pk=int(who))
    if same and who != ANOTHER:
        raise Refused(question(row.name, same, SAME_NAME))
    return history.record(Person(name=row.name, sex=row.sex), by=by, reason="登记当选人")
