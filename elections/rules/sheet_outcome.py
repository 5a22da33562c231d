"""From the figures of a result sheet to the engine of results, and what the hall may have said of its outcome."""

from dataclasses import dataclass
from datetime import date

from elections.choices import Announced, Cause, RoundKind
from elections.rules.outcome import Outcome
from elections.rules.sheet import Ballot, Box, Elected, Person, Post, Sheet
from elections.rules.sheet_figures import Account, BoxCount, Figures, Line, PostCount
from elections.rules.sheet_shape import Shape
from villages.choices import Sex

ROUNDS: dict[str, str] = {RoundKind.TIE: "tie", RoundKind.OTHER: "other"}
"""How the engine names a round; a repeated vote is a first one."""
COUNTED = (Cause.TURNOUT, Cause.OVER_ISSUED)
"""Causes of a void round that stand in its figures."""
SEX: dict[str, str] = {Sex.MALE: "m", Sex.FEMALE: "f"}
UNANSWERED = "written_in"
"""How a name counts of which nobody has said yet whether it is registered; F.408 asks."""


@dataclass(frozen=True)
class About:
    """What the engine must know besides the figures."""

    procedure: str
    kind: str
    day: date | None
    community: bool = False
    kin: tuple[tuple[str, str, str], ...] = ()
    before: tuple[Elected, ...] = ()
    """Elected in earlier rounds of the same election."""
    left_open: tuple[tuple[str, int], ...] = ()
    """Seats that earlier rounds left open and a vote among the tied does not fill."""


def engine_sheet(shape: Shape, figures: Figures, about: About) -> Sheet:
    return Sheet(
        body="committee",
        procedure=about.procedure,
        round=ROUNDS.get(about.kind, "first"),
        mode=shape.mode,
        day=about.day,
        registered=figures.registered,
        ballots=tuple(_ballot(one, separate=shape.separate) for one in figures.accounts),
        posts=tuple(_post(one, separate=shape.separate) for one in figures.voted_on),
        expected=figures.expected,
        present=figures.present,
        kin=about.kin,
        before=about.before,
        community=about.community,
        separate=shape.separate,
        left_open=about.left_open,
    )


def _ballot(account: Account, *, separate: bool) -> Ballot:
    boxes = tuple(_box(one) for one in account.boxes)
    issued, recovered = account["issued"], account["recovered"]
    return Ballot(account.paper if separate else "", issued, issued, recovered, boxes)


def _box(one: BoxCount) -> Box:
    """Where nobody typed what a box issued, nothing is said about the difference."""
    return Box(one.line.name, one.recovered if one.issued is None else one.issued, one.recovered)


def _post(count: PostCount, *, separate: bool) -> Post:
    people = tuple(_person(line) for line in count.names)
    paper = count.lines.paper if separate else ""
    return Post(count.lines.post, count.lines.seats, people, paper, count.valid, count.void, count.blank)


def _person(line: Line) -> Person:
    total = line.total
    standing = line.standing or UNANSWERED
    return Person(line.name, SEX.get(line.sex, ""), total.votes, total.against, total.abstain, standing)


def announcements(outcome: Outcome, *, tie_is_left: bool = False) -> frozenset[str]:
    """What the hall may have announced on these figures; ``tie_is_left``: equals of an earlier round are still to be
    voted on."""
    if not outcome.valid:
        return frozenset({Announced.VOID})
    if outcome.next == "tie":
        return frozenset({Announced.TIE, Announced.OTHER} if outcome.open else {Announced.TIE})
    if outcome.next == "other":
        return frozenset({Announced.OTHER})
    if tie_is_left:
        return frozenset({Announced.TIE})
    return frozenset({Announced.VACANT if outcome.short else Announced.COMPLETE})


def bears_out(outcome: Outcome, announced: str, cause: str, *, tie_is_left: bool = False) -> bool:
    """Whether the figures lead to what was announced; what somebody must decide first is held against nothing."""
    if not announced or outcome.questions:
        return True
    if announced == Announced.VOID and cause not in COUNTED:
        return True  # for what happened before the count, which no figure shows
    return announced in announcements(outcome, tie_is_left=tie_is_left)
