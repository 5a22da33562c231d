"""Agreed figures held against what was announced in the hall: 已录入, 存疑, and 已核对 once nothing is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, lapses, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, officials_may
from elections.choices import RoundState
from elections.correction_choices import CorrectionState
from elections.models import Correction, Election, ResultSheet, Round, SheetDecision
from elections.rules.checks import checks
from elections.rules.sheet import Unreadable
from elections.rules.sheet_outcome import bears_out
from elections.services import results, runoffs
from elections.services.moments import latest
from elections.services.results import Result
from elections.services.rounds import APPROVERS
from elections.sheet_choices import AGREED, DecisionState, SheetState

VERIFY = "verify"
SEALED = "sealed_at"
TIMES = {
    "gathered_at": "票箱集中时间",
    "unsealed_at": "启封时间",
    "counting_at": "开始计票时间",
    SEALED: "封存时间",
    "delivered_at": "送达时间",
}
"""Times of day that a sheet is verified with, in the order in which they come."""
MISMATCH = "现场公布的结果与按结果报告单计算的不一致"
SKIPPED = "有职务没有投票"
JOINED = ("round__election__village__township__parent", "round__election__term__elected_in", "round__rule_set")


def address(sheet: ResultSheet) -> str:
    return reverse("result_sheet", args=[sheet.pk])


def key_of(sheet: ResultSheet) -> str:
    return f"sheet_doubted:{sheet.pk}"


def agreed_of(election: Election) -> list[ResultSheet]:
    rows = ResultSheet.objects.filter(round__election=election.pk, state__in=AGREED)
    return list(rows.select_related(*JOINED).order_by("round__number"))


def judge(election: Election, *, by: Actor) -> None:
    """Decide the agreed sheets of an election round by round: who was elected before counts in the next.

    What a correction is just changing, half of it old and half new, is judged by the correction.
    """
    changing = Correction.objects.filter(sheet__round__election=election.pk, state=CorrectionState.CONFIRMED)
    left_alone = set(changing.values_list("sheet", flat=True))
    for sheet in agreed_of(election):
        if sheet.state != SheetState.VERIFIED and sheet.pk not in left_alone:
            _judge(sheet, by=by)


def _judge(sheet: ResultSheet, *, by: Actor) -> None:
    sheet = ResultSheet.objects.select_for_update(of=("self",)).select_related(*JOINED).get(pk=sheet.pk)
    found: dict[str, list[str]] = {}
    try:
        result = results.results([sheet])[sheet.pk]
    except Unreadable as error:  # what was announced is recorded all the same
        why = [f"规则集不能用来计算结果：{error}"]
    else:
        results.write_elected(sheet, result, by=by)
        why, found = doubts(sheet, result), codes_of(result)
    state = SheetState.DOUBTED if why else SheetState.ENTERED
    if (sheet.state, sheet.checks) == (state, found):
        return
    sheet.checks = found
    sheet.doubt() if why else sheet.trust()
    history.record(sheet, by=by, reason="与现场公布核对")
    tell(sheet, why)


def codes_of(result: Result) -> dict[str, list[str]]:
    """Code → the places at which it was found."""
    found: dict[str, list[str]] = {}
    for one in result.found:
        found.setdefault(one.code, []).extend([one.place] if one.place else [])
    return found


def doubts(sheet: ResultSheet, result: Result, told: tuple[str, str] | None = None) -> list[str]:
    """Why the figures do not bear out what was announced, in words; what a document found invalid they need not.

    ``told``: the announcement and its cause where it is to be another than the round's.
    """
    codes = dict.fromkeys(one.code for one in result.found if one.blocking)
    found = [f"{code} {checks()[code].title}" for code in codes]
    found += [SKIPPED] if any(post.skipped for post in result.figures.posts) else []
    announced, cause = told or (sheet.round.announced, sheet.round.cause)
    spoken = [one for one in (result.outcome, result.counted) if one is not None]
    tie = runoffs.tie_is_left(sheet.round)
    borne_out = bool(sheet.voided) or any(bears_out(one, announced, cause, tie_is_left=tie) for one in spoken)
    return found + ([] if borne_out else [MISMATCH])


def corrected_state(sheet: ResultSheet, result: Result, told: tuple[str, str] | None = None) -> str:
    """Where a verified sheet stands by corrected figures: in doubt, to be decided and verified again, or verified."""
    if doubts(sheet, result, told):
        return SheetState.DOUBTED
    return SheetState.ENTERED if result.outcome.questions else SheetState.VERIFIED


def settle_corrected(sheet: ResultSheet, result: Result) -> None:
    """The word on it is taken back where its corrected figures bear nothing out or leave something to be decided."""
    moved = {
        SheetState.DOUBTED: sheet.doubt,
        SheetState.ENTERED: sheet.trust,
        SheetState.VERIFIED: sheet.stand_corrected,
    }
    moved[SheetState(corrected_state(sheet, result))]()


def tell(sheet: ResultSheet, why: Sequence[str]) -> None:
    """Township and county learn at once."""
    if not why:
        inbox.withdraw_notice(key_of(sheet))
        return
    village = sheet.election.village
    inbox.notify(
        f"{village.township}{sheet}存疑：{'；'.join(why)}。请立即核对。",
        url=address(sheet),
        roles=OFFICIALS,
        place=village,
        cycle=sheet.cycle,
        tone=inbox.Notice.Tone.BAD,
        key=key_of(sheet),
    )


@lapses.resting_on(Round, ResultSheet)
def judge_again(rows: Sequence[Any], *, by: Actor) -> None:
    """What was announced was recorded or sent back to be corrected; a sheet was agreed on, or is begun anew."""
    rounds = {row.pk if isinstance(row, Round) else row.round_id for row in rows}
    sheets = ResultSheet.objects.filter(round__election__rounds__in=rounds, state__in=AGREED)
    keys = set(sheets.values_list("round__election", flat=True))
    for election in Election.objects.filter(pk__in=keys).order_by("pk"):
        judge(election, by=by)


# --- verified ------------------------------------------------------------------------------------------------------


def lacking(
    sheet: ResultSheet, result: Result, *, signed: bool, conditions_met: bool, sealed_at: datetime | None
) -> list[str]:
    """What stands against 核对定稿, in words with codes; empty where nothing does."""
    codes = [] if signed else ["F.504"]
    codes += [] if sheet.round.announced else ["F.505"]
    codes += [] if conditions_met else ["F.506"]
    codes += ["F.507"] if result.outcome.questions else []
    closed = sheet.round.closed_at
    codes += ["F.503"] if sealed_at and closed and sealed_at < closed else []
    found = [f"{code} {checks()[code].title}：{checks()[code].advice}" for code in sorted(codes)]
    found += ["有登记了还没有核对的结果认定，请先核对或者撤回"] if _unchecked(sheet) else []
    return found + ([] if _earlier_verified(sheet) else ["前面的轮次还没有核对，请先核对前面的轮次"])


def _unchecked(sheet: ResultSheet) -> bool:
    return SheetDecision.objects.filter(sheet=sheet, state=DecisionState.RECORDED).exists()


def _earlier_verified(sheet: ResultSheet) -> bool:
    """Rounds that were counted before; what was broken off has no sheet."""
    before = Round.objects.filter(election=sheet.round.election_id, number__lt=sheet.round.number)
    counted = before.exclude(state=RoundState.BROKEN_OFF)
    return not counted.exclude(sheets__in=ResultSheet.objects.filter(state=SheetState.VERIFIED)).exists()


def _impossible(times: Mapping[str, datetime | None]) -> str:
    """What cannot have been so: a time that is still to come, or before the one that comes first."""
    told = [(TIMES[name], at) for name in TIMES if (at := times.get(name)) is not None]
    for what, at in told:
        if at > latest():
            return f"{what}在现在之后，请在发生后登记。"
    for (before, one), (after, other) in pairwise(told):
        if other < one:
            return f"{after}早于{before}，请核对，先更正填错的一项。"
    return ""


def verify(
    sheet: ResultSheet,
    *,
    signed: bool,
    conditions_met: bool,
    times: Mapping[str, datetime | None],
    by: Actor,
    version: int | None = None,
) -> ResultSheet:
    """The paper is signed, the winners' conditions are checked, the figures bear out what was announced: locked.

    ``times`` are those of the day as the paper has them (``TIMES``); all but the sealing may be left out.
    """
    workflow.require(by, sheet.election.village, *APPROVERS)
    sealed_at = times.get(SEALED)
    if wrong := _impossible(times):
        raise Refused(wrong)
    with transaction.atomic():
        sheet = workflow.locked(sheet, version)
        workflow.refuse_unless(sheet.state == SheetState.ENTERED and not sheet.provisional, sheet, "核对定稿")
        result = results.results([sheet])[sheet.pk]
        said = lacking(sheet, result, signed=signed, conditions_met=conditions_met, sealed_at=sealed_at)
        if said:
            raise Refused(f"还不能核对定稿：{'；'.join(said)}。")
        sheet.signed, sheet.conditions_met = signed, conditions_met
        for name in TIMES:
            setattr(sheet, name, times.get(name))
        sheet.verify()
        workflow.advance(sheet, move=VERIFY, title="核对定稿", by=by, approves=True, content=sheet.checks)
    return sheet


def moves(sheet: ResultSheet, user: Actor) -> set[str]:
    waits = sheet.state == SheetState.ENTERED and not sheet.provisional
    return {VERIFY} if waits and officials_may(user, *APPROVERS) else set()
