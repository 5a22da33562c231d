"""Verbs of findings: repair reported with proof, verified by another person, listed as a problem; the weekly digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import attachments
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.rounding import share
from meetings.models import Inspection, InspectionFinding
from meetings.oversight_choices import FindingState, Tier
from meetings.rules import inspections as rules
from risks.services.problems import Line, raise_problem
from villages.models import Cycle
from villages.services.rule_sets import rules_of

REPORT, VERIFY, RETURN, REOPEN, LIST = "report", "verify", "return", "reopen", "list"
PROOF = "整改佐证"
SOURCE = "inspection"
LEAST = 4


def report_repair(
    row: InspectionFinding, *, repair: str, by: Actor, upload: Any = None, version: int | None = None
) -> InspectionFinding:
    """What was done about it, with proof; another person verifies."""
    workflow.require(by, row.area, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == FindingState.OPEN, row, "报告整改")
        if len(repair.strip()) < LEAST:
            raise Refused(f"没有写明整改情况(做了什么、有什么结果，不少于{LEAST}个字)，请填写后再报。")
        if upload is not None:
            attachments.keep(row, upload, by=by, part=PROOF)
        if PROOF not in attachments.parts_of(row):
            raise Refused(f"没有上传“{PROOF}”，请附文件、照片或说明后再报。")
        row.repair, row.repaired_on = repair.strip(), timezone.localdate()
        row.report()
        _take(row, move=REPORT, title="报告整改", by=by)
    return row


def verify_repair(
    row: InspectionFinding, *, by: Actor, reason: str = "", version: int | None = None
) -> InspectionFinding:
    """Another person has looked; by rule somebody of the county."""
    _require_verifier(by, row)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == FindingState.REPORTED, row, "核验整改")
        workflow.require_other_person(row, by=by, after=(REPORT,))
        row.verified_by = str(by)[:40]
        row.verify()
        _take(row, move=VERIFY, title="核验整改", by=by, reason=reason, approves=True)
    return row


def return_repair(row: InspectionFinding, *, by: Actor, reason: str, version: int | None = None) -> InspectionFinding:
    return _open_again(row, FindingState.REPORTED, RETURN, "退回整改", by=by, reason=reason, version=version)


def reopen(row: InspectionFinding, *, by: Actor, reason: str, version: int | None = None) -> InspectionFinding:
    return _open_again(row, FindingState.REPAIRED, REOPEN, "重新打开", by=by, reason=reason, version=version)


def _open_again(
    row: InspectionFinding, state: str, move: str, title: str, *, by: Actor, reason: str, version: int | None
) -> InspectionFinding:
    reason = workflow.require_reason(reason, title)
    _require_verifier(by, row)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == state, row, title)
        row.repaired_on, row.verified_by = None, ""
        row.open_again()
        workflow.void_all(row, why=f"已{title}")
        _take(row, move=move, title=title, by=by, reason=reason)
        inbox.tell_handed_back(row, after=REPORT, by=by, reason=reason)
    return row


def list_as_problem(
    row: InspectionFinding, *, by: Actor, reason: str = "", version: int | None = None
) -> InspectionFinding:
    """One click: the finding becomes a problem of the three lists, its repair the first task."""
    workflow.require(by, row.area, Action.ADD)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == FindingState.OPEN, row, "列入问题清单")
        if row.problem_id:
            raise Refused(f"“{row}”已列入问题清单({row.problem})，不用重复列入。")
        if row.village is None:
            raise Refused("没有写明涉及的村(社区)，请先修改补填，再列入问题清单。")
        task = row.advice.strip() or "按督导意见整改"
        line = Line(task=task[:300], owner=row.responsible[:40], deadline=row.deadline)
        held = row.inspection.held_on
        row.problem = raise_problem(row.village, row.cycle, row.text, by=by, source=SOURCE, found_on=held, lines=[line])
        history.record(row, by=by, reason="列入问题清单")
    return row


def moves(row: InspectionFinding, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    found: set[str] = set()
    if row.state == FindingState.OPEN and officials_may(user, Action.CHANGE):
        found.add(REPORT)
        if row.village_id and not row.problem_id:
            found.add(LIST)
    if _may_verify(user, row):
        found |= {FindingState.REPORTED: {VERIFY, RETURN}, FindingState.REPAIRED: {REOPEN}}.get(row.state, set())
    return found


@dataclass(frozen=True)
class Digest:
    """One week for the office: what was held in each tier, what was found, what is repaired and what is late."""

    first: date
    last: date
    held: list[Inspection]
    planned: list[Inspection]
    found: list[InspectionFinding]
    late: list[InspectionFinding]
    repaired: list[InspectionFinding]

    def of_tier(self, tier: str) -> list[Inspection]:
        return [one for one in self.held if one.tier == tier]


def digest(user: Actor, cycle: Cycle, day: date) -> Digest:
    first, last = rules.week_of(day)
    inspections = _inspections(user, cycle)
    findings = InspectionFinding.objects.visible_to(user).filter(cycle=cycle)
    findings = findings.select_related(
        "area", "village", "inspection__body", "inspection__looked_at", "inspection__area"
    )
    week = (first, last)
    late = Q(deadline__lt=min(timezone.localdate(), last)) & ~Q(state=FindingState.REPAIRED)
    return Digest(
        first,
        last,
        list(inspections.filter(held_on__range=week).order_by("tier", "held_on", "id")),
        list(inspections.filter(planned_on__range=week, held_on=None)),
        list(findings.filter(inspection__held_on__range=week)),
        list(findings.filter(late)),
        list(findings.filter(state=FindingState.REPAIRED, repaired_on__range=week)),
    )


def _inspections(user: Actor, cycle: Cycle) -> QuerySet[Inspection]:
    return Inspection.objects.visible_to(user).filter(cycle=cycle).select_related("area", "body", "looked_at")


@dataclass(frozen=True)
class Totals:
    """All inspections that were held, by tier, and how far their findings are."""

    by_tier: dict[str, int]
    findings: int
    repaired: int
    late: int

    @property
    def tiers(self) -> int:
        return sum(number > 0 for number in self.by_tier.values())


def totals(user: Actor, cycle: Cycle) -> Totals:
    held = list(_inspections(user, cycle).exclude(held_on=None).order_by().values_list("tier", flat=True))
    today = timezone.localdate()
    states = list(
        InspectionFinding.objects.visible_to(user).filter(cycle=cycle).order_by().values_list("state", "deadline")
    )
    repaired = sum(state == FindingState.REPAIRED for state, _ in states)
    late = sum(state != FindingState.REPAIRED and deadline < today for state, deadline in states)
    return Totals({tier: held.count(tier) for tier in Tier.values}, len(states), repaired, late)


def sentence(found: Totals, place: str, today: date) -> str:
    """Ready to be copied into a report."""
    return (
        f"截至{today.month}月{today.day}日，{place}实行双层督导，县领导小组督查工作机构{found.by_tier[Tier.BODIES]}次、"
        f"工作机构督导乡镇{found.by_tier[Tier.TOWNSHIPS]}次，发现问题{found.findings}个，已整改{found.repaired}个"
        f"(整改率{share(found.repaired, found.findings) or 0}%)，超过时限未整改{found.late}个。"
    )


def digest_sentence(found: Digest) -> str:
    days = f"{found.first.month}月{found.first.day}日至{found.last.month}月{found.last.day}日"
    bodies, towns = len(found.of_tier(Tier.BODIES)), len(found.of_tier(Tier.TOWNSHIPS))
    return (
        f"{days}，县领导小组督查工作机构{bodies}次，工作机构督导乡镇{towns}次，发现问题{len(found.found)}个，"
        f"本周核验整改{len(found.repaired)}个，超过时限未整改{len(found.late)}个；按计划未开展{len(found.planned)}次。"
    )


def _may_verify(user: Actor, row: InspectionFinding) -> bool:
    if officials_may(user, Action.COUNTY_REVIEW):
        return True
    by_county = rules_of(row.cycle).yes("inspection_repair_county_verifies") is not False
    return not by_county and officials_may(user, Action.TOWNSHIP_REVIEW)


def _require_verifier(by: Actor, row: InspectionFinding) -> None:
    if not by.covers(row.area.path) or not _may_verify(by, row):
        raise NotYours("督导发现问题的整改由县换届办核验。")


def _take(row: InspectionFinding, *, move: str, title: str, by: Actor, **more: Any) -> None:
    content: Sequence[Any] = [row.text, row.advice, row.responsible, row.deadline, row.repair]
    workflow.advance(row, move=move, title=title, by=by, content=content, **more)
