"""What a sheet says otherwise than what was decided before the vote: mode, ballots, posts and seats.

It changes no outcome: either the sheet was typed wrongly, or the vote was held otherwise than decided.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from elections.rules.scheme import items
from elections.rules.sentences import name_of
from elections.rules.sheet import Post, Sheet

ONE, PER_POST = "one", "per_post"


def differences(sheet: Sheet, seats: Mapping[str, int], scheme: Mapping[str, Any]) -> list[str]:
    """In words; ``seats`` by post as the scheme has them, or the posts that a by-election or a recall is about."""
    held = {"mode": sheet.mode, "ballot_papers": PER_POST if sheet.separate else ONE}
    found = [said for key, value in held.items() if (said := _otherwise(key, value, scheme.get(key)))]
    return [*found, *_of_posts(sheet, seats)] if seats else found


def _otherwise(key: str, value: str, decided: str | None) -> str:
    if decided in (None, value):
        return ""
    item = items()[key]
    return f"{item.label}为“{item.shown(value)}”，选举办法定的是“{item.shown(decided)}”，请核对。"


def _of_posts(sheet: Sheet, seats: Mapping[str, int]) -> Iterator[str]:
    for post in sheet.posts:
        if post.post not in seats:
            yield f"本次选举没有“{name_of(post.post)}”这一职务，请核对。"
        elif not _agrees(post, seats[post.post], sheet):
            yield f"{name_of(post.post)}应选{post.seats}名，定的是{seats[post.post]}名，请核对。"


def _agrees(post: Post, seats: int, sheet: Sheet) -> bool:
    """All seats stand in the first vote; later ones fill what was left, and a recall fills none."""
    if sheet.procedure == "recall":
        return True
    return post.seats == seats if sheet.round in ("nomination", "first") else post.seats <= seats
