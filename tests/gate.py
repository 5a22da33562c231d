"""A village on its way through the gate, for the tests of the gate."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from electioncycle.records.workflow import Paper
from electioncycle.roles import Role
from readiness.evaluations import SelfCheck, evaluation_of
from readiness.services import checks, decisions, starts
from tests import factories
from tests.uploads import scan

_numbers = count(1)
SCAN = scan()


def pdf(name: str = "扫描件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SCAN, "application/pdf")


def days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


class Township:
    """A township with its officials, and the county's."""

    def __init__(self, name: str = "东河镇") -> None:
        self.area = factories.make_township(name)
        self.county_area = self.area.parent
        self.cycle = factories.make_cycle(self.county_area)
        self.set = factories.make_conditions(self.cycle)
        self.clerk = factories.make_user(Role.TOWNSHIP_CLERK, self.area, name="周干事")
        self.officer = factories.make_user(Role.TOWNSHIP_OFFICER, self.area, name="吴委员")
        self.county = factories.make_user(Role.COUNTY_CLERK, self.county_area, name="郑换届")
        self.county_two = factories.make_user(Role.COUNTY_ADMIN, self.county_area, name="冯主任")

    def village(self, name: str = "") -> Any:
        return factories.make_village(name or f"第{next(_numbers)}村", self.area)

    def conditions(self, village: Any) -> list[Any]:
        return evaluation_of(village, self.cycle).conditions

    def entry(self, village: Any, *, unmet: Any = (), leave_out: Any = (), **values: Any) -> SelfCheck:
        """Everything stated: met but for ``unmet``, with text and figures in the slots."""
        items = {}
        for condition in self.conditions(village):
            evidence = {
                s["code"]: "3" if s["kind"] == "figure" else "已办" for s in condition.slots if s["kind"] != "file"
            }
            stated = "not_met" if condition.code in unmet else "met"
            if condition.code not in leave_out:
                items[condition.pk] = {"stated": stated, "words": "情况属实。", "evidence": evidence, **values}
        head = {"self_checked_on": days(-9), "self_checker": "赵明(村党组织书记)", "on_paper": True, "note": ""}
        return SelfCheck(head=head, items=items, paper_scan=pdf())

    def self_checked(self, village: Any, **more: Any) -> Any:
        return checks.save_self_check(village, self.cycle, self.entry(village, **more), by=self.clerk)

    def applied(self, village: Any, **more: Any) -> Any:
        return checks.apply(self.self_checked(village, **more), by=self.clerk)

    def found(self, village: Any, *, unmet: Any = ("exit_audit",), **values: Any) -> dict[int, dict[str, Any]]:
        """What the working group writes: met but for ``unmet``; 离任审计 is still open."""
        return {
            c.pk: {"checked": "not_met" if c.code in unmet else "met", "check_words": "现场查看属实。", **values}
            for c in self.conditions(village)
        }

    def checked(self, village: Any, **values: Any) -> Any:
        return self.worked_off(self.applied(village), **values)

    def worked_off(self, check: Any, *, unmet: Any = ("exit_audit",), **values: Any) -> Any:
        head = {"checked_on": days(-5), "group_members": "吴委员、钱所长"}
        found = self.found(check.village, unmet=unmet, **values)
        return checks.record_check(check, head, found, by=self.officer)

    def paper(self, number: str = "东委纪〔2026〕12号", **values: Any) -> Paper:
        return Paper(**{"signer": "孙书记(镇党委书记)", "signed_on": days(-2), "document_number": number, **values})

    def passed(self, village: Any, **values: Any) -> Any:
        return decisions.decide_pass(self.checked(village, **values), by=self.officer, paper=self.paper())

    def start(self, village: Any, track: str = "party", by: Any = None) -> Any:
        return starts.start(village, self.cycle, by=by or self.officer, track=track, started_on=days(0))

    def decide(self, village: Any, kind: str, *, by: Any = None, **values: Any) -> Any:
        given = {"document_number": f"县换领〔2026〕{next(_numbers)}号", "decided_on": days(-1), "reason": "情况特殊"}
        given |= {"track": "party"} if kind == "consent" else {"until": days(30)}
        return starts.register_decision(
            village, self.cycle, by=by or self.county, kind=kind, scan=pdf(), **{**given, **values}
        )
