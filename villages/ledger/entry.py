"""What the ledgers of this app share: entries still missing, and numbers of persons that must be right."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.ledgers.ledger import Due
from electioncycle.roles import COUNTY_ROLES, Action
from villages.models import Cycle
from villages.rules import teams as rules
from villages.services import person_entry
from villages.services.duplicates import notices
from villages.services.pieces import Lines, by_township
from villages.services.territory import villages_without
from villages.village_ledgers import LedgerOfVillages
from villages.workbooks.persons import PersonPlanner

COUNTY_KEPT = "这名人员的基本信息已由县换届办核定，乡镇不能改动；确需更正的，请报县换届办。"
READERS = {"id_number": cells.clean_id_number, "phone": cells.clean_phone}


class PersonRowLedger(LedgerOfVillages):
    """A ledger whose rows are persons of a village, each entered together with his row.

    A number that the same township already holds, in whatever ledger, is the same person; of other townships nothing
    is ever looked up or said.
    """

    planner = PersonPlanner

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row.person.name}"

    def find_part(self, name: str, row: Any, values: dict[str, Any], *, user: Actor) -> Any:
        return person_entry.part_for(row, values, user=user)

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle) -> Iterable[str]:
        return notices([row.person for row in rows], cycle)


class EnteredOfEach(LedgerOfVillages):
    """A ledger that waits for something of every village that takes part."""

    lacks = "尚未录入"

    def lacking(self, user: Actor, cycle: Cycle) -> Any:
        return villages_without(self.model, user, cycle)

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """For whoever enters this ledger: the villages that have nothing yet."""
        if cycle is not None and cycle.state == "open" and self.allows(user, Action.ADD):
            lines = by_township(f"without {self.name}", user, cycle, lambda own: _without(self.model, own, cycle))
            yield from self.lacking_entry(sum(number for _, number in lines), cycle)


def _without(model: Any, user: Actor, cycle: Cycle) -> Lines:
    """Township key and number; a township in which nothing is missing has no line."""
    rows = villages_without(model, user, cycle).order_by().values_list("township")
    return list(map(list, rows.annotate(number=Count("pk"))))


def number_faults(values: dict[str, Any], *names: str) -> dict[str, str]:
    """Sentences for ID numbers and phones that cannot be right (GB 11643 check digit)."""
    faults = {}
    for name in names:
        try:
            READERS[name.rpartition("__")[2]](values.get(name) or None)
        except ValueError as error:
            faults[name] = f"{error}。"
    return faults


def person_faults(values: dict[str, Any], row: Any = None, *, user: Actor) -> dict[str, str]:
    """Sentences for a person entered together with a row: wrong numbers, sex and birth against the ID, not to change.

    What the county settled when it merged two entries is changed by the county only.
    """
    faults = number_faults(values, "person__id_number", "person__phone")
    if row is not None and row.person.county_kept and not user.roles & COUNTY_ROLES:
        faults |= {name: COUNTY_KEPT for name in values if _changes(row.person, name, values[name])}
    number = cells.clean_id_number(values.get("person__id_number")) if "person__id_number" not in faults else None
    if not number:
        return faults
    male = rules.is_male(number)
    if values.get("person__sex") in ("male", "female") and male != (values["person__sex"] == "male"):
        faults["person__sex"] = f"性别与身份证号不一致：身份证号为{'男' if male else '女'}性，请核对。"
    typed, born = values.get("person__birth"), rules.birth_of(number)
    if typed and (typed.year, typed.month) != (born.year, born.month):
        faults["person__birth"] = "出生年月与身份证号不一致，请核对。"
    return faults


def _changes(person: Any, name: str, value: Any) -> bool:
    part, _, attribute = name.partition("__")
    if part != "person" or attribute == "birth":  # the number says when he was born
        return False
    return (getattr(person, attribute) or "") != (value or "")
