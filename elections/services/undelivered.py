"""未送达: votes that were counted whose ballots are not recorded as delivered to the township; constant queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.wording import day_in_words
from elections.choices import AHEAD, Body, ElectionState, RoundState
from elections.day_choices import Custody
from elections.models import BallotCustody, ResultSheet, Round
from elections.services.norms import Editions
from villages.models import BY_VILLAGE, Cycle, Village

BEFORE_COUNT = (*AHEAD, RoundState.VOTING)
KEPT_IN_VILLAGE = "village"


@dataclass(frozen=True)
class Waiting:
    """A round whose ballots wait; ``sealed`` is when they were sealed, as far as anybody said."""

    round: Round
    sealed: str

    @property
    def village(self) -> Village:
        return self.round.election.village


def undelivered(user: Actor, cycle: Cycle | None, *, township: int = 0) -> list[Waiting]:
    """In official order. Where the rules keep ballots in the village nothing is to be delivered."""
    rows = _counted(user, cycle, township)
    sheets = {one.round_id: one for one in ResultSheet.objects.filter(round__in=rows)}
    ways = list(BallotCustody.objects.filter(election__in={one.election_id for one in rows}).order_by("day", "id"))
    editions, found = Editions(), []
    for row in rows:
        sheet, own = sheets.get(row.pk), [one for one in ways if _of(row, one)]
        if (sheet and sheet.delivered_at) or any(one.step == Custody.DELIVERED for one in own):
            continue
        if not _kept_in_village(editions, row):
            found.append(Waiting(row, _sealed(sheet, own)))
    return found


def _counted(user: Actor, cycle: Cycle | None, township: int) -> list[Round]:
    of_cycle = Q(election__start__cycle=cycle) | Q(election__start=None) if cycle else Q(election__start=None)
    rows = Round.objects.visible_to(user).filter(of_cycle, election__body=Body.COMMITTEE)
    rows = rows.exclude(state__in=BEFORE_COUNT).exclude(election__state=ElectionState.CALLED_OFF)
    if township:
        rows = rows.filter(election__village__township=township)
    joined = rows.select_related("election__village__township__parent", "election__term__elected_in", "rule_set")
    return list(joined.order_by(*(f"election__{name}" for name in BY_VILLAGE), "number"))


def _of(row: Round, way: BallotCustody) -> bool:
    """Whether this step on the way of ballots may be of the round: not of an earlier day."""
    return way.election_id == row.election_id and way.day >= row.polling_day


def _kept_in_village(editions: Editions, row: Round) -> bool:
    norms = editions.on(row.rules_edition, row.polling_day, community=row.election.community)
    return norms.choice("ballots_kept_by") == KEPT_IN_VILLAGE


def _sealed(sheet: ResultSheet | None, ways: Sequence[BallotCustody]) -> str:
    if sheet and sheet.sealed_at:
        return _moment(timezone.localtime(sheet.sealed_at))
    row = next((one for one in ways if one.step == Custody.SEALED), None)
    return day_in_words(row.day) if row else ""


def _moment(at: datetime) -> str:
    return f"{day_in_words(at.date())}{at:%H:%M}"


def sentence(found: Sequence[Waiting], now: datetime) -> str:
    """To be copied into the work group: which villages a township still has to bring in."""
    if not found:
        return f"截至{_moment(now)}，已计票村(社区)的选票都已登记送达。"
    by_township = groupby(found, key=lambda one: one.village.township)
    told = "；".join(f"{township}{_names(own)}" for township, own in by_township)
    lead = f"截至{_moment(now)}，选票未登记送达的{len({one.village.pk for one in found})}个村(社区)：{told}。"
    return f"{lead}请封存后当天送达，取回移送回执并登记。"


def _names(found: Iterable[Waiting]) -> str:
    return "、".join(dict.fromkeys(str(one.village) for one in found))
