"""Verbs of the correction of a verified result: proposed by one person, carried out by another, or dropped.

Nothing else changes what is verified: every statement that does names the correction, and the database asks for it
(``elections/migrations/0014_result_triggers.py`` and ``0018_corrected_result_triggers.py``).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action
from elections.choices import Announced, ElectionState
from elections.correction_choices import CorrectionKind, CorrectionState, FindingBody
from elections.models import Correction, Election, ResultSheet, Round
from elections.rules import rounds as rules
from elections.rules.checks import checks
from elections.rules.sheet_shape import Shape
from elections.services import corrected, results, sheet_shapes, sheet_verdicts, sheets
from elections.services.corrected import CONFIRM, DROP, FOLLOWS, PROPOSE, Standing
from elections.services.moments import latest
from elections.services.rounds import APPROVERS, last_over, require_only_one, running


@dataclass(frozen=True)
class Decision:
    """By whose word a result is another, and what it is now: the announcement, the posts found invalid."""

    decided_by: str
    decided_on: date
    document_number: str
    announced: str = ""
    cause: str = ""
    voided: tuple[str, ...] = ()


def propose_entry_correction(
    sheet: ResultSheet,
    *,
    reason: str,
    scan: Any,
    chosen: sheet_shapes.Chosen | None = None,
    by: Actor,
    version: int | None = None,
) -> Correction:
    """The software differs from the signed paper: it is typed again as it stands there, beside the verified sheet."""
    if scan is None:
        raise Refused("录入差错更正须上传各方签字的结果报告单扫描件。")
    row = Correction(sheet=sheet, kind=CorrectionKind.ENTRY, scan=scan)
    return _propose(row, reason, chosen=chosen, types=True, by=by, version=version)


def propose_result_correction(
    sheet: ResultSheet,
    decision: Decision,
    *,
    reason: str,
    scan: Any = None,
    chosen: sheet_shapes.Chosen | None = None,
    types: bool = False,
    by: Actor,
    version: int | None = None,
) -> Correction:
    """What was announced is decided otherwise. With ``types`` the figures are others too, as after a recount."""
    _require_decision(sheet, decision)
    held = sheet.round
    row = Correction(
        sheet=sheet,
        kind=CorrectionKind.RESULT,
        scan=scan,
        decided_by=decision.decided_by,
        decided_on=decision.decided_on,
        document_number=decision.document_number.strip()[:60],
        announced=decision.announced or held.announced,
        cause=decision.cause if decision.announced else held.cause,
        voided=sorted(decision.voided),
    )
    _require_announceable(held, row)
    if not types and (row.announced, row.cause, row.voided) == (held.announced, held.cause, sheet.voided):
        raise Refused("更正后的公布结果、当选无效的职务与原来相同，票数也没有更正。请填写更正的内容。")
    return _propose(row, reason, chosen=chosen, types=types, by=by, version=version)


def _require_decision(sheet: ResultSheet, decision: Decision) -> None:
    if decision.decided_by not in FindingBody.values:
        raise Refused("请选择作出更正决定的机关。")
    if not decision.document_number.strip():
        raise Refused("结果更正须写明决定的文号，请补填。")
    if decision.decided_on > timezone.localdate():
        raise Refused("决定日期在今天之后，请核对。")
    held = sheet.round.held_on
    if held and decision.decided_on < held:
        raise Refused(f"决定日期早于投票日({held:%Y年%m月%d日})，请核对。")
    posts = {one.post for one in Shape.read(sheet.shape).posts}
    if set(decision.voided) - posts:
        raise Refused("所选的职务不在这份结果报告单上，请刷新页面重新选择。")


def _require_announceable(held: Round, row: Correction) -> None:
    told = rules.Facts(held.opened_at, held.closed_at, held.announced_at, row.announced, row.cause)
    if said := rules.faults(told, procedure=held.election.procedure, now=latest()):
        raise Refused(" ".join(said))


def _propose(
    row: Correction,
    reason: str,
    *,
    chosen: sheet_shapes.Chosen | None,
    types: bool,
    by: Actor,
    version: int | None,
) -> Correction:
    row.reason = workflow.require_reason(reason, row.get_kind_display())[:300]
    workflow.require(by, row.election.village, Action.CHANGE)
    with transaction.atomic():
        sheet = workflow.locked(row.sheet, version)
        workflow.refuse_unless(sheet.figures_locked, sheet, "更正，已核对的才按更正程序办理")
        if sheet.election.purged_at:
            raise Refused("这项选举的个人信息已按保存期限清除，不能再更正。")
        _require_alone(sheet)
        row.proposed_by_id = by.pk
        row.draft = _begin_draft(sheet, chosen, by=by) if types else None
        workflow.advance(row, move=PROPOSE, title=f"提出{row.get_kind_display()}", by=by, reason=row.reason)
    return row


def _require_alone(sheet: ResultSheet) -> None:
    """The sheet is locked, so that nobody begins another one meanwhile."""
    if Correction.objects.filter(sheet=sheet, state=CorrectionState.OPEN).exists():
        raise Refused("这份结果报告单已有一件更正正在办理，请先办完或撤销。")


def _begin_draft(sheet: ResultSheet, chosen: sheet_shapes.Chosen | None, *, by: Actor) -> ResultSheet:
    """The paper is typed again through its own form, in the way the sheet was; its lines may be others."""
    shape = sheet_shapes.shape_of(sheet.round, chosen).as_data() if chosen else sheet.shape
    draft = ResultSheet(round=sheet.round, shape=shape, provisional=True, method=sheet.method, because=sheet.because)
    sheets.open_entry(draft, by=by)
    return draft


def drop(correction: Correction, *, by: Actor, reason: str, version: int | None = None) -> Correction:
    """Nothing is corrected; what was typed for it is gone."""
    reason = workflow.require_reason(reason, "撤销更正")
    workflow.require(by, correction.election.village, Action.CHANGE)
    with transaction.atomic():
        correction = workflow.locked(correction, version)
        workflow.refuse_unless(correction.open, correction, "撤销")
        _clear_draft(correction, by=by, reason=reason)
        correction.drop()
        url = corrected.address(correction)
        inbox.tell_handed_back(correction, after=PROPOSE, by=by, reason=reason, url=url, how="已撤销")
        workflow.advance(correction, move=DROP, title="撤销更正", by=by, reason=reason)
    return correction


def _clear_draft(correction: Correction, *, by: Actor, reason: str) -> None:
    if (draft := correction.draft) is None:
        return
    draft = workflow.locked(draft)
    draft.entries.all().delete()
    results.take_away(draft, by=by, reason=reason)
    draft.withdrawn_at = timezone.now()
    history.record(draft, by=by, reason=reason)
    inbox.withdraw_notice(sheets.duty_key(draft))


# --- carried out by the second person ----------------------------------------------------------------------------


def confirm(
    correction: Correction, *, conditions_met: bool = False, by: Actor, version: int | None = None
) -> Correction:
    """Another person than who proposed it: figures, outcome, announcement and who is elected follow at once.

    ``conditions_met``: those who come to be elected by it were checked, as whoever was elected before.
    """
    workflow.require(by, correction.election.village, *APPROVERS)
    with transaction.atomic():
        correction = workflow.locked(correction, version)
        workflow.refuse_unless(correction.open, correction, "确认更正")
        workflow.require_other_person(correction, by=by, after=(PROPOSE,))
        sheet = workflow.locked(correction.sheet)
        old, new = corrected.current_outcome(sheet), corrected.after(correction)
        if not corrected.compared(old, new):
            raise Refused("更正稿与已核对的结果完全相同，没有可更正的。请核对原件，或者撤销更正。")
        if (others := corrected.newly_elected(old, new)) and not conditions_met:
            check = checks()["F.506"]
            raise Refused(f"还不能确认更正：F.506 {check.title}({'、'.join(others)})：{check.advice}。")
        _put_in_force(correction, old, by=by)
        _carry_out(correction, sheet, new, by=by)
        correction.finish()
        workflow.advance(correction, move=CONFIRM, title="确认更正", by=by, approves=True, content=correction.before)
        _tell(correction, sheet, old, corrected.current_outcome(sheet))
    return correction


def _put_in_force(correction: Correction, old: Standing, *, by: Actor) -> None:
    sheet = old.sheet
    correction.before = {
        "shape": sheet.shape,
        "checks": sheet.checks,
        "voided": sheet.voided,
        "announced": old.announced,
        "cause": old.cause,
    }
    if not correction.of_entry:
        correction.number = _next_number(correction.election)
    correction.confirmed_by_id, correction.confirmed_at = by.pk, timezone.now()
    correction.confirm()
    history.record(correction, by=by, reason="确认更正")


def _next_number(election: Election) -> int:
    last = Correction.all_rows.filter(sheet__round__election=election.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _carry_out(correction: Correction, sheet: ResultSheet, new: Standing, *, by: Actor) -> None:
    """Figures first, then what was announced, then who is elected by both."""
    if correction.draft is not None:
        results.replace(sheet, new.result.figures, by=by, correction=correction)
        _clear_draft(correction, by=by, reason=str(correction))
    if not correction.of_entry:
        _announce(correction, sheet, by=by)
    sheet.shape, sheet.voided = new.sheet.shape, list(new.voided)
    sheet.checks, sheet.correction = sheet_verdicts.codes_of(new.result), correction
    sheet_verdicts.settle_corrected(sheet, new.result)
    results.write_elected(sheet, new.result, by=by, correction=correction)
    history.record(sheet, by=by, reason=str(correction))


def _announce(correction: Correction, sheet: ResultSheet, *, by: Actor) -> None:
    """What is announced instead; when and by whom it was announced in the hall stays a fact."""
    row = workflow.locked(sheet.round)
    if (row.announced, row.cause) != (correction.announced, correction.cause):
        row.correct()
        row.make_void() if correction.announced == Announced.VOID else row.announce()
        row.announced, row.cause, row.correction = correction.announced, correction.cause, correction
        history.record(row, by=by, reason=str(correction))
        _lead(row, by=by)
    sheet.round = row


def _lead(row: Round, *, by: Actor) -> None:
    """The election goes on or ends by it; where a later round was planned or held, it waits for a finding."""
    election = workflow.locked(row.election)
    last, leads_on = last_over(election), rules.follows(row.state, row.announced) is not None
    goes_on = election.state == ElectionState.NEXT
    if last is None or last.pk != row.pk or running(election) or leads_on == goes_on:
        return
    election.correct()
    if leads_on:
        require_only_one(election)
        election.await_next()
    else:
        election.end()
    history.record(election, by=by, reason=f"第{row.number}轮结果更正")


def _tell(correction: Correction, sheet: ResultSheet, old: Standing, new: Standing) -> None:
    """Township leader and county desk learn at once; loudly where somebody else is elected or it bears nothing out."""
    village, others = sheet.election.village, corrected.who(old) != corrected.who(new)
    said = "当选人有变化，请及时更正公告和证书" if others else "当选人没有变化"
    doubts = sheet_verdicts.doubts(sheet, new.result)
    said += f"；{FOLLOWS[sheet.state]}" if sheet.state in FOLLOWS else ""
    inbox.notify(
        f"{village.township}{correction}已办理，{said}。",
        url=corrected.address(correction),
        roles=OFFICIALS,
        place=village,
        cycle=sheet.cycle,
        tone=inbox.Notice.Tone.BAD if others or sheet.state in FOLLOWS else inbox.Notice.Tone.WARN,
        key=f"correction:{correction.pk}",
    )
    sheet_verdicts.tell(sheet, doubts)
