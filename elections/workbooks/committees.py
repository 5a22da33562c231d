"""The workbook of committee members: a line a person in the order of the list, written as the form writes it."""

from collections import defaultdict
from typing import Any

from django.db import transaction

from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.plans import RowPlan
from elections.choices import RecordState
from elections.models import ElectionCommittee
from elections.rules.committees import Named
from elections.services import committees
from elections.workbooks.nominations import CandidacyPlanner
from elections.workbooks.of_election import GoingPlanner

MISSING = "{}还没有登记选举委员会的推选情况，请先在“选举委员会”登记或者导入，再导入成员。"
FIXED = "{}{}，名单不能改动；登记有误的，请乡镇组织委员先退回。"


class MemberPlanner(CandidacyPlanner):
    """New lines join the committee of their village as long as its list is a draft, behind those who are there."""

    def load(self) -> None:
        super().load()
        held = ElectionCommittee.objects.filter(election__in=self.elections.values()).select_related("village")
        self.committees = {one.village_id: one for one in held}

    def is_current(self, row: Any) -> bool:
        return bool(row.committee.election.live)

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        GoingPlanner._read_values(self, plan, line)
        if plan.row is None and plan.place is not None and (held := self.committees.get(plan.place.pk)):
            plan.values["committee"] = held

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        held = plan.values.get("committee") if plan.row is None else plan.row.committee
        header = self.named_by.headers()[-1]
        if held is None:
            self.fault(plan, line, header, MISSING.format(plan.place))
        elif held.state != RecordState.DRAFT:
            self.fault(plan, line, header, FIXED.format(held, held.get_state_display()))
        super()._check(plan, line)

    def planned(self, plan: RowPlan, name: str) -> Any:
        """A new line has its place behind the others."""
        return f"line {plan.number}" if name == "number" and plan.row is None else super().planned(plan, name)

    def write_lines(self, todo: list[RowPlan], *, reason: str) -> int:
        by_committee: dict[int, list[RowPlan]] = defaultdict(list)
        for plan in todo:
            by_committee[plan.row.committee_id if plan.row else plan.values["committee"].pk].append(plan)
        with transaction.atomic():
            self._require_unchanged(todo)
            for key, lines in by_committee.items():
                held = workflow.locked(ElectionCommittee.objects.get(pk=key))
                if held.state != RecordState.DRAFT:
                    raise Refused(FIXED.format(held, held.get_state_display()))
                committees.put_members(held, _named(held, lines), by=self.user)
        return len(todo)


def _named(held: ElectionCommittee, lines: list[RowPlan]) -> list[Named]:
    """The whole list: who is there with the roles that lines give them, then who is new in the order of the lines."""
    roles = {plan.row.pk: plan.values.get("role", plan.row.role) for plan in lines if plan.row}
    there = [Named(roles.get(one.pk, one.role), row=one.pk) for one in held.members.order_by("number")]
    return there + [_new(plan.values) for plan in lines if plan.row is None]


def _new(values: dict[str, Any]) -> Named:
    """Who was asked about in the preview is known by now, or another one."""
    person = values["person"]
    return Named(values["role"], person.pk or 0, values["person__name"], values["person__sex"], another=True)
