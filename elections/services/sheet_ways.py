"""A result sheet put on another way: typed blind, given to county duty, begun anew; and which moves a page offers."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, Action, officials_may
from elections.models import ResultSheet
from elections.models.result_sheets import SECOND
from elections.services import duty, results, sheet_verdicts
from elections.services.rounds import APPROVERS, may
from elections.services.sheets import TAKE, bar, duty_key, locked, make_blind
from elections.sheet_choices import DESIGNATED, SheetState

RESTART, ASK_DUTY, BLIND = "restart", "ask_duty", "blind"
ASK_REOPENING, REOPEN = "ask_reopening", "reopen"


def type_blind(sheet: ResultSheet, *, because: str, by: Actor, version: int | None = None) -> ResultSheet:
    """The county has a second person type the paper too; never the other way round."""
    workflow.require(by, sheet.election.village, Action.COUNTY_REVIEW)
    if because not in DESIGNATED:
        raise Refused("请选择背靠背录入的原因。")
    with transaction.atomic():
        sheet = locked(sheet, version)
        workflow.refuse_unless(sheet.open and not sheet.blind, sheet, "改为双人背靠背")
        workflow.refuse_unless(sheet.state != SheetState.DIFFERENT, sheet, "改为双人背靠背")
        make_blind(sheet, because)
        workflow.advance(sheet, move=BLIND, title="改为双人背靠背", by=by)
    return sheet


def ask_duty(sheet: ResultSheet, *, by: Actor, version: int | None = None) -> ResultSheet:
    """Nobody here may be the second: the county's duty is told, and compares or types from the scan."""
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        sheet = locked(sheet, version)
        workflow.refuse_unless(sheet.state == SheetState.SECOND and not sheet.with_duty, sheet, "转县值班")
        sheet.with_duty = True
        workflow.advance(sheet, move=ASK_DUTY, title="转县值班核对", by=by)
        village = sheet.election.village
        inbox.notify(
            f"{village.township}{sheet}请县值班核对。",
            url=sheet_verdicts.address(sheet),
            roles=COUNTY_ROLES,
            place=village,
            cycle=sheet.cycle,
            tone=inbox.Notice.Tone.WARN,
            key=duty_key(sheet),
        )
    return sheet


def on_duty_now(sheet: ResultSheet) -> list[Any]:
    return duty.roster(timezone.localdate(), sheet.election.county.path)


def restart(sheet: ResultSheet, *, by: Actor, reason: str, version: int | None = None) -> ResultSheet:
    """The paper went back to the village, or who typed it is not there any more: both entries begin anew."""
    reason = workflow.require_reason(reason, "重新录入")
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        sheet = locked(sheet, version)
        workflow.refuse_unless(sheet.open, sheet, "重新录入")
        _require_standing(sheet)
        _begin_anew(sheet, by=by, move=RESTART, title="退回原件，重新录入", reason=reason)
    return sheet


def _require_standing(sheet: ResultSheet) -> None:
    if sheet.provisional:
        raise Refused("这是更正稿，不能单独重新录入。请在更正页面写明原因撤销更正，再重新提出。")


def _begin_anew(sheet: ResultSheet, *, by: Actor, move: str, title: str, reason: str) -> None:
    sheet.entries.all().delete()
    sheet.withdrawn_at, sheet.different, sheet.checks = timezone.now(), [], {}
    workflow.advance(sheet, move=move, title=title, by=by, reason=reason)
    for key in (duty_key(sheet), sheet_verdicts.key_of(sheet)):
        inbox.withdraw_notice(key)


def ask_reopening(sheet: ResultSheet, *, by: Actor, reason: str, version: int | None = None) -> ResultSheet:
    """Agreed figures are wrong: one asks, another confirms. What is verified is corrected by a document alone."""
    reason = workflow.require_reason(reason, "申请重新录入")
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        sheet = locked(sheet, version)
        _require_unlocked(sheet)
        workflow.note(sheet, move=ASK_REOPENING, title="申请重新录入", by=by, reason=reason)
    return sheet


def reopen(sheet: ResultSheet, *, by: Actor, version: int | None = None) -> ResultSheet:
    workflow.require(by, sheet.election.village, *APPROVERS)
    with transaction.atomic():
        sheet = locked(sheet, version)
        _require_unlocked(sheet)
        asked = workflow.steps(sheet).filter(move=ASK_REOPENING).last()
        if asked is None:
            raise Refused("还没有人申请重新录入，请先由另一人写明原因申请。")
        workflow.require_other_person(sheet, by=by, after=(ASK_REOPENING,))
        results.take_away(sheet, by=by, reason="重新录入")
        _begin_anew(sheet, by=by, move=REOPEN, title="同意重新录入", reason=asked.reason)
    return sheet


def _require_unlocked(sheet: ResultSheet) -> None:
    _require_standing(sheet)
    if sheet.figures_locked:
        raise Refused(f"“{sheet}”已核对，不能改动(F.509)。确有错误的，按更正程序办理。")
    workflow.refuse_unless(sheet.agreed, sheet, "申请重新录入")


def moves(sheet: ResultSheet, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    election = sheet.election
    if not may(user, election, Action.CHANGE):
        return set()
    found = _of_open(sheet, user) if sheet.open else _of_agreed(sheet, user)
    return found | sheet_verdicts.moves(sheet, user)


def _of_open(sheet: ResultSheet, user: Actor) -> set[str]:
    found = set() if sheet.provisional else {RESTART}
    if sheet.state == SheetState.SECOND:
        second = sheet.entries.filter(turn=SECOND).first()
        free = second is None or not (sheet.blind or second.typist_id == user.pk)
        found |= {TAKE} if free and not bar(sheet, user) else set()
        found |= {ASK_DUTY} if free and not sheet.with_duty else set()
    county = officials_may(user, Action.COUNTY_REVIEW)
    found |= {BLIND} if county and not sheet.blind and sheet.state != SheetState.DIFFERENT else set()
    return found


def _of_agreed(sheet: ResultSheet, user: Actor) -> set[str]:
    if sheet.figures_locked or sheet.provisional:
        return set()
    asked = workflow.steps(sheet).filter(move=ASK_REOPENING).exists()
    confirms = asked and officials_may(user, *APPROVERS) and not workflow.bar(sheet, user, after=(ASK_REOPENING,))
    return {REOPEN} if confirms else set() if asked else {ASK_REOPENING}
