"""The workbooks of nomination: who is nominated, a line a person and post, and the votes by which it was done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from electioncycle.sheets import SheetRow
from electioncycle.workbooks.plans import RowPlan
from elections.figures.known_people import Known, known_in, namesakes, question
from elections.models.of_election import going_in
from elections.workbooks.of_election import GoingPlanner
from villages.models import Person, Village

NAME, SEX, WHO = "姓名", "性别", "同名时是哪一位"
SAME, ANOTHER = "同一人", "另有其人"
ASKS = "另有其人，作为新人员导入"
HOW = (
    f"是同一人的，请在“{WHO}”栏填“{SAME}”或者所在台账(如“现任班子”)；另有其人的填“{ANOTHER}”，或在预览中勾选“{ASKS}”。"
)


class NominationPlanner(GoingPlanner):
    """A new line is about the election that goes on in its village."""

    def load(self) -> None:
        super().load()
        self.elections = going_in(Village.objects.visible_to(self.user).order_by().values("pk"))

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        super()._read_values(plan, line)
        election = self.elections.get(plan.place.pk) if plan.row is None and plan.place is not None else None
        if election is not None:
            plan.values["election"] = election


class CandidacyPlanner(NominationPlanner):
    """A name that somebody in the village bears already is asked about: the same person, or another one."""

    def load(self) -> None:
        super().load()
        self.persons: dict[int, Person] = {}
        self.above: dict[tuple[int, str], list[tuple[int, Person]]] = defaultdict(list)

    @cached_property
    def known(self) -> Mapping[int, Sequence[Known]]:
        """Who is known where, once somebody new is named."""
        return known_in(self.elections, self.user)

    def _read_line(self, plan: RowPlan, line: SheetRow) -> None:
        """Who is said to be another one is not looked for among those entered."""
        if plan.row is None and self._another(line):
            plan.apart = True
            self._read_values(plan, line)
        else:
            super()._read_line(plan, line)

    def _another(self, line: SheetRow) -> bool:
        return self.text(line, WHO) == ANOTHER or line.number in self.apart

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        if plan.row is not None or plan.kind == "wrong":
            return
        try:
            person = self._person(plan, line)
        except ValueError as error:
            self.fault(plan, line, WHO if self.text(line, WHO) else NAME, str(error))
            return
        if person.pk and person.sex != plan.values["person__sex"]:
            self.fault(plan, line, SEX, f"与{person.name}已登记的性别不一致，请核对是不是同一人。")
        plan.values["person"] = person
        self.above[plan.place.pk, person.name or plan.values["person__name"]].append((line.number, person))

    def _person(self, plan: RowPlan, line: SheetRow) -> Person:
        """Somebody known, somebody of a line above, or a new one. Raises ValueError with what is asked."""
        name, said = plan.values["person__name"], self.text(line, WHO)
        same = namesakes(name, self.known.get(plan.place.pk, ()))
        lines = self.above[plan.place.pk, name]
        if self._another(line) or (not same and not lines and said in ("", SAME)):
            return Person()
        if not said:
            plan.asks = ASKS
            above = [f"本表第{number}行也有{name}。" for number, _ in lines[:1]]
            raise ValueError("".join([question(name, same, "") if same else "", *above, HOW]))
        meant: dict[Any, Person | None] = {one.person: None for one in same if said in (SAME, *one.where)}
        if said == SAME:
            meant |= {person.pk or id(person): person for _, person in lines}
        if len(meant) != 1:
            raise ValueError(f"不能确定是哪一位{name}：{question(name, same, HOW) if same else HOW}")
        [(key, person)] = meant.items()
        return person or self._stored(key)

    def _stored(self, key: int) -> Person:
        if key not in self.persons:
            self.persons[key] = Person.objects.get(pk=key)
        return self.persons[key]

    def _refuse_twins(self, rows: list[RowPlan]) -> None:
        """Who is said to be another one is no twin of his namesake."""
        super()._refuse_twins([plan for plan in rows if not plan.apart])

    def planned(self, plan: RowPlan, name: str) -> Any:
        """A new line's person is the one it means, else somebody new: one for each line."""
        if name != "person" or plan.row is not None:
            return super().planned(plan, name)
        person = plan.values.get("person")
        return person.pk or f"new {id(person)}" if person is not None else f"line {plan.number}"
