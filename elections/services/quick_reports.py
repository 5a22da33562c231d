"""Quick reports: which round a telephone report is about, those of a day, and how they differ from the sheets."""

from collections.abc import Iterable
from datetime import time

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.refusals import Refused
from elections.choices import AHEAD, RoundState
from elections.models import Election, QuickReport, ResultSheet, Round
from elections.models.quick_reports import NO_ROUND, REPLACED
from elections.models.rounds import at_hand
from elections.rules.quick import moment_of_day
from elections.services import facts

NOT_YET = frozenset({*AHEAD, RoundState.VOTING})
"""States in which nobody has recorded yet that the vote is over; the telephone report says it."""
AHEAD_OF_DAY = (
    "{}计划{:%Y年%m月%d日}投票，还没有登记大会开始，不能登记结果快报。确已投票的，请先在选举页面照实登记大会开始。"
)


def fault(election: Election, there: Round | None, begun: bool) -> str:
    """Why nothing can be told of this election now; empty where it can. ``begun``: its sheet is."""
    if there is not None and begun:
        return REPLACED.format(there)
    if there is None and not election.live:
        return NO_ROUND.format(election)
    day = there.polling_day if there else election.polling_day
    if day and day > timezone.localdate() and (there is None or there.state in AHEAD):
        return AHEAD_OF_DAY.format(election, day)
    return ""


def round_for(election: Election, ended_at: time, *, by: Actor) -> Round:
    """The round that a report is about; where nobody recorded that its vote is over, the report says it."""
    with transaction.atomic():
        Election.objects.select_for_update(of=("self",)).get(pk=election.pk)  # two may be told of one village at once
        there = at_hand([election.pk]).get(election.pk)
        begun = there is not None and ResultSheet.all_rows.filter(round=there).exists()
        if said := fault(election, there, begun):
            raise Refused(said)
        if there is not None and there.state not in NOT_YET:
            return there
        day = there.polling_day if there else election.polling_day or timezone.localdate()
        return facts.record_closing(election, at=moment_of_day(day, ended_at), by=by)


def of_rounds(rounds: Iterable[Round]) -> dict[int, QuickReport]:
    """Round key → what was told of it."""
    rows = QuickReport.objects.filter(round__in=list(rounds))
    return {one.round_id: one for one in rows.select_related("round__election__village")}
