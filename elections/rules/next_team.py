"""What a new cycle's sitting team becomes once those elected in the last one go into it: who comes, who changes, who
goes, and what is left as it is because it is not clear. Pure; nothing is written here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from elections.rules.elected_team import BODIES, NONE, Member, Seat, same_person

COMES, CHANGES, GOES, STAYS = "comes", "changes", "goes", "stays"
KINDS = {COMES: "进入班子", CHANGES: "职务变动", GOES: "退出班子", STAYS: "不变"}
LABELS: tuple[dict[str, str], ...] = (
    {"secretary": "书记", "deputy": "副书记", "discipline": "纪检委员", "member": "党组织委员"},
    {"director": "主任", "deputy": "副主任", "member": "村(居)委会委员"},
    {"director": "监委主任", "member": "监委成员"},
)
Posts = tuple[str, str, str]
"""The party's, the committee's, the supervisors'."""


def in_words(posts: Posts) -> str:
    """书记、主任 as people say it."""
    named = zip(LABELS, posts, strict=True)
    return "、".join(labels[post] for labels, post in named if post != NONE)


@dataclass(frozen=True)
class Held:
    """Somebody as the team of the new cycle has them now."""

    row: int
    seat: Seat
    """Who it is; its body and post say nothing here."""
    posts: Posts
    beside: bool = False
    """Holds a post elsewhere, as in the collective's organisation, and stays in the team by it."""
    touched: bool = False
    """Was changed by somebody since it was carried over."""


@dataclass(frozen=True)
class Move:
    """What becomes of one person; ``row`` 0: there is none yet."""

    kind: str
    name: str
    before: Posts
    after: Posts
    row: int = 0
    member: Member | None = None
    touched: bool = False

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def words(self) -> str:
        before, after = in_words(self.before), in_words(self.after)
        return f"{before} → {after}" if self.kind == CHANGES else before or after

    @property
    def as_plain(self) -> list[Any]:
        """What a preview showed, to be held against what is true when it is confirmed."""
        person = self.member.person if self.member else None
        return [self.kind, self.name, list(self.before), list(self.after), self.row, person]


@dataclass(frozen=True)
class Moves:
    moves: tuple[Move, ...]
    unclear: tuple[str, ...]
    unnamed: tuple[str, ...] = ()
    """Names of those who come in and whom nobody has said to be a person: they cannot go into a team yet."""

    def of(self, kind: str) -> list[Move]:
        return [one for one in self.moves if one.kind == kind]

    @property
    def changed(self) -> list[Move]:
        return [one for one in self.moves if one.kind != STAYS]


def moves(members: Sequence[Member], held: Sequence[Held], settled: Collection[str]) -> Moves:
    """``settled``: the bodies whose result is known; posts in the others stay as they are."""
    coming = [one for one in members if any(one.sits_in(body) for body in settled)]
    found, unclear, unnamed, met = [], [], [], []
    for row in held:
        meant = [one for one in coming if _is(one, row)]
        if len(meant) > 1:
            unclear.append(f"{row.seat.name}在当选人中有{len(meant)}名同名，这一行保持不变，请在“现任班子”中核对。")
            met += meant
            continue
        if meant and meant[0] in met:
            unclear.append(f"{row.seat.name}在“现任班子”中有几行，只按第一行办理，请核对后撤回重复的。")
            continue
        met += meant
        found.append(_move(row, meant[0] if meant else None, settled))
    for one in coming:
        if one in met:
            continue
        if one.person is None:
            unnamed.append(one.name)
        else:
            none: Posts = (NONE, NONE, NONE)
            found.append(Move(COMES, one.name, none, _after(one, none, settled), member=one))
    return Moves(tuple(found), tuple(unclear), tuple(unnamed))


def _is(one: Member, row: Held) -> bool:
    return any(same_person(seat, row.seat) for seat in one.seats)


def _after(member: Member | None, before: Posts, settled: Collection[str]) -> Posts:
    posts = member.posts if member else (NONE, NONE, NONE)
    party, committee, supervision = (posts[n] if body in settled else before[n] for n, body in enumerate(BODIES))
    return party, committee, supervision


def _move(row: Held, member: Member | None, settled: Collection[str]) -> Move:
    after = _after(member, row.posts, settled)
    gone = not row.beside and after == (NONE, NONE, NONE)
    kind = GOES if gone else STAYS if after == row.posts else CHANGES
    return Move(kind, row.seat.name, row.posts, after, row.row, member, row.touched)
