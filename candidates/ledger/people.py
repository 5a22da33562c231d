"""What the ledgers of persons in this app share: who reaches them, and what must be right about a person."""

from typing import Any, ClassVar

from candidates.services import people
from electioncycle.actors import Actor
from electioncycle.roles import OFFICIALS
from villages.ledger.entry import PersonRowLedger, person_faults
from villages.models import Cycle


class PersonLedger(PersonRowLedger):
    """Open to officials only: who wants to stand or is being trained is nobody's business below the township."""

    group = "人选"
    open_to: ClassVar[frozenset[str]] = OFFICIALS
    search = ("search_text", "person__search_text", "village__search_text")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        faults = person_faults(values, row, user=user)
        if "person__id_number" not in faults and "person__birth" not in faults:
            faults |= people.too_young(values, row, cycle=cycle)
        return faults
