"""What the ledgers of this app share: entries still missing, and numbers of persons that must be right."""

from collections.abc import Iterable
from typing import Any

from electioncycle.ledgers import Due, Ledger
from electioncycle.roles import Action
from electioncycle.sheets import cells
from villages.services.territory import villages_without

READERS = {"id_number": cells.clean_id_number, "phone": cells.clean_phone}


def missing_entries(ledger: Ledger, user: Any, cycle: Any) -> Iterable[Due]:
    """One line of the to-do list for whoever enters this ledger: how many villages have nothing yet."""
    if cycle is None or cycle.state != "open" or not ledger.allows(user, Action.ADD):
        return []
    number = villages_without(ledger.model, user, cycle).count()
    if not number:
        return []
    title = f"{ledger.title}：{number}个村(社区)尚未录入"
    return [Due(title, ledger.url("list"), count=number, deadline=cycle.entry_deadline)]


def number_faults(values: dict[str, Any], *names: str) -> dict[str, str]:
    """Sentences for ID numbers and phones that cannot be right (GB 11643 check digit)."""
    faults = {}
    for name in names:
        try:
            READERS[name.rpartition("__")[2]](values.get(name) or None)
        except ValueError as error:
            faults[name] = f"{error}。"
    return faults
