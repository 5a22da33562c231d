"""What came of a round, as plain data."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from elections.rules.account import Account
from elections.rules.seats import Question, Seating
from elections.rules.sheet import Post

NEXT = ("repeat", "decide", "tie", "other", "none")
"""What follows, the more pressing before the less."""
ASSEMBLY = "assembly"


@dataclass
class Decided:
    """One post and who takes its seats."""

    post: Post
    seating: Seating


@dataclass
class Outcome:
    account: Account
    decided: list[Decided] = field(default_factory=list)
    asked: list[tuple[str, Question]] = field(default_factory=list)
    """Questions of the whole body, each with the post it is about."""
    next: str = "none"
    until: date | None = None
    acting: str | None = None
    sentences: list[str] = field(default_factory=list)
    valid: bool = True
    left_open: int = 0
    """Seats that earlier rounds left open and this one was not about."""

    def open_of(self, post: str) -> int:
        return sum(one.seating.open for one in self.decided if one.post.post == post)

    @property
    def open(self) -> int:
        return sum(one.seating.open for one in self.decided)

    @property
    def short(self) -> int:
        """Seats of the whole body that nobody takes so far, ties and questions apart."""
        return self.open + self.left_open

    @property
    def questions(self) -> list[tuple[str, Question]]:
        of_posts = [(one.post.post, question) for one in self.decided for question in one.seating.questions]
        return [*of_posts, *self.asked]

    def as_data(self) -> dict[str, Any]:
        each = [(one.post.post, one.seating) for one in self.decided]
        return {
            "valid": self.valid,
            "elected": [
                {"post": post, "name": person.name, "votes": person.votes}
                for post, seating in each
                for person in seating.elected
            ],
            "open": [{"post": post, "seats": seating.open} for post, seating in each if seating.open],
            "tied": [
                {"post": post, "seats": tie.seats, "names": list(tie.names)}
                for post, seating in each
                for tie in seating.ties
            ],
            "gave_way": [
                {"post": post, "name": name, "for": other} for post, seating in each for name, other in seating.gave_way
            ],
            "next": self.next,
            "until": self.until.isoformat() if self.until else None,
            "acting": self.acting,
            "undecided": [
                {"code": question.code, "post": post, "names": list(question.names)}
                for post, question in self.questions
            ],
            "checks": sorted(self.account.codes, key=lambda code: code.split(".")[-1]),
            "check_places": self.account.places,
            "sentences": self.sentences,
        }
