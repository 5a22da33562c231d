"""Ballots on their way: whether as many were delivered as were sealed, and which still wait to be delivered."""

from collections.abc import Iterable, Iterator

from elections.day_choices import Custody
from elections.models import BallotCustody


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
