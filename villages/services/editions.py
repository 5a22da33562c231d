"""What a county publishes by two persons, edition by edition: rule sets, conditions of the gate, negative lists.

A model with ``edition``, ``state`` and ``effective_from`` is an edition. The callers hold the transaction, name its
content and say what must be true of a draft before it is proposed.
"""

from datetime import date
from typing import Any

from django.db import models

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import RuleState

PROPOSE, PUBLISH = "propose_publication", "publish"


def draft_of(row: Any, version: int | None = None) -> Any:
    """The edition locked; Refused unless it is still a draft."""
    row = history.lock(row, version)
    if row.state != RuleState.DRAFT:
        raise Refused(f"“{row}”{row.get_state_display()}，不能修改。需要调整的，请新建一版。")
    return row


def next_number(editions: models.QuerySet[Any]) -> int:
    """The number of the next edition; Refused while one is being drafted."""
    if draft := editions.filter(state=RuleState.DRAFT, withdrawn_at=None).first():
        raise Refused(f"已有未发布的草稿“{draft}”，请在草稿上修改。")
    return max(editions.values_list("edition", flat=True), default=0) + 1


def propose(row: Any, *, by: Actor, effective_from: date, content: Any) -> Any:
    """Ask a second person to publish exactly this content from this day on."""
    row.effective_from = effective_from
    history.record(row, by=by, reason=f"提交发布，{effective_from:%Y年%m月%d日}起生效")
    workflow.take(row, move=PROPOSE, title="提交发布", by=by, content=content)
    return row


def proposal_of(row: Any, content: Any) -> Any:
    """The standing proposal to publish this draft as it is; None when there is none or the content changed since."""
    step = workflow.steps(row).filter(move=PROPOSE).last()
    fits = step and row.state == RuleState.DRAFT and step.content_hash == workflow.content_hash(content)
    return step if fits else None


def publish(row: Any, *, by: Actor, content: Any, editions: models.QuerySet[Any]) -> Any:
    """Publish what another person proposed; the published one of ``editions`` is retired, what began under it stays."""
    if row.effective_from is None or not workflow.steps(row).filter(move=PROPOSE).exists():
        raise Refused("还没有人提交发布。请先由一人填写生效日期并提交，再由另一人发布。")
    workflow.require_other_person(row, by=by, after=(PROPOSE,), since=PUBLISH)
    if proposal_of(row, content) is None:
        raise Refused("提交发布之后内容又有改动，请重新提交发布，再由另一人发布。")
    for earlier in editions.filter(state=RuleState.PUBLISHED):
        earlier.state = RuleState.RETIRED
        history.record(earlier, by=by, reason=f"由第{row.edition}版代替")
    row.state = RuleState.PUBLISHED
    history.record(row, by=by, reason="发布")
    workflow.take(row, move=PUBLISH, title="发布", by=by, content=content, approves=True)
    audit.record(audit.Event.PUBLISHED, by=by, row=row, edition=row.edition)
    return row
