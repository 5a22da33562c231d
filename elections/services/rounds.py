"""Which rounds an election has, which comes next, how they differ from the plan, and who may do what with them now."""

from datetime import date

from django.db.models import Max

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from elections.choices import AHEAD, LIVE, RUNNING, ElectionState, RoundKind, RoundState
from elections.models import Election, Round
from elections.rules import rounds as rules
from villages.services.rule_sets import values_of

PROPOSE, CONFIRM, DROP, OPEN, CLOSE, ANNOUNCE, BREAK_OFF, CORRECT = (
    "propose",
    "confirm",
    "drop",
    "open",
    "close",
    "announce",
    "break_off",
    "correct",
)
APPROVERS = (Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)


def rounds_of(election: Election) -> list[Round]:
    return list(Round.objects.filter(election=election).select_related("rule_set").order_by("number"))


def running(election: Election) -> Round | None:
    """The round that is planned or under way; there is at most one."""
    return Round.objects.filter(election=election, state__in=RUNNING).first()


def last_over(election: Election) -> Round | None:
    return Round.objects.filter(election=election).exclude(state__in=RUNNING).order_by("-number").first()


def next_kind(election: Election) -> RoundKind:
    """What the next round is, by what was announced of the last one."""
    last = last_over(election)
    return (rules.follows(last.state, last.announced, last.kind) if last else None) or RoundKind.FIRST


def window(election: Election, last: Round | None, kind: str) -> tuple[date | None, date | None]:
    """From when until when the law allows a round of this kind after the last one."""
    held = last and last.polling_day
    if not held:
        return None, None
    edition = last.rule_set or election.decided_under  # type: ignore[union-attr]
    key = rules.window_key(kind, body=election.body, procedure=election.procedure)
    days = values_of(edition).whole(key) if edition and key else None
    return held, rules.latest_day(held, days)


def next_number(election: Election) -> int:
    last = Round.objects.filter(election=election).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def require_only_one(election: Election) -> None:
    """Raises Refused when the village has registered the same election anew since this one was over."""
    same = {"village": election.village_id, "body": election.body, "procedure": election.procedure}
    if other := Election.objects.filter(**same, state__in=LIVE).exclude(pk=election.pk).first():
        raise Refused(f"该村后来已登记另一项“{other}”({other.get_state_display()})，这一项不能再继续办理。")


def deviations(election: Election, rounds: list[Round]) -> dict[int, list[str]]:
    """Round key → how it differs from what was planned; for the page of the election."""
    found: dict[int, list[str]] = {}
    before: Round | None = None
    for row in rounds:
        confirmed = row.kind == RoundKind.FIRST or _same_day(before, row) or _was_confirmed(row)
        _, latest = window(election, before, row.kind)
        found[row.pk] = rules.deviations(planned=row.day, held=row.held_on, confirmed=confirmed, latest=latest)
        before = row
    return {key: said for key, said in found.items() if said}


def _same_day(before: Round | None, row: Round) -> bool:
    """Held in the same meeting: the hall went on, and nobody could be asked about another day."""
    return before is not None and before.held_on is not None and before.held_on == row.held_on


def _was_confirmed(row: Round) -> bool:
    return workflow.steps(row).filter(move=CONFIRM, void_at=None).exists()


def may(user: Actor, election: Election, *actions: str) -> bool:
    """Whether one of these rights is theirs, as an official, where the election lies."""
    return user.covers(election.village.path) and officials_may(user, *actions)


def moves(election: Election, user: Actor, there: Round | None) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    records, approves = may(user, election, Action.CHANGE), may(user, election, *APPROVERS)
    found = _facts_of(there) if records and election.state in LIVE else set()
    if there is None:
        resting = election.suspended_at is not None
        found |= {PROPOSE} if records and election.state == ElectionState.NEXT and not resting else set()
        found |= {CORRECT} if approves and election.state in (ElectionState.NEXT, ElectionState.ENDED) else set()
    elif there.state in AHEAD:
        proposed = there.state == RoundState.PROPOSED
        found |= {CONFIRM} if approves and proposed else set()
        found |= {DROP} if approves or (records and proposed) else set()
    return found


def _facts_of(there: Round | None) -> set[str]:
    """What may have happened next in a round; without one, in the round that begins with it."""
    found = {ANNOUNCE, BREAK_OFF}
    if there is None or there.state in AHEAD:
        found |= {OPEN, CLOSE}
    elif there.state == RoundState.VOTING:
        found.add(CLOSE)
    return found
