"""What the rounds of an election came to together: per post how many seats, who was elected in which round."""

from collections.abc import Sequence
from dataclasses import dataclass

from elections.choices import PostCode
from elections.models import Election, ResultSheet
from elections.rules.sheet import Unreadable
from elections.services import runoffs
from elections.services.results import Result
from elections.sheet_choices import SheetState


@dataclass(frozen=True)
class Seated:
    name: str
    round: str
    votes: int


@dataclass(frozen=True)
class PostOutcome:
    """One post over all rounds."""

    title: str
    seats: int
    elected: tuple[Seated, ...]

    @property
    def open(self) -> int:
        return max(0, self.seats - len(self.elected))


@dataclass(frozen=True)
class Outcome:
    """``verified``: whether every sheet it rests on is locked."""

    posts: tuple[PostOutcome, ...]
    verified: bool

    @property
    def open(self) -> int:
        return sum(one.open for one in self.posts)


def outcome_of(election: Election) -> Outcome | None:
    """None before a sheet was agreed on, and where the rules cannot be read."""
    try:
        held = runoffs.counted_results(election)
    except Unreadable:
        return None
    if not held:
        return None
    verified = all(sheet.state == SheetState.VERIFIED for sheet, _ in held)
    return Outcome(_posts(held), verified)


def _posts(held: Sequence[tuple[ResultSheet, Result]]) -> tuple[PostOutcome, ...]:
    seats: dict[str, int] = {}
    elected: dict[str, list[Seated]] = {}
    for sheet, result in held:
        named = f"第{sheet.round.number}轮{sheet.round.get_kind_display()}"
        for one in result.seated:
            post = one.post.post
            seats.setdefault(post, one.post.seats)
            own = [Seated(person.name, named, person.votes) for person in one.seating.elected]
            elected.setdefault(post, []).extend(own)
    return tuple(PostOutcome(str(PostCode(post).label), n, tuple(elected[post])) for post, n in seats.items())
