"""The day of a round that follows another: proposed by one person, confirmed by a second, taken back for a reason."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from elections.choices import AHEAD, ElectionState, RoundKind, RoundState
from elections.models import Election, Round
from elections.services.rounds import (
    APPROVERS,
    CONFIRM,
    DROP,
    PROPOSE,
    last_over,
    next_kind,
    next_number,
    running,
    window,
)


def propose(election: Election, *, day: date, by: Actor, reason: str = "", version: int | None = None) -> Round:
    """Name the day of the next round; refused where the law does not allow it. Another person confirms it."""
    workflow.require(by, election.village, Action.CHANGE)
    with transaction.atomic():
        election = workflow.locked(election, version)
        workflow.refuse_unless(election.state == ElectionState.NEXT, election, "安排下一轮投票")
        _require_going_on(election)
        if there := running(election):
            raise Refused(f"已安排{there.day:%Y年%m月%d日}{there.get_kind_display()}，需要改期的，请先撤销该安排。")
        kind, last = next_kind(election), last_over(election)
        _require_lawful(kind, day, *window(election, last, kind))
        row = Round(election=election, number=next_number(election), kind=kind, day=day, state=RoundState.PROPOSED)
        workflow.advance(row, move=PROPOSE, title=f"提出{row.get_kind_display()}日期", by=by, reason=reason)
    return row


def _require_going_on(election: Election) -> None:
    if election.suspended_at:
        raise Refused(f"“{election}”已暂停({election.suspended_reason})，请先恢复，再安排日期。")


def _require_lawful(kind: RoundKind, day: date, earliest: date | None, latest: date | None) -> None:
    if earliest and day < earliest:
        raise Refused(f"{kind.label}不能早于上一轮投票日({earliest:%Y年%m月%d日})，请核对日期。")
    if latest and day > latest:
        raise Refused(
            f"{kind.label}依规则最迟应于{latest:%Y年%m月%d日}举行，请另定日期。已在此后投票的，不必安排，请照实登记投票情况。"
        )


def confirm(election: Election, *, by: Actor, reason: str = "", version: int | None = None) -> Round:
    """The second person's word on the day of the next round."""
    workflow.require(by, election.village, *APPROVERS)
    with transaction.atomic():
        election = workflow.locked(election, version)
        row = _require_running(election)
        workflow.refuse_unless(row.state == RoundState.PROPOSED, row, "审定日期")
        _require_going_on(election)
        workflow.require_other_person(row, by=by, after=(PROPOSE,))
        row.confirm()
        workflow.advance(
            row, move=CONFIRM, title="审定投票日期", by=by, reason=reason, approves=True, content=str(row.day)
        )
    return row


def drop(election: Election, *, by: Actor, reason: str, version: int | None = None) -> Round:
    """Take back the day of the next round, such as to name another; what is confirmed only who may confirm."""
    reason = workflow.require_reason(reason, "撤销安排")
    with transaction.atomic():
        election = workflow.locked(election, version)
        row = _require_running(election)
        confirmed = row.state == RoundState.PLANNED
        workflow.require(by, election.village, *(APPROVERS if confirmed else (Action.CHANGE,)))
        workflow.refuse_unless(row.state in AHEAD, row, "撤销安排")
        row.withdrawn_at = timezone.now()
        page = ledgers.of(Election).page_of(election)
        inbox.tell_handed_back(row, after=PROPOSE, by=by, reason=reason, url=page, how="的安排已撤销")
        workflow.advance(row, move=DROP, title="撤销投票安排", by=by, reason=reason)
        workflow.void_all(row, why="安排已撤销")
    return row


def _require_running(election: Election) -> Round:
    row = running(election)
    if row is None:
        raise Refused(f"“{election}”没有已安排或正在进行的投票。请刷新页面。")
    return row
