"""The term that a cycle elects, made when its first election is."""

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.security import audit
from elections.models import Term
from villages.models import Cycle
from villages.services.election_days import election_days


def term_of(cycle: Cycle, *, by: Actor) -> Term:
    """The cycle's term: the one it has, one the county registered under the same name, else a new one.

    It begins with the first planned polling day, or with the cycle while none is planned; the county may correct that.
    """
    with transaction.atomic():
        cycle = workflow.locked(cycle)
        found = Term.objects.filter(elected_in=cycle).first()
        if found is not None:
            return found
        name = f"{cycle.name}任期"
        found = Term.objects.filter(county=cycle.county, name=name, elected_in=None).first() or Term(
            county=cycle.county, name=name, begins_on=min(election_days(cycle).values(), default=cycle.starts_on)
        )
        found.elected_in = cycle
        history.record(found, by=by, reason="随届次建立")
        audit.record(audit.Event.ADDED, by=by, row=found)
    return found
