"""Verbs that decide on a check: the party committee's meeting, the county's confirmation, filing, re-checks."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.records.workflow import Paper
from electioncycle.refusals import Refused
from electioncycle.roles import Action, Role, officials_may
from readiness.choices import CheckState, Verdict
from readiness.evaluations import Evaluation
from readiness.models import ReadinessCheck, ReadinessPass, StartRecord
from readiness.rules import gate
from readiness.services.checks import Incomplete, advance, locked, next_recheck


def _committee(check: ReadinessCheck) -> str:
    return str(check.village.township.party_committee)


def decide_pass(check: ReadinessCheck, *, by: Actor, paper: Paper, version: int | None = None) -> ReadinessCheck:
    """The party committee's meeting passes the village; where the cycle asks for it the county still confirms."""
    _require_paper(by, check, paper)
    with transaction.atomic():
        check, found = locked(check, version)
        _require_decidable(check, found, paper, by=by)
        if blockers := gate.pass_blockers(found.facts, timezone.localdate()):
            raise Incomplete("通过", blockers)
        if check.cycle.county_confirms_gate:
            check.await_county()
        else:
            check.make_pass()
        title = f"{_committee(check)}研究通过"
        step = advance(check, found, move="decide", title=title, by=by, approves=True, paper=paper)
        if check.state == CheckState.PASSED:
            _write_pass(check, step, decided=step, by=by)
    return check


def decide_fail(
    check: ReadinessCheck, *, by: Actor, paper: Paper, reason: str, version: int | None = None
) -> ReadinessCheck:
    """The meeting does not pass the village; it puts right what is lacking and begins again."""
    reason = workflow.require_reason(reason, "研究不通过")
    _require_paper(by, check, paper)
    with transaction.atomic():
        check, found = locked(check, version)
        _require_decidable(check, found, paper, by=by)
        check.make_fail()
        advance(check, found, move="fail", title=f"{_committee(check)}研究未通过", by=by, reason=reason, paper=paper)
    return check


def confirm_county(check: ReadinessCheck, *, by: Actor, reason: str = "", version: int | None = None) -> ReadinessCheck:
    """The county confirms what the township's meeting passed, where the cycle asks for it."""
    workflow.require(by, check.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        check, found = locked(check, version)
        workflow.refuse_unless(check.state == CheckState.DECIDED, check, "县级确认")
        workflow.require_other_person(check, by=by, after=("apply", "decide"))
        decided = workflow.steps(check).filter(move="decide", void_at=None).last()
        if decided is None or decided.content_hash != workflow.content_hash(found.content):
            raise Refused("乡镇研究之后核查内容有改动，原决定不再适用，请退回乡镇重新核查。")
        if blockers := gate.pass_blockers(found.facts, timezone.localdate()):
            raise Incomplete("确认", blockers)
        check.make_pass()
        step = advance(check, found, move="confirm", title="县级确认", by=by, reason=reason, approves=True)
        _write_pass(check, step, decided=decided, by=by)
    return check


def _write_pass(check: ReadinessCheck, step: Any, *, decided: Any, by: Actor) -> None:
    row = ReadinessPass(
        cycle=check.cycle,
        village=check.village,
        readiness=check,
        step=step,
        decided_on=decided.signed_on,
        document_number=decided.document_number,
    )
    history.record(row, by=by, reason="准入评估通过")


def _require_decidable(check: ReadinessCheck, found: Evaluation, paper: Paper, *, by: Actor) -> None:
    workflow.refuse_unless(check.state == CheckState.CHECKED, check, "研究决定")
    workflow.require_other_person(check, by=by, after=("apply",))
    workflow.require_other_signer(check, paper, after=("apply",))
    last = workflow.steps(check).filter(move="check").last()
    if last is None or last.content_hash != workflow.content_hash(found.content):
        raise Refused("工作小组核查之后内容有改动，不能按原核查结果研究。请退回重新核查。")


def _require_paper(by: Actor, check: ReadinessCheck, paper: Paper) -> None:
    """A meeting decides on paper: number, day and signer; somebody without the township's review needs the scan."""
    workflow.require(by, check.village, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW, Action.SUBMIT)
    if not paper.signer.strip() or not paper.document_number.strip():
        raise Refused("研究决定须填写签批人姓名职务和会议(文件)编号。")
    if paper.signed_on is None or paper.signed_on > timezone.localdate():
        raise Refused("研究决定须填写会议日期，且不能晚于今天。")
    if check.checked_on and paper.signed_on < check.checked_on:
        raise Refused(f"会议日期({paper.signed_on})早于现场核查日期({check.checked_on})，请核对。", field="signed_on")
    if not officials_may(by, Action.TOWNSHIP_REVIEW) and paper.scan is None:
        raise Refused("代为登记研究决定的，须附会议纪要或签批页扫描件；没有扫描件的，请由乡镇组织委员登记。")


def file_with_county(passed: ReadinessPass, *, by: Actor, on: date) -> ReadinessPass:
    """The county files the pass (备案)."""
    workflow.require(by, passed.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        passed = _standing(passed)
        if passed.filed_on:
            raise Refused(f"{passed.village}的准入评估已于{passed.filed_on:%Y年%m月%d日}备案。")
        passed.filed_on = _past(on, passed.decided_on, "备案日期")
        history.record(passed, by=by, reason="县级备案")
        workflow.note(passed.readiness, move="file", title="县级备案", by=by)
    return passed


def record_spot_check(passed: ReadinessPass, *, by: Actor, on: date, good: bool, words: str) -> ReadinessPass:
    """The county's spot check: in order, or else the pass lapses with what was found."""
    words = workflow.require_reason(words, "抽查情况")
    workflow.require(by, passed.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        passed = _standing(passed)
        workflow.require_other_person(passed.readiness, by=by, after=("apply", "decide"))
        passed.spot_checked_on = _past(on, passed.decided_on, "抽查日期")
        history.record(passed, by=by, reason=f"县级抽查：{words}"[:100])
        title = "县级抽查，符合条件" if good else "县级抽查，不符合条件"
        workflow.note(passed.readiness, move="spot_check", title=title, by=by, reason=words)
        if not good:
            lapse(passed, [f"县级抽查不符合条件：{words}"], by=by)
    return passed


def record_recheck(
    check: ReadinessCheck, condition: Any, *, by: Actor, met: bool, words: str, recheck_on: date | None = None
) -> ReadinessCheck:
    """The working group looks again at one condition of a village that passed: met, a new date, or the pass lapses.

    A condition of one track alone is settled here too, such as 离任审计 published after the pass.
    """
    words = workflow.require_reason(words, "复查情况")
    workflow.require(by, check.village, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)
    with transaction.atomic():
        check, found = locked(check)
        workflow.refuse_unless(check.state == CheckState.PASSED, check, "复查")
        item, today = found.item(condition), timezone.localdate()
        if met and recheck_on and recheck_on <= today:
            raise Refused("下次复查日期须晚于今天；不需再复查的请留空。")
        facts = next(one for one, row in zip(found.facts, found.conditions, strict=True) if row == condition)
        if met and facts.now.met is False and recheck_on is None:
            raise Refused(f"台账显示：{facts.now.text}。与台账不一致而认定达标的，须再定复查日期。")
        item.recheck_on = recheck_on if met else None
        if not facts.for_both:
            item.checked, item.check_words = (Verdict.MET if met else Verdict.NOT_MET), words
        if met and facts.now.met is False and not facts.for_both:
            item.finding_met, item.check_reason = False, words[:200]
        history.record(item, by=by, reason=f"复查：{words}"[:100])
        found.items[condition.pk] = item
        check.recheck_on = next_recheck(found)
        title = f"复查“{condition}”，{'达标' if met else '未达标'}"[:40]
        workflow.advance(check, move="recheck", title=title, by=by, reason=words)
        if not met and facts.for_both and found.standing is not None:
            lapse(found.standing, [f"“{condition}”复查未达标：{words}"], by=by)
    return check


def lapse(passed: ReadinessPass, reasons: list[str], *, by: Actor) -> ReadinessPass:
    """Record that a pass no longer holds. The caller holds the transaction; a start made on it stays."""
    passed = workflow.locked(passed)
    if passed.lapsed_at is not None:
        return passed
    passed.lapsed_at, passed.lapse_reason = timezone.now(), " ".join(reasons)[:400]
    history.record(passed, by=by, reason="准入通过失效")
    check = workflow.locked(passed.readiness)
    passing = check.state == CheckState.PASSED
    if passing:
        check.make_lapse()
    step = workflow.advance if passing else workflow.note
    step(check, move="lapse", title="准入通过失效", by=by, reason=passed.lapse_reason)
    started = StartRecord.objects.filter(passed=passed).exists()
    what = "准入通过已失效，程序已启动，请跟踪处置" if started else "准入通过已失效，启动换届前须重新评估"
    inbox.notify(
        f"{passed.village}{what}",
        url=reverse("gate_check", args=[check.pk]),
        roles=(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK, Role.COUNTY_CLERK, Role.COUNTY_ADMIN),
        place=passed.village,
        cycle=passed.cycle,
        tone=inbox.Notice.Tone.BAD,
        key=f"lapse:{passed.pk}",
    )
    return passed


def _standing(passed: ReadinessPass) -> ReadinessPass:
    passed = workflow.locked(passed)
    if passed.lapsed_at is not None:
        raise Refused(f"{passed.village}的准入通过已失效：{passed.lapse_reason}")
    return passed


def _past(on: date, earliest: date, what: str) -> date:
    if on > timezone.localdate() or on < earliest:
        raise Refused(f"{what}须在乡镇研究日期({earliest})与今天之间，请核对。")
    return on
