"""Every F and W code of a result sheet at once, each with its place and in words; no figure is ever repeated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from elections.choices import PostCode
from elections.rules.checks import checks
from elections.rules.outcome import Outcome
from elections.rules.sheet_figures import Account, Figures, Line, PostCount
from elections.rules.sheet_shape import KINDS, Shape
from elections.sheet_choices import LineStanding

VOIDS = frozenset({"F.304", "F.305"})
"""Codes by which the round is void: nothing on the paper is to be put right."""
TO_ANSWER = frozenset({"F.407", "F.408", "F.409"})
"""What the clerk must answer or move before anything can be handed in; the paper itself is not at fault."""
OWN = frozenset({"F.301", "F.302", "F.307", "F.308", "F.309", "F.406", "F.407", "F.408", "F.409"})
OF_ENGINE = ("F.3", "F.4", "W.3", "W.4", "W.51")
"""Which codes of the engine are about the sheet; what it says of the next round is no fault of it."""
NEAR = frozenset({"W.318", "W.413"})
"""A handful of ballots would turn the result: two persons type such a sheet blind."""


@dataclass(frozen=True)
class Found:
    code: str
    place: str = ""

    @property
    def blocking(self) -> bool:
        """Whether the sheet cannot be handed in like this, unless the paper itself is so."""
        return self.code.startswith("F.") and self.code not in VOIDS

    @property
    def title(self) -> str:
        return checks()[self.code].title

    @property
    def words(self) -> str:
        check = checks()[self.code]
        return f"{self.code} {check.title}{f'({self.place})' if self.place else ''}：{check.advice}。"


@dataclass(frozen=True)
class Known:
    """What the product knows beside the sheet."""

    certificates: int | None = None
    """Proxies that were issued."""


def untouched(posts: Iterable[str]) -> list[Found]:
    return [Found("F.409", PostCode(post).label) for post in posts]


def found(shape: Shape, figures: Figures, outcome: Outcome, known: Known) -> list[Found]:
    """In the order of the codes."""
    own = [*_of_accounts(shape, figures, known), *_of_posts(figures), *_of_engine(outcome)]
    order = list(checks())
    return sorted(dict.fromkeys(own), key=lambda one: order.index(one.code))


def _of_engine(outcome: Outcome) -> Iterator[Found]:
    for code in outcome.account.codes:
        if code not in OWN and code.startswith(OF_ENGINE):
            for place in outcome.account.places.get(code) or [""]:
                yield Found(code, PostCode(place).label if place in PostCode.values else place)


def _of_accounts(shape: Shape, figures: Figures, known: Known) -> Iterator[Found]:
    for account in figures.accounts:
        place = shape.paper_name(account.paper) if account.paper else ""
        for code in _of_account(account, known):
            yield Found(code, place)
        for box in account.boxes:
            over = box.line.listed is not None and box.issued is not None and box.issued > box.line.listed
            if over:
                yield Found("F.309", box.line.name)


def _of_account(account: Account, known: Known) -> Iterator[str]:
    if account["printed"] != account["issued"] + account["spoiled"] + account["left_over"]:
        yield "F.301"
    if sum(account[kind] for kind in KINDS) != account["issued"]:
        yield "F.302"
    whole = [account.figures[name] for name in ("valid", "void", "blank")]
    if None not in whole and sum(number or 0 for number in whole) != account["recovered"]:
        yield "F.307"
    if known.certificates is not None and account["proxy"] > known.certificates:
        yield "F.308"


def _of_posts(figures: Figures) -> Iterator[Found]:
    for post in figures.voted_on:
        if any(not _adds_up(line) for line in post.names):
            yield Found("F.406", post.lines.title)
        yield from _of_names(post)


def _adds_up(line: Line) -> bool:
    """The counting groups together are the report's figure."""
    groups = [marks for group, marks in line.marks.items() if group]
    total = line.total
    if not groups:
        return True
    return all(
        sum(getattr(one, name) or 0 for one in groups) == (getattr(total, name) or 0)
        for name in ("votes", "against", "abstain")
    )


def _of_names(post: PostCount) -> Iterator[Found]:
    printed = {line.name for line in post.names if line.candidacy is not None}
    others = [line for line in post.names if line.candidacy is None]
    if any(line.name in printed and line.standing != LineStanding.NAMESAKE for line in others):
        yield Found("F.407", post.lines.title)
    if any(not line.standing for line in others):
        yield Found("F.408", post.lines.title)


def near(outcome: Outcome) -> bool:
    """Whether so few ballots decide that two persons type the sheet without seeing each other's figures."""
    return bool(NEAR & set(outcome.account.codes))
