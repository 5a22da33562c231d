"""What follows from a finding, carried out and recorded: a round that is void, a result put right, a recall begun."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import officials_may
from elections.choices import Announced, Cause, ElectionState, Procedure, RoundState
from elections.correction_choices import CorrectionKind, CorrectionState
from elections.dispute_choices import Consequence, DisputeState
from elections.models import Correction, Dispute, Election, ResultSheet, Round
from elections.models.result_sheets import FIGURES_LOCKED
from elections.services import disputes
from elections.services.rounds import APPROVERS, require_only_one

CARRY_OUT = "carry_out"
FIND_VOID = "find_void"


def carry_out(row: Dispute, *, on: date | None, by: Actor, reason: str = "", version: int | None = None) -> Dispute:
    """The finding's consequence is done; with it the dispute is closed. Never before the finding was checked."""
    with transaction.atomic():
        row = disputes.locked(row, by, *APPROVERS, version=version)
        if not row.finding:
            raise Refused(f"“{row}”还没有认定，没有可以登记的后续。请先登记认定(文号、日期)，由另一人审核。")
        workflow.refuse_unless(row.state == DisputeState.FOUND, row, "登记后续办理")
        if on is None or on > timezone.localdate() or (row.found_on and on < row.found_on):
            raise Refused(f"办理日期须在认定日期({row.found_on})之后且不晚于今天，请核对。")
        DONE[row.consequence](row, by)
        row.done_on = on
        row.close()
        workflow.advance(row, move=CARRY_OUT, title=f"后续办理：{row.get_consequence_display()}", by=by, reason=reason)
    return row


def moves(row: Dispute, user: Actor) -> set[str]:
    return {CARRY_OUT} if row.state == DisputeState.FOUND and officials_may(user, *APPROVERS) else set()


def _repeat(row: Dispute, by: Actor) -> None:
    """The round is void by the finding; the election waits for the vote that is held again.

    What is verified becomes void by a correction of its own, which names the finding.
    """
    if row.round is None:
        raise Refused(f"“{row}”没有写明针对第几轮投票，不能重新选举。")
    held = workflow.locked(row.round)
    if held.state == RoundState.VOID:
        return
    if ResultSheet.objects.filter(FIGURES_LOCKED, round=held).exists():
        raise Refused(
            f"“{held}”的结果报告单已核对(F.509)。请先按认定文号{row.found_number}办理结果更正，"
            "公布结果改为“选举无效”，再登记后续办理。"
        )
    election = workflow.locked(held.election)
    workflow.refuse_unless(held.state == RoundState.ANNOUNCED, held, "按认定登记为无效")
    later = Round.objects.filter(election=election, number__gt=held.number).first()
    if later is not None:
        raise Refused(
            f"之后已有“{later}”({later.get_state_display()})，不能把前一轮登记为无效。"
            "已安排而没有投票的请先撤销安排；已投票的，由认定机关对后一轮一并认定。"
        )
    held.election = election
    held.find_void()
    held.announced, held.cause = Announced.VOID, Cause.FOUND_VOID
    election.find_void()
    require_only_one(election)
    history.record(election, by=by, reason="按认定重新选举")
    workflow.advance(held, move=FIND_VOID, title="按认定登记为无效", by=by, reason=row.found_number)


def _corrected(row: Dispute, by: Actor) -> None:
    """The result was put right by a 结果更正 that names the finding."""
    done = Correction.objects.filter(
        sheet__round__election=row.election_id,
        kind=CorrectionKind.RESULT,
        state=CorrectionState.DONE,
        document_number=row.found_number,
    )
    if row.round is not None:
        done = done.filter(sheet__round=row.round)
    if not done.exists():
        raise Refused(
            f"还没有按认定文号{row.found_number}办理结果更正。请先在这一轮的结果报告单页面办理“结果更正”(文号填认定文号)，"
            "由另一人确认后，再登记后续办理。"
        )


def _recall(row: Dispute, by: Actor) -> None:
    """The recall stands among the elections of the village."""
    begun = Election.objects.filter(village=row.village_id, procedure=Procedure.RECALL)
    if not begun.exclude(state=ElectionState.CALLED_OFF).filter(created_at__date__gte=row.found_on).exists():
        raise Refused("还没有登记罢免：请先在“选举”中登记该村的罢免，再登记后续办理。")


DONE: dict[str, Callable[[Dispute, Actor], None]] = {
    Consequence.REPEAT: _repeat,
    Consequence.CORRECTION: _corrected,
    Consequence.RECALL: _recall,
}
