"""What the ledgers of persons in this app share: who reaches them, and what must be right about a person."""

from typing import Any, ClassVar

from electioncycle.ledgers import Ledger
from electioncycle.roles import OFFICIALS
from villages.ledger.entry import person_faults


class PersonLedger(Ledger):
    """A ledger whose rows are persons of a village, each entered together with his row.

    Open to officials only: who wants to stand or is being trained is nobody's business below the township.
    """

    group = "人选"
    open_to: ClassVar[frozenset[str]] = OFFICIALS
    search = ("search_text", "person__search_text", "village__search_text")

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row.person.name}"

    def check(self, values: dict[str, Any], row: Any, *, user: Any, cycle: Any) -> dict[str, str]:
        return person_faults(values)
