"""What happens on the day is recorded as it happened.

Facts are never refused because something was not planned, not confirmed, suspended or lapsed; only what cannot have
been so goes back to whoever types it. What differs from the plan is shown (``rounds.deviations``).
"""

from collections.abc import Callable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action
from elections.choices import (
    AHEAD,
    BREAKS,
    LIVE,
    RUNNING,
    SMALLER,
    Announced,
    Cause,
    ElectionState,
    RoundKind,
    RoundState,
)
from elections.models import Election, ResultSheet, Round, edition_for
from elections.models.result_sheets import FIGURES_LOCKED
from elections.models.rounds import MOMENTS
from elections.rules import rounds as rules
from elections.services.moments import latest
from elections.services.rounds import (
    ANNOUNCE,
    APPROVERS,
    BREAK_OFF,
    CLOSE,
    CORRECT,
    OPEN,
    last_over,
    next_kind,
    next_number,
    require_only_one,
    running,
)

COMPLETE = "complete"
MOST_WORDS = 500


def record_opening(election: Election, *, at: datetime, by: Actor, version: int | None = None) -> Round:
    """The meeting began; whether it was planned, confirmed or suspended is asked by nobody now."""

    def set_facts(row: Round) -> None:
        row.open()
        row.opened_at = at

    if row := _complete(election, "opened_at", at, title="补登大会开始", by=by, version=version):
        return row
    return _record(election, set_facts, at, AHEAD, move=OPEN, title="登记大会开始", by=by, version=version)


def record_closing(election: Election, *, at: datetime, by: Actor, version: int | None = None) -> Round:
    def set_facts(row: Round) -> None:
        row.close()
        row.closed_at = at

    if row := _complete(election, "closed_at", at, title="补登投票截止", by=by, version=version):
        return row
    allowed = AHEAD | {RoundState.VOTING}
    return _record(election, set_facts, at, allowed, move=CLOSE, title="登记投票截止", by=by, version=version)


def record_announcement(
    election: Election,
    *,
    at: datetime,
    announcer: str,
    announced: str,
    cause: str = "",
    circumstances: str = "",
    opened_at: datetime | None = None,
    closed_at: datetime | None = None,
    by: Actor,
    version: int | None = None,
) -> Round:
    """What was announced in the hall, by whom and when; the times of the day that are told along with it stand."""
    if announced not in Announced.values:
        raise Refused("请选择现场公布的结果。")

    def set_facts(row: Round) -> None:
        row.make_void() if announced == Announced.VOID else row.announce()
        row.announced, row.cause, row.announced_at = announced, cause, at
        row.announcer, row.circumstances = announcer.strip()[:40], circumstances.strip()[:MOST_WORDS]
        row.opened_at, row.closed_at = opened_at or row.opened_at, closed_at or row.closed_at

    return _record(election, set_facts, at, RUNNING, move=ANNOUNCE, title="登记现场公布", by=by, version=version)


def record_result_of_day(election: Election, *, on: date, announced: str, by: Actor) -> Round:
    """What came of a vote of which only the day is told, as of representatives and group leaders."""

    def set_facts(row: Round) -> None:
        row.announce()
        row.announced, row.day = announced, on

    at = timezone.make_aware(datetime.combine(on, time.min))
    return _record(election, set_facts, at, RUNNING, move=ANNOUNCE, title="登记推选结果", by=by, version=None)


def record_breaking_off(
    election: Election,
    *,
    at: datetime,
    circumstances: str,
    cause: str = Cause.BROKEN_OFF,
    by: Actor,
    version: int | None = None,
) -> Round:
    """The vote stopped before it was counted; a new one follows."""
    said = workflow.require_reason(circumstances, "现场中止")
    if cause not in BREAKS:
        raise Refused("请选择现场中止的原因。")

    def set_facts(row: Round) -> None:
        row.break_off()
        row.closed_at, row.cause, row.circumstances = at, cause, said

    return _record(election, set_facts, at, RUNNING, move=BREAK_OFF, title="登记现场中止", by=by, version=version)


def _record(
    election: Election,
    set_facts: Callable[[Round], None],
    at: datetime,
    allowed: frozenset[RoundState],
    *,
    move: str,
    title: str,
    by: Actor,
    version: int | None,
) -> Round:
    """Set facts on the round at hand, which begins with them where nobody planned it, and lead the election on."""
    workflow.require(by, election.village, Action.CHANGE)
    with transaction.atomic():
        election = workflow.locked(election, version)
        _require_live(election)
        row = running(election) or _begun(election, at)
        workflow.refuse_unless(row.state in allowed, row, title)
        row.election = election
        set_facts(row)
        _require_possible(row)
        row.rule_set = edition_for(election, row.polling_day)
        _lead(election, row, by=by, title=title)
        workflow.advance(row, move=move, title=title, by=by)
        _tell(row)
    return row


def _complete(
    election: Election, name: str, at: datetime, *, title: str, by: Actor, version: int | None
) -> Round | None:
    """The last round that is over lacks this time, and the hour can be of no later one: typed afterwards, in any
    order, it stands with it. None where it belongs to the round at hand."""
    workflow.require(by, election.village, Action.CHANGE)
    with transaction.atomic():
        election = workflow.locked(election, version)
        row = last_over(election)
        if row is None or getattr(row, name) is not None or not (over := _end(row)) or at > over:
            return None
        _require_unverified(row)
        row.election = election
        setattr(row, name, at)
        _require_possible(row)
        row.rule_set = edition_for(election, row.polling_day)
        workflow.advance(row, move=COMPLETE, title=title, by=by)
    return row


def _end(row: Round) -> datetime | None:
    return row.announced_at or row.closed_at


def _require_live(election: Election) -> None:
    if election.state == ElectionState.CALLED_OFF:
        raise Refused(f"“{election}”已终止。确已投票的，请县换届办先恢复这项选举，再照实登记。")
    if election.state not in LIVE:
        raise Refused(f"“{election}”{election.get_state_display()}。登记有误的，请组织委员先“退回更正”，再照实登记。")


def _begun(election: Election, at: datetime) -> Round:
    kind, today = next_kind(election), timezone.localtime(at).date()
    planned = election.polling_day if kind == RoundKind.FIRST else None
    return Round(election=election, number=next_number(election), kind=kind, day=planned or today)


def _require_possible(row: Round) -> None:
    facts = rules.Facts(row.opened_at, row.closed_at, row.announced_at, row.announced, row.cause)
    if said := rules.faults(facts, procedure=row.election.procedure, now=latest()):
        raise Refused(" ".join(said))
    _require_after_the_last(row)


def _require_after_the_last(row: Round) -> None:
    """A round begins when the one before it is over; of smaller bodies only the day is told."""
    if row.election.body in SMALLER:
        return
    before = Round.objects.filter(election=row.election, number__lt=row.number).order_by("-number").first()
    first = next((at for name in MOMENTS if (at := getattr(row, name))), None)
    over = _end(before) if before else None
    if before and first and over and _minute(first) < _minute(over):
        raise Refused(
            f"所填时间{_said(first)}早于第{before.number}轮{before.get_kind_display()}结束的{_said(over)}，"
            "请核对日期和时间，或者先更正上一轮登记的时间。"
        )


def _minute(at: datetime) -> datetime:
    """Hours are typed to the minute: within the same one nothing says which came first."""
    return at.replace(second=0, microsecond=0)


def _said(at: datetime) -> str:
    return f"{timezone.localtime(at):%m月%d日%H:%M}"


def _lead(election: Election, row: Round, *, by: Actor, title: str) -> None:
    """Save the election in the state that its round brings it to."""
    if election.state != ElectionState.ROUND:
        election.begin_round()
    if row.over:
        election.await_next() if rules.follows(row.state, row.announced, row.kind) else election.end()
    history.record(election, by=by, reason=title)


def _tell(row: Round) -> None:
    """Township and county learn at once of a round that is void or was broken off."""
    if row.state not in (RoundState.VOID, RoundState.BROKEN_OFF):
        return
    election = row.election
    cause = f"({row.get_cause_display()})" if row.cause else ""
    inbox.notify(
        f"{election.village.township}{row}{row.get_state_display()}{cause}，请及时研究下一步。",
        url=ledgers.of(Election).page_of(election),
        roles=OFFICIALS,
        place=election.village.township,
        cycle=election.cycle,
        tone=inbox.Notice.Tone.WARN,
        key=f"round:{row.pk}",
    )


def _require_unverified(row: Round) -> None:
    if ResultSheet.objects.filter(FIGURES_LOCKED, round=row).exists():
        raise Refused(f"“{row}”的结果报告单已核对，登记的时间和结果不能退回、改动(F.509)。确有错误的，按更正程序办理。")


def correct(election: Election, *, by: Actor, reason: str, version: int | None = None) -> Round:
    """Open the last round again because its announcement was typed wrongly; by another person than who typed it."""
    reason = workflow.require_reason(reason, "退回更正")
    workflow.require(by, election.village, *APPROVERS)
    with transaction.atomic():
        election = workflow.locked(election, version)
        workflow.refuse_unless(election.state in (ElectionState.NEXT, ElectionState.ENDED), election, "退回更正")
        if there := running(election):
            raise Refused(f"已安排{there.day:%Y年%m月%d日}{there.get_kind_display()}，请先撤销该安排，再退回更正。")
        row = last_over(election)
        if row is None:
            raise Refused(f"“{election}”还没有登记过投票结果。")
        _require_unverified(row)
        workflow.require_other_person(row, by=by, after=(ANNOUNCE, BREAK_OFF))
        recorded = BREAK_OFF if row.state == RoundState.BROKEN_OFF else ANNOUNCE
        row.correct()
        row.announced = row.cause = row.announcer = ""
        row.announced_at = row.rule_set = None
        row.election = election
        election.correct()
        require_only_one(election)
        history.record(election, by=by, reason="退回更正登记")
        page = ledgers.of(Election).page_of(election)
        inbox.tell_handed_back(row, after=recorded, by=by, reason=reason, url=page, how="已退回更正，须照实重新登记")
        inbox.withdraw_notice(f"round:{row.pk}")
        workflow.advance(row, move=CORRECT, title="退回更正登记", by=by, reason=reason)
    return row
