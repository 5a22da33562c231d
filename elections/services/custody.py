"""Ballots on their way: whether as many were delivered as were sealed, and which still wait to be delivered."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.utils import timezone

from electioncycle.wording import day_in_words
from elections.day_choices import Custody
from elections.models import BallotCustody, Election, ResultSheet
from elections.rules.checks import Finding
from elections.services import checking
from elections.services.checking import Basis, Found

DELIVERED_WITHIN = timedelta(1)
"""So long after they were sealed the township has the ballots."""


def differences(elections: Iterable[int]) -> Iterator[str]:
    """Where what was delivered is not what was sealed before it, in the order of the villages."""
    told: dict[int, BallotCustody] = {}
    rows = BallotCustody.objects.filter(election__in=list(elections), ballots__isnull=False)
    for row in (
        rows.filter(step__in=(Custody.SEALED, Custody.DELIVERED)).select_related("village").order_by("day", "id")
    ):
        if row.step == Custody.SEALED:
            told[row.election_id] = row
        elif (sealed := told.get(row.election_id)) and sealed.ballots != row.ballots:
            yield f"{row.village}：封存{sealed.ballots}张，送达{row.ballots}张，请核对。"


@checking.finder()
def undelivered(basis: Basis) -> Found:
    """Sealed, and no receipt after a day."""
    sealed, delivered = _sealed(basis.elections), _last(basis.elections, Custody.DELIVERED)
    for one in basis.elections:
        day = sealed.get(one.pk)
        waits = day is not None and delivered.get(one.pk, date.min) < day
        if day and waits and timezone.localdate() > day + DELIVERED_WITHIN:
            yield one, Finding("W.514", f"选票{day_in_words(day)}封存，没有登记送达乡镇。")


def _sealed(elections: Sequence[Election]) -> dict[int, date]:
    """When the ballots of each were sealed last, as somebody handed them on or as a sheet says."""
    found = _last(elections, Custody.SEALED)
    sheets = ResultSheet.objects.filter(round__election__in=elections).exclude(sealed_at=None)
    for election, at in sheets.values_list("round__election", "sealed_at"):
        day = timezone.localtime(at).date()
        found[election] = max(found.get(election, day), day)
    return found


def _last(elections: Sequence[Election], step: str) -> dict[int, date]:
    rows = BallotCustody.objects.filter(election__in=elections, step=step).order_by("day")
    return dict(rows.values_list("election", "day"))
