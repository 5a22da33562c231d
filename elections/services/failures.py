"""Rounds that did not elect everybody: their cause, typed or by the sheet, what follows and what stays valid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from elections.choices import AHEAD, Body, Cause, ElectionState, RoundState
from elections.models import Election, ResultSheet, Round, RoundFailure
from elections.rules import failures as rules
from elections.rules import rounds as round_rules
from elections.rules.failures import Sequel
from elections.rules.sheet import Unreadable
from elections.rules.words import Names, government_name
from elections.services import calendars, results
from elections.services.norms import Editions
from elections.services.results import Result
from elections.sheet_choices import AGREED
from villages.models import BY_VILLAGE, Cycle

RECORD, NAME_CAUSE = "record_failure", "name_cause"
FIELDS = ("sealed_by", "kept_at", "approved_by", "acting", "acting_basis", "leader", "note")
MOST = {one.name: one.max_length for one in RoundFailure._meta.fields if one.name in FIELDS}
CONTINUES = "上届主任继续主持至新一届产生"
JOINED = ("election__village__township__parent", "election__term__elected_in", "rule_set")
OVER = (RoundState.ANNOUNCED, RoundState.VOID, RoundState.BROKEN_OFF)


@dataclass(frozen=True)
class Failure:
    """One round that another must follow, with all that a page or the county's table says of it."""

    round: Round
    cause: str
    by_sheet: bool
    """Whether the cause was read off the sheet, because nobody typed one."""
    sequel: Sequel
    seats: Mapping[str, int]
    latest: date | None
    basis: str
    next: Round | None
    row: RoundFailure | None

    @property
    def election(self) -> Election:
        return self.round.election

    @property
    def pending(self) -> bool:
        """Whether the round that must follow is still to be held."""
        return self.next is None or self.next.state in AHEAD

    @property
    def cause_words(self) -> str:
        return str(Cause(self.cause).label) if self.cause else str(self.round.get_announced_display())

    @property
    def lacking(self) -> str:
        return rules.lacking(self.seats)

    def _named(self, text: str) -> str:
        village = self.election.village
        return text.format(**Names(self.election.community).fields(), government=government_name(str(village.township)))

    @property
    def step(self) -> str:
        return self._named(self.sequel.step)

    @property
    def decides(self) -> str:
        return self._named(self.sequel.decides)

    @property
    def stays(self) -> str:
        return "、".join(rules.things(self.sequel.stays))

    @property
    def checked(self) -> str:
        return "、".join(rules.things(self.sequel.checked))

    @property
    def again(self) -> str:
        return "、".join(rules.things(self.sequel.again))

    @property
    def acting(self) -> str:
        if self.row is None or not self.row.acting:
            return CONTINUES
        return f"{self.row.acting}({self.row.acting_basis})" if self.row.acting_basis else self.row.acting


def failures(rounds: Iterable[Round]) -> list[Failure]:
    """Those of the rounds that another must follow, in the order given; constant queries for many."""
    every = [one for one in rounds if rules.failed(one.state, one.announced, one.kind)]
    elections = {one.election_id for one in every}
    after: dict[int, list[Round]] = {}
    for one in Round.objects.filter(election__in=elections).order_by("number"):
        after.setdefault(one.election_id, []).append(one)
    rows = {one.round_id: one for one in RoundFailure.objects.filter(round__in=every)}
    known, editions = _results(every), Editions({one.rules_edition for one in every})
    return [_failure(one, after[one.election_id], known.get(one.pk), rows.get(one.pk), editions) for one in every]


def allowed(row: Round) -> tuple[str, ...]:
    """The causes that it may have."""
    return rules.allowed(row.state, row.announced)


def failure_of(row: Round) -> Failure | None:
    return next(iter(failures([row])), None)


def _results(rounds: Sequence[Round]) -> dict[int, Result]:
    """Round key → what its agreed sheet says; rules that lack a value leave all of them unread."""
    sheets = list(ResultSheet.objects.filter(round__in=rounds, state__in=AGREED).select_related("round"))
    by_key = {one.pk: one for one in rounds}
    for sheet in sheets:
        sheet.round = by_key[sheet.round_id]
    try:
        found = results.results(sheets)
    except Unreadable:
        return {}
    return {sheet.round_id: found[sheet.pk] for sheet in sheets if sheet.pk in found}


def _failure(
    row: Round, each: Sequence[Round], result: Result | None, typed: RoundFailure | None, editions: Editions
) -> Failure:
    then = round_rules.follows(row.state, row.announced, row.kind)
    cause = row.cause
    if not cause and result is not None:
        found = rules.cause_by(result.outcome)
        cause = found if found in allowed(row) else ""
    latest, basis = _latest(row, str(then), editions)
    following = next((one for one in each if one.number > row.number), None)
    return Failure(
        row,
        cause,
        bool(cause and not row.cause),
        rules.sequel(cause, str(then)),
        _seats(result),
        latest,
        basis,
        following,
        typed,
    )


def _latest(row: Round, then: str, editions: Editions) -> tuple[date | None, str]:
    """Until when the law wants the round that follows, and by which rule."""
    election = row.election
    key = round_rules.window_key(then, body=election.body, procedure=election.procedure)
    if not key:
        return None, ""
    norms = editions.on(row.rules_edition, row.polling_day, community=election.community)
    return round_rules.latest_day(row.polling_day, norms.whole(key)), norms.basis(key)


def _seats(result: Result | None) -> dict[str, int]:
    """By post what the sheet leaves to be filled, the seats on which is voted again among equals included."""
    if result is None:
        return {}
    if not result.outcome.valid:
        return {one.lines.post: one.lines.seats for one in result.figures.posts}
    return {one.post.post: one.seating.open + sum(tie.seats for tie in one.seating.ties) for one in result.seated}


# --- what is recorded of it ------------------------------------------------------------------------------------------


def record(row: Round, values: Mapping[str, str], *, by: Actor, version: int | None = None) -> RoundFailure:
    """Who leads meanwhile, who sees to it, where the boxes are; a fact that may be put right at any time."""
    workflow.require(by, row.election.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(row, version)
        _require_failed(row)
        found = RoundFailure.objects.select_for_update(of=("self",)).filter(round=row).first()
        found = found or RoundFailure(round=row)
        for name in FIELDS:
            setattr(found, name, values.get(name, "").strip()[: MOST[name]])
        if row.state == RoundState.BROKEN_OFF and found.kept_at and not found.sealed_by:
            raise Refused("写了票箱存放处的，还须写明由谁封存(至少两人)。")
        workflow.advance(found, move=RECORD, title="登记未成功情况", by=by)
    return found


def name_cause(row: Round, cause: str, *, by: Actor, version: int | None = None) -> Round:
    """The cause of a round that was announced without one; of a void one it is typed with the announcement."""
    workflow.require(by, row.election.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(row, version)
        _require_failed(row)
        if cause not in allowed(row):
            known = Cause(cause).label if cause in Cause.values else "所选的原因"
            raise Refused(
                f"“{known}”不是“{row.get_announced_display() or row.get_state_display()}”的原因，请重新选择。"
            )
        row.cause = cause
        workflow.advance(row, move=NAME_CAUSE, title="登记原因", by=by, reason=str(Cause(cause).label))
    return row


def _require_failed(row: Round) -> None:
    if not rules.failed(row.state, row.announced, row.kind):
        raise Refused(f"“{row}”{row.get_announced_display() or row.get_state_display()}，不用登记未成功情况。")


# --- for pages -------------------------------------------------------------------------------------------------------


def rounds_of(
    user: Actor, cycle: Cycle | None, *, township: int = 0, cause: str = "", every: bool = False
) -> list[Failure]:
    """The county's table: of villagers' elections, what still waits for its next round, or ``every`` one there was."""
    rows = _over(user, cycle)
    rows = rows.filter(election__village__township=township) if township else rows
    found = failures(rows)
    return [one for one in found if (every or one.pending) and (not cause or one.cause == cause)]


def _over(user: Actor, cycle: Cycle | None) -> QuerySet[Round]:
    elections = calendars.going(user, cycle).filter(body=Body.COMMITTEE)
    rows = Round.objects.filter(election__in=elections, state__in=OVER)
    order = (f"election__{name}" for name in BY_VILLAGE)
    return rows.select_related(*JOINED).order_by(*order, "election", "number")


def last_of(elections: Sequence[Election]) -> list[Failure]:
    """Of elections that wait for their next round, the round that left them waiting."""
    waiting = {one.pk: one for one in elections if one.state == ElectionState.NEXT}
    last: dict[int, Round] = {}
    rows = Round.objects.filter(election__in=waiting, state__in=OVER).select_related("rule_set")
    for row in rows.order_by("number"):
        row.election = waiting[row.election_id]
        last[row.election_id] = row
    return failures(last.values())
