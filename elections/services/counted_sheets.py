"""The verified sheets of many elections that count, who was elected by them, and their figures; constant queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from elections.choices import RoundState
from elections.models import BallotAccount, ElectedPerson, PostCount, ResultSheet, SheetHead
from elections.rules.elected_team import Turnout, as_sitting
from elections.services.grouping import grouped
from elections.services.runoffs import since_whole_vote
from elections.sheet_choices import SheetState
from villages.services.teams import UNREAD

COUNTED = ("issued", "proxy", "roving", "valid", "void")


def verified(elections: Iterable[int]) -> dict[int, Sequence[ResultSheet]]:
    """Election key → its verified sheets from the last whole vote on, in the order of rounds; of void rounds none."""
    rows = ResultSheet.objects.filter(round__election__in=list(elections), state=SheetState.VERIFIED).exclude(
        round__state__in=(RoundState.VOID, RoundState.BROKEN_OFF)
    )
    ordered = rows.select_related("round").order_by("round__election", "round__number")
    return {key: since_whole_vote(list(own)) for key, own in groupby(ordered, key=lambda one: one.round.election_id)}


def winners(sheets: Iterable[ResultSheet]) -> dict[int, list[ElectedPerson]]:
    """Sheet key → who was elected by it, written from ``Result.seated`` and replaced by corrections."""
    rows = ElectedPerson.objects.filter(sheet__in=[one.pk for one in sheets]).order_by("pk")
    return grouped(rows.select_related("person").defer(*UNREAD), "sheet_id")


def fullest(sheets: Iterable[int]) -> dict[int, BallotAccount]:
    """Sheet key → its account: of several ballot papers the one of which most came back."""
    rows = BallotAccount.objects.filter(sheet__in=list(sheets)).order_by("recovered")
    return {one.sheet_id: one for one in rows}


def turnouts(sheets: Iterable[ResultSheet]) -> dict[int, Turnout]:
    """Sheet key → who voted, as its fullest account says."""
    keys = [one.pk for one in sheets]
    accounts = fullest(keys)
    heads = SheetHead.objects.filter(sheet__in=keys).values_list("sheet_id", "registered", "expected")
    return {
        key: _turnout(registered if registered is not None else expected, accounts[key])
        for key, registered, expected in heads
    }


def _turnout(registered: int | None, account: BallotAccount) -> Turnout:
    return Turnout(registered, account.recovered, **{name: getattr(account, name) or 0 for name in COUNTED})


def seats(sheets: Iterable[ResultSheet]) -> dict[int, Counter[str]]:
    """Sheet key → how many were to be elected by it to each post, named as in a sitting team."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    counts = PostCount.objects.filter(sheet__in=[one.pk for one in sheets])
    for sheet, post, number in counts.values_list("sheet_id", "post", "seats"):
        found[sheet][as_sitting(post)] += number
    return found
