"""The seats that the rounds so far left over, and who stands for them by the votes of the last one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from elections.choices import PostCode, RoundKind, RoundState
from elections.models import Election, ResultSheet, Round
from elections.rules import runoff
from elections.rules.runoff import Standing
from elections.services import results
from elections.services.results import Result
from elections.sheet_choices import AGREED, LineStanding

STANDS = (LineStanding.CANDIDATE, LineStanding.WRITTEN_IN)
JOINED = ("round__election__village__township__parent", "round__election__term__elected_in", "round__rule_set")


@dataclass(frozen=True)
class LeftOver:
    """By post: seats still to be filled, and who stands for them."""

    seats: dict[str, int] = field(default_factory=dict)
    people: dict[str, tuple[Standing, ...]] = field(default_factory=dict)

    @property
    def titled(self) -> list[tuple[tuple[str, int], tuple[Standing, ...]]]:
        """As a page and a paper list them."""
        return [((str(PostCode(post).label), n), self.people.get(post, ())) for post, n in self.seats.items()]

    @property
    def candidacies(self) -> set[int]:
        return {one.candidacy for own in self.people.values() for one in own}


def counted_results(election: Election, before: int | None = None) -> list[tuple[ResultSheet, Result]]:
    """The agreed sheets of the last whole vote and of what followed it, in their order; void rounds count for nothing.

    ``before``: of rounds with a lower number alone.
    """
    rows = ResultSheet.objects.filter(round__election=election.pk, state__in=AGREED).exclude(
        round__state__in=(RoundState.VOID, RoundState.BROKEN_OFF)
    )
    if before is not None:
        rows = rows.filter(round__number__lt=before)
    sheets = since_whole_vote(list(rows.select_related(*JOINED).order_by("round__number")))
    known = results.results(sheets)
    return [(one, known[one.pk]) for one in sheets if one.pk in known]


def since_whole_vote(sheets: Sequence[ResultSheet]) -> Sequence[ResultSheet]:
    """Of an election's sheets in the order of their rounds those that count: a whole vote held again begins anew."""
    whole = [n for n, one in enumerate(sheets) if one.round.kind in (RoundKind.FIRST, RoundKind.REPEAT)]
    return sheets[whole[-1] :] if whole else sheets


def left_over(election: Election, decided: Mapping[str, Any], before: int | None = None) -> LeftOver | None:
    """None before any round was counted; ``decided`` is what the village's rules say."""
    held = counted_results(election, before)
    if not held:
        return None
    elected = {name for _, result in held for one in result.seated for name in one.seating.names}
    seats, _ = _seats(held)
    people: dict[str, tuple[Standing, ...]] = {}
    for sheet, result in held:
        if sheet.round.kind == RoundKind.TIE:
            continue
        for post in result.figures.posts:
            own = [
                Standing(line.candidacy, line.name, line.total.votes)
                for line in post.names
                if line.candidacy is not None and line.standing in STANDS and line.name not in elected
            ]
            code = post.lines.post
            people[code] = runoff.named(own, seats.get(code, 0), runoff.surplus_of(code, decided))
    open_seats = {post: number for post, number in seats.items() if number}
    return LeftOver(open_seats, {post: people.get(post, ()) for post in open_seats})


def tie_is_left(row: Round) -> bool:
    """Whether a vote among equals still follows: 另行选举 fills the seats beside theirs. Seats left over beside a tie
    the engine itself knows (``Sheet.left_open``)."""
    if row.kind != RoundKind.OTHER:
        return False
    _, tied = _seats(counted_results(row.election, row.number))
    return any(tied.values())


def _seats(held: Sequence[tuple[ResultSheet, Result]]) -> tuple[dict[str, int], dict[str, int]]:
    """Of each post the seats left over of the whole vote, and those that wait for a vote among equals."""
    found: dict[str, int] = {}
    tied: dict[str, int] = {}
    for sheet, result in held:
        if sheet.round.kind == RoundKind.TIE:
            tied = {}
        for one in result.seated:
            code = one.post.post
            found.setdefault(code, one.post.seats)
            found[code] -= len(one.seating.elected)
            tied[code] = tied.get(code, 0) + sum(tie.seats for tie in one.seating.ties)
    return {code: max(0, number - tied.get(code, 0)) for code, number in found.items()}, tied
