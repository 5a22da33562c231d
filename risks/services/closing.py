"""Progress and closing (销号) of a risk point or a key ledger: applied for with proof, verified by another level."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import attachments
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from risks.choices import EDITABLE, Outcome, State
from risks.models import KeyPerson
from risks.models.base import Settled
from risks.rules import settling as rules
from villages.models import Cycle, Village
from villages.services.rule_sets import rules_of

PROOF = "销号佐证"
"""The material under which the files of a closing hang on the row."""


def content(row: Settled) -> dict[str, Any]:
    """What a verification approves."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if (field.editable and field.name not in history.BOOKKEEPING) or field.name in ("proof", "outcome")
    }


def report_progress(row: Settled, *, text: str, on: date | None, by: Actor, version: int | None = None) -> Settled:
    """Write down what was done; the first progress starts the work."""
    _require(by, row, Action.CHANGE)
    if len(text.strip()) < 2:
        raise Refused("没有填写进展，请写明做了什么、有什么结果。")
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise Refused(f"进展日期({on})在今天之后，请核对。")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.editable, row, "登记进展")
        if row.progress_on and on < row.progress_on:
            raise Refused(f"进展日期({on})早于上一次进展({row.progress_on})，请核对。")
        row.progress, row.progress_on = text.strip(), on
        history.record(row, by=by, reason="登记进展")
        audit.record(audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def apply_closing(
    row: Settled, *, proof: str, by: Actor, upload: Any = None, outcome: str = "", version: int | None = None
) -> Settled:
    """The township applies; refused with all that is lacking, first of all without proof."""
    _require(by, row, Action.SUBMIT)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.editable, row, "申请销号")
        if upload is not None:
            attachments.keep(row, upload, by=by, part=PROOF)
        gaps = rules.closing_gaps(facts=_facts(row), owner=row.owner, measures=row.measures, proof=proof)
        if rules_of(row.cycle).yes("risk_closing_file") and PROOF not in attachments.parts_of(row):
            gaps.append(f"没有上传“{PROOF}”")
        if isinstance(row, KeyPerson) and outcome not in Outcome.values:
            gaps.append("没有选择办结方式(已化解或移出)")
        if gaps:
            raise Refused(f"还不能申请销号：{'；'.join(gaps)}。请补充后再申请。")
        row.proof = proof.strip()
        if isinstance(row, KeyPerson):
            row.outcome = outcome
        row.apply_closing()
        _take(row, move="apply", title="申请销号", by=by, reason=row.proof)
    return row


def take_back(row: Settled, *, by: Actor, reason: str, version: int | None = None) -> Settled:
    """The township withdraws its application, with a reason, before the county has looked at it."""
    _require(by, row, Action.SUBMIT)
    reason = workflow.require_reason(reason, "撤回销号申请")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == State.PENDING, row, "撤回销号申请")
        row.take_back()
        _take(row, move="take_back", title="撤回销号申请", by=by, reason=reason)
    return row


def release_for_merger(model: type[Settled], village: Village, cycle: Cycle, *, by: Actor, reason: str) -> None:
    """Applications of a village that is merged away end: the other village goes on with what is not closed."""
    for row in model.objects.filter(village=village, cycle=cycle, state=State.PENDING).select_related("cycle"):
        row.take_back()
        _take(row, move="take_back", title="合并时撤回销号申请", by=by, reason=reason)


def verify_closing(row: Settled, *, by: Actor, reason: str = "", version: int | None = None) -> Settled:
    """The county verifies; never whoever applied."""
    _require(by, row, Action.COUNTY_REVIEW)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == State.PENDING, row, "核验销号")
        workflow.require_other_person(row, by=by, after=("apply",))
        row.close()
        row.closed_on, row.verified_by = timezone.localdate(), str(by)[:40]
        _take(row, move="verify", title="核验销号", by=by, reason=reason.strip(), approves=True)
    return row


def return_closing(row: Settled, *, by: Actor, reason: str, version: int | None = None) -> Settled:
    """The county is not convinced and says why."""
    _require(by, row, Action.COUNTY_REVIEW)
    reason = workflow.require_reason(reason, "退回销号申请")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == State.PENDING, row, "退回销号申请")
        row.take_back()
        _take(row, move="return", title="退回销号申请", by=by, reason=reason)
        inbox.tell_handed_back(row, after="apply", by=by, reason=reason)
    return row


def reopen(row: Settled, *, by: Actor, reason: str, version: int | None = None) -> Settled:
    """What was closed comes up again; the verification is void from now on."""
    _require(by, row, Action.COUNTY_REVIEW)
    reason = workflow.require_reason(reason, "重新打开")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == State.CLOSED, row, "重新打开")
        row.reopen()
        row.reopened += 1
        row.closed_on, row.verified_by, row.proof = None, "", ""
        if isinstance(row, KeyPerson):
            row.outcome = ""
        workflow.void_all(row, why="已重新打开")
        _take(row, move="reopen", title="重新打开", by=by, reason=reason)
        inbox.tell_handed_back(row, after="apply", by=by, reason=reason)
    return row


def moves(row: Settled, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    found: set[str] = set()
    if row.state in EDITABLE:
        found |= {"progress"} if officials_may(user, Action.CHANGE) else set()
        found |= {"apply"} if officials_may(user, Action.SUBMIT) else set()
    if row.state == State.PENDING:
        found |= {"take_back"} if officials_may(user, Action.SUBMIT) else set()
        found |= {"verify", "return"} if officials_may(user, Action.COUNTY_REVIEW) else set()
    if row.state == State.CLOSED and officials_may(user, Action.COUNTY_REVIEW):
        found.add("reopen")
    return found


def _facts(row: Any) -> str:
    return str(row.facts)


def _require(by: Actor, row: Settled, action: str) -> None:
    mine = type(row).objects.visible_to(by).filter(pk=row.pk)
    if not officials_may(by, action) or not mine.exists():
        raise NotYours


def _take(row: Settled, *, move: str, title: str, by: Actor, reason: str = "", approves: bool = False) -> None:
    workflow.advance(row, move=move, title=title, by=by, reason=reason, content=content(row), approves=approves)
