"""A workbook whose lines are persons, each entered together with a row."""

from typing import Any

from electioncycle.roles import OFFICIALS
from electioncycle.security.privacy import blind_indexes
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.kept_plans import whole_in_lines
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from villages.models import Person
from villages.services.holders import persons_by_number
from villages.services.person_entry import NAME, NUMBER, differs, take_over


@whole_in_lines
class PersonPlanner(Planner):
    """A workbook of persons: a number the township holds is that person, twice in one workbook is one person."""

    def begin(self) -> None:
        self.known = persons_by_number(self.user) if self.user.roles & OFFICIALS else {}
        self.named: dict[tuple[int, str], tuple[str, int]] = {}
        self.persons: dict[int, Person] = {}
        self.made: dict[tuple[int, str], Person] = {}

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        if plan.row is not None or plan.kind == "wrong":
            return
        person, name = self.person_of(plan), plan.values.get(NAME, "")
        key = self.key_of(plan)
        first, number = self.named.setdefault(key, (name, line.number)) if key else (name, line.number)
        header = next(column.header for column in self.columns if column.field == NUMBER)
        if person is not None and name != person.name:
            self.fault(plan, line, header, differs(person))
        elif name != first:
            self.fault(plan, line, header, f"与第{number}行的身份证号相同，姓名不同，请核对姓名和身份证号。")

    def key_of(self, plan: RowPlan) -> tuple[int, str] | None:
        number = plan.values.get(NUMBER)
        if not number or plan.place is None:
            return None
        return plan.place.township_id, blind_indexes(number)[0]

    def planned(self, plan: RowPlan, name: str) -> Any:
        """A new line's person is the one who has the number, else somebody new: one for each number or line."""
        if name != "person" or plan.row is not None:
            return super().planned(plan, name)
        person = self.person_of(plan)
        return person.pk if person is not None else self.key_of(plan) or f"line {plan.number}"

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
