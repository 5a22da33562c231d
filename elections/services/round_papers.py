"""What papers of a later round say besides the village's words: the round that failed, what follows, who stands."""

from typing import Any

from django.utils import timezone

from electioncycle.wording import day_in_words
from elections.choices import Cause
from elections.models import Election, RoundFailure
from elections.rules.forms.rounds import BREAKING_OFF, NEXT_ROUND
from elections.services import failures, runoffs
from elections.services.deciding import scheme_of
from elections.services.failures import Failure
from elections.services.rounds import last_over, running
from elections.services.runoffs import LeftOver


def known(election: Election, code: str) -> dict[str, Any]:
    """Values by the keys of the form; nothing where no round failed."""
    last = last_over(election) if code in (BREAKING_OFF.code, NEXT_ROUND.code) else None
    if last is None:
        return {}
    last.election = election
    failed = failures.failure_of(last)
    if failed is None:
        return {}
    return _broken_off(failed) if code == BREAKING_OFF.code else _next(failed)


def _broken_off(failed: Failure) -> dict[str, Any]:
    held, row = failed.round, failed.row or RoundFailure()
    stopped = timezone.localtime(held.closed_at) if held.closed_at else None
    following = running(failed.election)
    return {
        "polling_day": day_in_words(held.polling_day),
        "round": _named(failed),
        "broken_off_at": f"{stopped:%m月%d日%H时%M分}" if stopped else None,
        "cause": failed.cause_words,
        "circumstances": held.circumstances,
        "sealed_by": row.sealed_by,
        "kept_at": row.kept_at,
        "approved_by": row.approved_by,
        "next_day": day_in_words(following.day) if following else None,
    }


def _next(failed: Failure) -> dict[str, Any]:
    following, election = running(failed.election), failed.election
    return {
        "held_on": day_in_words(failed.round.polling_day),
        "round": _named(failed),
        "cause": failed.cause_words,
        "step": failed.step,
        "lacking": failed.lacking,
        "decides": failed.decides,
        "next_day": day_in_words(following.day) if following else None,
        "latest": day_in_words(failed.latest) if failed.latest else None,
        "stays": failed.stays,
        "checked": failed.checked,
        "again": failed.again,
        "acting": failed.acting,
        "leader": failed.row.leader if failed.row else "",
        "listed": _listed(standing_next(election)),
    }


def standing_next(election: Election) -> LeftOver | None:
    """Who stands for the seats left over, by the votes of the rounds so far."""
    scheme = scheme_of(election, None)
    return runoffs.left_over(election, scheme.values if scheme else {})


def _listed(left: LeftOver | None) -> list[list[str]]:
    if left is None:
        return []
    return [[title, f"{seats}", one.name, f"{one.votes}"] for (title, seats), own in left.titled for one in own]


def _named(failed: Failure) -> str:
    return f"第{failed.round.number}轮{failed.round.get_kind_display()}"


def causes_of(failed: Failure) -> list[tuple[str, str]]:
    """The causes that such a round may have, for its form."""
    return [(one, str(Cause(one).label)) for one in failures.allowed(failed.round) if one != Cause.FOUND_VOID]
