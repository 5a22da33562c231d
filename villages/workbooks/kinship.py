"""The workbook of kinship: each line names two persons who hold posts in its village."""

from typing import Any

from electioncycle.cleaning import cells
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.matching import Match
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from villages.models import Kinship, Person
from villages.services.avoidance import people_in, roles_in
from villages.services.territory import villages_of

NAME, OTHER = "姓名", "亲属姓名"


class KinshipPlanner(Planner):
    """Finds the two persons of a line by their names among those who hold posts in the village, whichever is first."""

    def load(self) -> None:
        super().load()
        held = roles_in(villages_of(self.user, self.cycle), self.cycle)
        self.people = {village: people_in(roles) for village, roles in held.items()}
        self.persons: dict[int, Person] = Person.objects.in_bulk([key for own in self.people.values() for key in own])
        self.pairs = {(row.village_id, frozenset((row.person_id, row.other_id))): row for row in self.by_pk.values()}

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        super()._read_values(plan, line)
        if plan.row is not None:
            self._require_same_people(plan, line)
            return
        for header, field in ((NAME, "person"), (OTHER, "other")):
            try:
                plan.values[field] = self._person(plan, self.text(line, header))
            except ValueError as error:
                self.fault(plan, line, header, str(error))
        if plan.kind != "wrong" and plan.values["person"] == plan.values["other"]:
            self.fault(plan, line, OTHER, "与“姓名”是同一人，请核对。")

    def _require_same_people(self, plan: RowPlan, line: SheetRow) -> None:
        row: Kinship = plan.row
        typed = {cells.clean_name(self.text(line, header)) for header in (NAME, OTHER)}
        if typed != {row.person.name, row.other.name}:
            known = f"{row.person}与{row.other}"
            self.fault(
                plan, line, NAME, f"这一行登记的是{known}，人员不能在表中改换；登记错的请在平台上撤回后另行登记。"
            )

    def _person(self, plan: RowPlan, text: str) -> Person:
        name = cells.clean_name(text) or ""
        if not name:
            raise ValueError("没有填写姓名，请填写。")
        found = [key for key, one in self.people.get(plan.place.pk, {}).items() if one == name]
        if not found:
            raise ValueError(f"{plan.place}登记任职和提名的人员中没有“{name}”，请核对姓名，或先登记此人的任职。")
        if len(found) > 1:
            raise ValueError(f"{plan.place}有{len(found)}个“{name}”，请在平台的“亲属关系”页面上登记这一对。")
        return self.persons[found[0]]

    def _match(self, values: dict[str, Any]) -> Match:
        both = frozenset(one.pk for name in ("person", "other") if (one := values.get(name)))
        return Match(row=self.pairs.get((values["village"].pk, both)) if len(both) == 2 else None)

    def _refuse_twins(self, rows: list[RowPlan]) -> None:
        for plan in rows:
            if plan.kind == "new" and plan.values["person"].pk > plan.values["other"].pk:
                values = plan.values
                values["person"], values["other"] = values["other"], values["person"]
        super()._refuse_twins(rows)

    def _label(self, plan: RowPlan) -> str:
        if plan.row is None and plan.kind != "wrong":
            return f"{plan.place}{plan.values['person']}与{plan.values['other']}"
        return super()._label(plan)
