"""What stands on a ballot: posts with their seats, names in order, empty lines; nothing that tells one from another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from elections.choices import PostCode

FOR, ALL_THREE = "for", "for_against_abstain"


@dataclass(frozen=True)
class BallotPost:
    """``blanks``: empty lines for names that the voter writes."""

    title: str
    seats: int
    names: tuple[str, ...] = ()
    blanks: int = 0
    women_only: bool = False


@dataclass(frozen=True)
class Ballot:
    """One sheet. It knows no row, no key and no time: what is equal in words is equal in every byte."""

    place: str
    body: str
    sealed_by: str
    posts: tuple[BallotPost, ...]
    asks: str = FOR

    @property
    def columns(self) -> tuple[str, ...]:
        return ("赞成", "反对", "弃权") if self.asks == ALL_THREE else ("赞成",)


def posts_of(seats: Mapping[str, int], names: Mapping[str, Sequence[str]]) -> tuple[BallotPost, ...]:
    """The posts to be filled, with these names in their order, and as many empty lines as seats."""
    return tuple(
        BallotPost(PostCode(code).label, number, tuple(names.get(code, ())), number, code == PostCode.WOMAN)
        for code, number in seats.items()
        if number
    )


def open_posts(seats: Mapping[str, int]) -> tuple[BallotPost, ...]:
    """For the other election, ready before anybody knows who stands: as many lines as candidates there may be."""
    return tuple(
        BallotPost(PostCode(code).label, number, (), number + 1, code == PostCode.WOMAN)
        for code, number in seats.items()
        if number
    )


def sheets_of(ballot: Ballot, *, per_post: bool) -> list[Ballot]:
    """One ballot for all posts, or one for each, as the village decided."""
    if not per_post:
        return [ballot]
    return [replace(ballot, posts=(one,)) for one in ballot.posts]
