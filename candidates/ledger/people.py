"""What the ledgers of persons in this app share: who reaches them, and what must be right about a person."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from candidates.services import people
from electioncycle.ledgers import Ledger
from electioncycle.roles import OFFICIALS
from villages.ledger.entry import person_faults
from villages.services.duplicates import notices


class PersonLedger(Ledger):
    """A ledger whose rows are persons of a village, each entered together with his row.

    Open to officials only: who wants to stand or is being trained is nobody's business below the township. A number
    that the same township already holds is the same person; of other townships nothing is ever looked up or said.
    """

    group = "人选"
    open_to: ClassVar[frozenset[str]] = OFFICIALS
    search = ("search_text", "person__search_text", "village__search_text")

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row.person.name}"

    def check(self, values: dict[str, Any], row: Any, *, user: Any, cycle: Any) -> dict[str, str]:
        faults = person_faults(values, row, user=user)
        if "person__id_number" not in faults and "person__birth" not in faults:
            faults |= people.too_young(values, row, cycle=cycle)
        return faults

    def find_part(self, name: str, row: Any, values: dict[str, Any], *, user: Any) -> Any:
        return people.part_for(row, values, user=user)

    def planner(self, *, user: Any, cycle: Any) -> Any:
        return people.PersonPlanner(self, user=user, cycle=cycle)

    def notices(self, rows: Sequence[Any], *, by: Any, cycle: Any) -> Iterable[str]:
        return notices([row.person for row in rows], cycle)
