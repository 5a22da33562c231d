"""Who came in between two elections (补选就任), as a person: so that the next cycle's team can take them.

The committee's by-elections say it on their sheets (``services/winners``); of bodies without sheets the change itself
does.
"""

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from elections.choices import Procedure
from elections.mid_term_choices import MidTermKind
from elections.models import ElectedPerson, MidTermChange
from elections.services import identities
from villages.models import Person

Unlinked = dict[tuple[int, str], int]
"""Village key and name → the key of what says that they came in."""


def name(row: MidTermChange, *, who: str, birth: str, education: str, by: Actor, version: int | None = None) -> Person:
    """Say who somebody is that came in, with what the next team asks of them. Raises Refused in words."""
    workflow.require(by, row.village, Action.CHANGE)
    with transaction.atomic():
        held = workflow.locked(row, version)
        if held.kind != MidTermKind.ELECTED:
            raise Refused(f"“{held}”不是补选就任，不用对应人员。")
        person = held.person or _person(held, who, by=by)
        identities.complete(person, birth, education)
        person.politics = person.politics or held.politics
        history.record(person, by=by, reason="补选就任人员补登")
        if held.person_id is None:
            held.person = person
            history.record(held, by=by, reason="补选就任对应人员")
        audit.record(audit.Event.CHANGED, by=by, row=held, person=person.pk)
    return person


def _person(held: MidTermChange, who: str, *, by: Actor) -> Person:
    found = identities.person_of(held.village_id, held.name, held.sex, who, by=by, reason="登记补选就任人员")
    if found.sex != held.sex:
        raise Refused(
            f"所选的{found}登记为{found.get_sex_display()}，这条届中调整填的是{held.get_sex_display()}。"
            "请核对：不是同一人的选“另有其人”，填错的先改正。"
        )
    return found


def forget(row: MidTermChange, *, by: Actor, version: int | None = None) -> None:
    """The wrong person was named; the person stays, in whatever other ledgers hold them."""
    workflow.require(by, row.village, Action.CHANGE)
    with transaction.atomic():
        held = workflow.locked(row, version)
        if held.person_id is None:
            raise Refused(f"“{held}”还没有对应人员，不用取消。")
        held.person = None
        history.record(held, by=by, reason="取消对应人员")
        audit.record(audit.Event.CHANGED, by=by, row=held)


def sheets_of(villages: list[int]) -> Unlinked:
    """Of who was elected by a by-election's verified sheet and is no person yet: the key of the sheet."""
    rows = ElectedPerson.objects.filter(
        person=None,
        sheet__round__election__village__in=villages,
        sheet__round__election__procedure=Procedure.BY_ELECTION,
    )
    listed = rows.order_by("pk").values_list("sheet__round__election__village", "name", "sheet")
    return {(village, called): sheet for village, called, sheet in listed}
