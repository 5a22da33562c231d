"""A person entered together with a row: the one his township already holds, else a new one; never one of another."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from candidates.rules import people as rules
from electioncycle.planning import Planner
from electioncycle.plans import RowPlan
from electioncycle.privacy import blind_indexes
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES
from electioncycle.sheets import SheetRow
from villages.models import Cycle, Person, Village
from villages.rules import birth_of
from villages.services.election_days import election_days
from villages.services.holders import person_held_in, persons_by_number
from villages.services.rule_sets import rules_of

NUMBER = "person__id_number"
NAME = "person__name"


def differs(number_of: Person) -> str:
    return (
        f"本乡镇已有此身份证号的登记，姓名为“{number_of.name}”，与所填姓名不一致，请核对姓名和身份证号；"
        "姓名登记有误的，请先在原登记处更正。"
    )


def held(village: Village | None, values: dict[str, Any]) -> Person | None:
    """Who in the village's township has the number that was entered."""
    return person_held_in(village, values.get(NUMBER) or "") if village is not None else None


def take_over(person: Person, values: dict[str, Any], *, user: Any) -> None:
    """What was left empty stays as it is with the person; what the county settled is not changed from below."""
    settled = person.county_kept and not user.roles & COUNTY_ROLES
    for name in [name for name in values if name.startswith("person__")]:
        if settled or values[name] in (None, ""):
            del values[name]


def part_for(row: Any, values: dict[str, Any], *, user: Any) -> Person:
    """``Ledger.find_part`` for a person: the row's own, else the township's, else a new one."""
    if row.person_id:
        return row.person
    if row.__dict__.get("_person_found") is not None:  # a planned line has looked already
        return row._person_found
    found = held(values.get("village") or row.village, values)
    if found is None:
        return Person()
    if values.get(NAME) and values[NAME] != found.name:
        raise Refused(differs(found))
    take_over(found, values, user=user)
    return found


@dataclass(frozen=True)
class Yardstick:
    """By which day and age somebody of a village may stand; read once for a request or a workbook."""

    days: dict[int, date]
    otherwise: date
    least: int | None

    def too_young(self, village: Village, birth: date | None) -> str:
        day = self.days.get(village.pk, self.otherwise)
        age = rules.under_age(birth, day, self.least)
        if age is None:
            return ""
        return f"到选举日({day})为{age}周岁，不满{self.least}周岁，不能登记。请核对身份证号和出生年月。"


def yardstick(cycle: Cycle) -> Yardstick:
    """Kept with the cycle's object, which lives as long as the request."""
    found = cycle.__dict__.get("_yardstick")
    if found is None:
        least = rules_of(cycle).get("voter_age")
        found = Yardstick(election_days(cycle), cycle.reference_date, least if isinstance(least, int) else None)
        cycle.__dict__["_yardstick"] = found
    return found


def too_young(values: dict[str, Any], row: Any, *, cycle: Cycle | None) -> dict[str, str]:
    """The sentence for somebody who is not of age on his village's election day, by field."""
    village = values.get("village") or (row.village if row is not None else None)
    number, birth = values.get(NUMBER), values.get("person__birth")
    birth = birth_of(number) if number else birth
    if cycle is None or village is None or not (said := yardstick(cycle).too_young(village, birth)):
        return {}
    return {NUMBER if number else "person__birth": said}


class PersonPlanner(Planner):
    """A workbook of persons: a number the township holds is that person, twice in one workbook is one person."""

    def load(self) -> None:
        super().load()
        self.known = persons_by_number(self.user)
        self.persons: dict[int, Person] = {}
        self.made: dict[tuple[int, str], Person] = {}

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        if plan.row is not None or plan.kind == "wrong":
            return
        person = self.person_of(plan)
        if person is not None and plan.values.get(NAME) != person.name:
            header = next(column.header for column in self.columns if column.field == NUMBER)
            self.fault(plan, line, header, differs(person))

    def key_of(self, plan: RowPlan) -> tuple[int, str] | None:
        number = plan.values.get(NUMBER)
        if not number or plan.place is None:
            return None
        return plan.place.township_id, blind_indexes(number)[0]

    def person_of(self, plan: RowPlan) -> Person | None:
        key = self.key_of(plan)
        found = self.known.get(key) if key else None
        if found is not None and found not in self.persons:
            self.persons[found] = Person.objects.get(pk=found)
        return self.persons.get(found) if found is not None else None

    def new_row(self, item: RowPlan) -> Any:
        """The row with its person; two lines of one person write him once."""
        row = super().new_row(item)
        key, person = self.key_of(item), self.person_of(item)
        if person is not None:
            take_over(person, item.values, user=self.user)
        elif key is not None:
            person = self.made.setdefault(key, Person())
        row.__dict__["_person_found"] = person
        return row
