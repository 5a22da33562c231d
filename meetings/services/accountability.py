"""Verbs of accountability: quote a decision into the trace, propose, take back, decide by another person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import history, workflow
from electioncycle.records.workflow import Paper
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.security import audit
from meetings.models import AccountabilityCase, TraceItem
from meetings.oversight_choices import CaseState
from villages.models import Cycle

PROPOSE, TAKE_BACK, RETURN, DECIDE = "propose", "take_back", "return", "decide"
QUOTED = (
    "minutes",
    "meeting",
    "problem",
    "inspectionfinding",
    "readinesscheck",
    "specialdecision",
    "startrecord",
    "teamanalysis",
    "financecleanup",
    "riskpoint",
    "keyvillage",
)
"""Ledgers whose rows carry decisions; restricted ones are never quoted."""
SHOWN = 20


@dataclass(frozen=True)
class Quotable:
    """A row that may be quoted, with the decisions taken on it: what, when, by which paper; never which account."""

    ledger: Ledger[Any]
    row: Any
    decisions: list[str]

    @property
    def key(self) -> str:
        return f"{self.ledger.name}:{self.row.pk}"


def sources(user: Actor) -> list[Ledger[Any]]:
    found = (ledgers.REGISTRY.get(name) for name in QUOTED)
    return [one for one in found if one is not None and one.allows(user, Action.VIEW)]


def quotable(name: str, user: Actor, cycle: Cycle, *, words: str = "") -> list[Quotable]:
    """Rows of one ledger in the user's territory, newest first, with their approvals."""
    ledger = next((one for one in sources(user) if one.name == name), None)
    if ledger is None:
        return []
    rows = ledger.rows(user, cycle)
    if words.strip():
        rows = rows.filter(search_text__found=words.strip().lower())
    return [Quotable(ledger, row, _decisions(row)) for row in rows.order_by("-pk")[:SHOWN]]


def _decisions(row: Any) -> list[str]:
    return [
        " ".join(
            filter(None, (f"{step.signed_on or timezone.localtime(step.at).date()}", step.title, step.document_number))
        )
        for step in workflow.steps(row).filter(approves=True, void_at=None)
    ]


def quote(case: AccountabilityCase, *, day: date, words: str, by: Actor, source: str = "", key: str = "") -> TraceItem:
    """Put one link into the trace: the author's words about a decision, and the row it stands in."""
    _require(by, case)
    if len(words.strip()) < 4:
        raise Refused("没有写明经过(决定了什么、由谁决定，不少于4个字)，请填写后再加入。")
    if day > timezone.localdate():
        raise Refused(f"日期({day})在今天之后，请核对。")
    with transaction.atomic():
        case = workflow.locked(case)
        workflow.refuse_unless(case.state == CaseState.OPEN, case, "补充倒查链条")
        item = TraceItem(cycle=case.cycle, case=case, day=day, words=words.strip(), source=source.strip()[:160])
        if key:
            name, _, pk = key.partition(":")
            ledger = next((one for one in sources(by) if one.name == name), None)
            row = (
                ledger.rows(by, case.cycle).filter(pk=pk).first() if ledger and pk.isdigit() and len(pk) < 18 else None
            )
            if ledger is None or row is None:
                raise Refused("没有找到要引用的记录，它可能已被撤回，请重新选择。")
            item.object_type, item.object_id, item.object_version = row._meta.label_lower, row.pk, row.version
            item.source = item.source or f"{ledger.title}：{ledger.row_label(row)}"[:160]
        elif not item.source:
            raise Refused("没有引用台账记录的，请写明出处(会议纪要、文件名称及文号)。")
        history.record(item, by=by, reason="加入倒查链条")
        audit.record(audit.Event.ADDED, by=by, row=item, case=case.pk)
    return item


def unquote(item: TraceItem, *, by: Actor, reason: str) -> TraceItem:
    """Take a link out again, for a reason."""
    _require(by, item.case)
    reason = workflow.require_reason(reason, "移出")
    with transaction.atomic():
        case = workflow.locked(item.case)
        workflow.refuse_unless(case.state == CaseState.OPEN, case, "移出链条")
        item = workflow.locked(item)
        item.withdrawn_at = timezone.now()
        history.record(item, by=by, reason=reason)
        audit.record(audit.Event.WITHDRAWN, by=by, row=item, case=case.pk)
    return item


def links_of(case: AccountabilityCase, user: Actor) -> list[tuple[TraceItem, str]]:
    """The trace with the address of each quoted row; empty where this user may not open it or it is gone."""
    found = []
    by_label = {one.model._meta.label_lower: one for one in sources(user)}
    for item in case.trace.filter(withdrawn_at=None).order_by("day", "id"):
        ledger = by_label.get(item.object_type)
        there = ledger and ledger.rows(user, case.cycle).filter(pk=item.object_id).exists()
        found.append((item, ledger.url("detail", item.object_id) if ledger and there else ""))
    return found


def blockers(case: AccountabilityCase) -> list[str]:
    """What a proposal lacks."""
    wanted = (
        (case.trace.filter(withdrawn_at=None).exists(), "倒查链条还是空的，请从会议纪要和决定中加入"),
        (case.fault, "没有选择责任情形"),
        (len(case.upper_words.strip()) >= 4, "没有写明上查一级的情况(不上查的写明理由)"),
        (not case.upper or case.upper_subject.strip(), "已上查一级的，请写明上一级单位及岗位"),
        (case.measure_id, "没有选择拟处理方式"),
        (len(case.proposal.strip()) >= 4, "没有写明处理建议"),
    )
    return [sentence for there, sentence in wanted if not there]


def propose(case: AccountabilityCase, *, by: Actor, reason: str = "", version: int | None = None) -> AccountabilityCase:
    _require(by, case)
    with transaction.atomic():
        case = workflow.locked(case, version)
        workflow.refuse_unless(case.state == CaseState.OPEN, case, "提请审定")
        if gaps := blockers(case):
            raise Refused(f"还不能提请审定：{'；'.join(gaps)}。")
        case.propose()
        _take(case, move=PROPOSE, title="提请审定", by=by, reason=reason)
    return case


def take_back(
    case: AccountabilityCase, *, by: Actor, reason: str = "", version: int | None = None
) -> AccountabilityCase:
    return _back(case, TAKE_BACK, "撤回提请", by=by, reason=reason, version=version)


def send_back(case: AccountabilityCase, *, by: Actor, reason: str, version: int | None = None) -> AccountabilityCase:
    return _back(case, RETURN, "退回补充", by=by, reason=workflow.require_reason(reason, "退回"), version=version)


def _back(
    case: AccountabilityCase, move: str, title: str, *, by: Actor, reason: str, version: int | None
) -> AccountabilityCase:
    _require(by, case)
    with transaction.atomic():
        case = workflow.locked(case, version)
        workflow.refuse_unless(case.state == CaseState.PROPOSED, case, title)
        case.take_back()
        _take(case, move=move, title=title, by=by, reason=reason)
        inbox.tell_handed_back(case, after=PROPOSE, by=by, reason=reason)
    return case


def decide(
    case: AccountabilityCase, *, by: Actor, paper: Paper, reason: str = "", version: int | None = None
) -> AccountabilityCase:
    """The decision as signed, entered by another person than the one who proposed."""
    _require(by, case)
    with transaction.atomic():
        case = workflow.locked(case, version)
        workflow.refuse_unless(case.state == CaseState.PROPOSED, case, "登记决定")
        workflow.require_other_person(case, by=by, after=(PROPOSE,))
        if not paper.signer.strip() or not paper.document_number.strip():
            raise Refused("没有写明决定机关(签批人)和文号，请补填后再登记。")
        workflow.require_other_signer(case, paper, after=(PROPOSE,))
        if paper.signed_on > timezone.localdate() or paper.signed_on < case.found_on:
            raise Refused(
                f"决定日期({paper.signed_on})须在发现日期({case.found_on})之后且不晚于今天，请核对。", field="signed_on"
            )
        case.decided_on, case.decision_number, case.decided_by = paper.signed_on, paper.document_number, paper.signer
        case.decide()
        _take(case, move=DECIDE, title="审定", by=by, reason=reason, approves=True, paper=paper)
    return case


def moves(case: AccountabilityCase, user: Actor) -> set[str]:
    if not user.roles & COUNTY_ROLES:
        return set()
    if case.state == CaseState.PROPOSED:
        barred = bool(workflow.bar(case, user, after=(PROPOSE,)))
        return {TAKE_BACK} if barred else {DECIDE, RETURN}
    return {PROPOSE} if case.state == CaseState.OPEN else set()


def _require(by: Actor, case: AccountabilityCase) -> None:
    workflow.require_county(by, case.cycle.county, refused="问责追责由县换届办办理。")


def _take(case: AccountabilityCase, *, move: str, title: str, by: Actor, **more: Any) -> None:
    trace = list(case.trace.filter(withdrawn_at=None).order_by("day", "id").values_list("day", "words", "source"))
    content = [case.matter, case.subject, case.fault, case.upper_words, case.measure_id, case.proposal, trace]
    workflow.advance(case, move=move, title=title, by=by, content=content, **more)
