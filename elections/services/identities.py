"""Whom a name means: the person a village's ledgers hold, or a new one; with birth and education where these lack."""

from collections.abc import Sequence

from electioncycle.actors import Actor
from electioncycle.records import history, months
from electioncycle.refusals import Refused
from elections.figures.known_people import Known, known_in, namesakes, question
from villages.choices import Education
from villages.models import Person

NEW, ANOTHER = "new", "another"
"""Somebody whom the product does not know; somebody else than those of the same name."""
SAME_NAME = "确为另一人的，请选择“另有其人”。"


def same_name(village: int, name: str, user: Actor) -> Sequence[Known]:
    """Whom the ledgers that the user may read hold in the village (its key) by this name."""
    return namesakes(name, known_in([village], user).get(village, []))


def person_of(village: int, name: str, sex: str, who: str, *, by: Actor, reason: str) -> Person:
    """``who``: the key of one of the same name, else ``NEW`` or ``ANOTHER``. Nobody is taken silently."""
    same = same_name(village, name, by)
    if who.isdecimal():
        if all(one.person != int(who) for one in same):
            raise Refused("所选人员不在本村已登记的同名人员中，请重新选择。")
        return Person.objects.get(pk=int(who))
    if same and who != ANOTHER:
        raise Refused(question(name, same, SAME_NAME))
    return history.record(Person(name=name, sex=sex), by=by, reason=reason)


def complete(person: Person, birth: str, education: str) -> None:
    """What is asked of those elected alone; what stands stays. The caller saves."""
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
