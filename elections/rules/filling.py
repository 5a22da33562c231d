"""Fills the posts of one sheet, the higher ones first; what relatives and shared names leave in doubt is asked."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby, product

from elections.rules.account import Account, base_of, counted_votes, share_key
from elections.rules.norms import KIN_WORDS, Norms
from elections.rules.outcome import Decided
from elections.rules.seats import KIN, NAMESAKE, Kinship, Question, Seating, by_votes, fill, fill_with_women, in_every
from elections.rules.sheet import Person, Post, Sheet, Unreadable
from villages.rules.values import Share

RANKS = {"director": 0, "secretary": 0, "deputy": 1, "deputy_secretary": 1}
"""The higher post comes first; every other post is a member's."""
LOWEST = 2
WOMAN, MEMBER, DIRECTOR, DEPUTY = "woman", "member", "director", "deputy"
WOMEN_ONLY = ("column", "post")
MOST_DOUBTS = 4
"""Names whose readings are told apart; with more of them the whole post is asked about."""


def rank(post: Post) -> int:
    return RANKS.get(post.post, LOWEST)


class Seats:
    """Fills the posts of one sheet, the higher ones first."""

    def __init__(self, sheet: Sheet, norms: Norms, account: Account) -> None:
        self.sheet, self.norms, self.account = sheet, norms, account
        self.before = [one.name for one in sheet.before]
        self.in_order = norms.choice("kin_elected") == "order"
        self.kinship = Kinship(self._pairs(), in_order=self.in_order, before_tie=norms.yes("kin_before_tie"))
        self.filled: dict[str, Seating] = {}
        self.added: dict[str, int] = {}
        self.banned: dict[tuple[str, str], str] = {}

    def _pairs(self) -> list[tuple[str, str]]:
        if self.norms.choice("kin_elected", "none") == "none":
            return []
        words = self.norms.kin_words()
        return [(one, other) for one, other, relation in self.sheet.kin if KIN_WORDS[relation] in words]

    def decided(self) -> list[Decided]:
        for _, same in groupby(sorted(self.sheet.posts, key=rank), key=rank):
            self._fill_rank(list(same))
        if not self.in_order:
            self._ask_about_kin()
        for post in self.sheet.posts:
            self._take_out_failed(post)
        return [Decided(post, self.filled[post.post]) for post in self.sheet.posts]

    def _fill_rank(self, posts: list[Post]) -> None:
        """Posts of one rank; of relatives in two of them who has more votes stays, whichever post comes first."""
        above = dict(self.filled)
        for _ in range(sum(len(post.people) for post in posts) + 1):
            self.filled = dict(above)
            for post in posts:
                self.filled[post.post] = self._fill(post)
            if not self._ban_the_weaker(posts):
                break
        for post in posts:
            self._add_down(post)

    def _ban_the_weaker(self, posts: list[Post]) -> bool:
        votes = {(post.post, person.name): person.votes for post in posts for person in post.people}
        for post, other in product(posts, posts):
            for name, relative in self.filled[post.post].gave_way:
                here, there = votes.get((post.post, name), 0), votes.get((other.post, relative), 0)
                sits = relative in self.filled[other.post].names
                if post is not other and sits and here > there and (other.post, relative) not in self.banned:
                    self.banned[other.post, relative] = name
                    return True
        return False

    def _seated(self) -> list[str]:
        return [*self.before, *(name for seating in self.filled.values() for name in seating.names)]

    def _fill(self, post: Post) -> Seating:
        people = self._people(post)
        if code := self.account.broken.get(post.post):
            return Seating(questions=(Question(code, (), post.seats),))
        doubts = self._doubts(post, people)
        if len(doubts) > MOST_DOUBTS:
            return Seating(questions=(Question(doubts[0][0], tuple(name for _, name, _ in doubts), post.seats),))
        readings = [self._read(post, people, chosen) for chosen in product(*(choices for _, _, choices in doubts))]
        if not doubts:
            return readings[0]
        code = doubts[0][0]
        return in_every(readings, post.seats, code, tuple(dict.fromkeys(name for _, name, _ in doubts)))

    def _people(self, post: Post) -> list[Person]:
        """Who may be seated, with the votes added from a higher post."""
        women = post.post == WOMAN and self.norms.choice("woman_seat", "none") in WOMEN_ONLY
        counts = self.norms.yes("withdrawn_counts") or self.norms.left_open("withdrawn_counts")
        seated = set(self._seated())
        people = [
            replace(person, votes=person.votes + self.added.get(person.name, 0))
            for person in counted_votes(post)
            if person.name not in seated
            and (person.standing != "withdrawn" or counts)
            and not (women and person.sex == "m")
        ]
        base = base_of(self.sheet, post, self.norms)
        if self.added and any(person.votes > base for person in people):
            self.account.code("F.405", post.post)
            self.account.broken[post.post] = "F.405"
        return people

    def _doubts(self, post: Post, people: list[Person]) -> list[tuple[str, str, list[dict[int, Person | None]]]]:
        """Names that can be read in several ways: code, name, and for each reading what becomes of them."""
        found = []
        for n, person in enumerate(people):
            gone: dict[int, Person | None] = {n: None}
            if person.standing == NAMESAKE:
                choices: list[dict[int, Person | None]] = [gone, {}]
                for at, other in enumerate(people):
                    if at != n and other.name == person.name:
                        choices.append({n: None, at: replace(other, votes=other.votes + person.votes)})
                found.append((NAMESAKE, person.name, choices))
            elif person.standing == "withdrawn" and self.norms.left_open("withdrawn_counts"):
                found.append(("withdrawn", person.name, [gone, {}]))
        awaited = {name for seating in self.filled.values() for name in seating.awaited}
        for n, person in enumerate(people):
            if person.name in awaited or self.kinship.of(person.name, awaited):
                found.append((KIN, person.name, [{n: None}, {}]))
        return found

    def _read(self, post: Post, people: list[Person], chosen: tuple[Mapping[int, Person | None], ...]) -> Seating:
        changed = {n: person for one in chosen for n, person in one.items()}
        read = [person for n, one in enumerate(people) if (person := changed.get(n, one)) is not None]
        passing = [person for person in read if self.passes(person.votes, post)]
        banned = {name: relative for (where, name), relative in self.banned.items() if where == post.post}
        seating = self._seat([person for person in passing if person.name not in banned], post)
        gone = tuple((person.name, banned[person.name]) for person in passing if person.name in banned)
        return replace(seating, gave_way=(*gone, *seating.gave_way))

    def _seat(self, people: list[Person], post: Post) -> Seating:
        seated = self._seated()
        if post.post == MEMBER and self.norms.choice("woman_seat", "none") == "last_seat":
            return fill_with_women(people, post.seats, self.kinship, seated, women=self._women_lacking())
        return fill(people, post.seats, self.kinship, seated)

    def _women_lacking(self) -> int:
        inside = sum(person.sex == "f" for seating in self.filled.values() for person in seating.elected)
        return max((self.norms.whole("women_min") or 0) - inside - len(women_before(self.sheet)), 0)

    def passes(self, votes: int, post: Post) -> bool:
        needed = needed_share(self.sheet, self.norms)
        return votes > 0 and (needed is None or needed.reached(votes, base_of(self.sheet, post, self.norms)))

    def _add_down(self, post: Post) -> None:
        """Votes for a higher post that was not won count for the lower one, where the rules say so."""
        if not self.norms.yes("votes_added_down"):
            return
        seating = self.filled[post.post]
        for person in counted_votes(post):
            if person.name not in seating.names | seating.awaited:
                self.added[person.name] = self.added.get(person.name, 0) + person.votes

    def _ask_about_kin(self) -> None:
        """No order is given: what relatives have won is neither theirs nor free until somebody decides."""
        holders = {person.name: post for post, seating in self.filled.items() for person in seating.elected}
        sitting = {*holders, *self.before}
        for pair in self.kinship.pairs:
            if pair <= sitting:
                names = tuple(sorted(pair, key=lambda name: self._place(name)))
                for post in dict.fromkeys(holders[name] for name in names if name in holders):
                    self._ask(post, names)

    def _place(self, name: str) -> tuple[int, int]:
        for number, post in enumerate(self.sheet.posts):
            for at, person in enumerate(by_votes(post.people)):
                if person.name == name:
                    return number, at
        return -1, 0

    def _ask(self, post: str, names: tuple[str, ...]) -> None:
        seating = self.filled[post]
        out = [person for person in seating.elected if person.name in names]
        kept = tuple(person for person in seating.elected if person not in out)
        asked = Question(KIN, names, len(out))
        self.filled[post] = replace(seating, elected=kept, questions=(*seating.questions, asked))

    def _take_out_failed(self, post: Post) -> None:
        """Whose conditions fail afterwards leaves a seat empty; nobody moves up."""
        seating = self.filled[post.post]
        kept = tuple(person for person in seating.elected if person.name not in self.sheet.failed)
        gone = len(seating.elected) - len(kept)
        self.filled[post.post] = replace(seating, elected=kept, open=seating.open + gone)


def needed_share(sheet: Sheet, norms: Norms) -> Share | None:
    """The share of votes a seat needs; None where most votes are enough. Raises Unreadable: no rule, no verdict."""
    if sheet.round == "tie":
        return None
    key = share_key(sheet)
    found = norms.share(key)
    if found is None:
        raise Unreadable(f"rules.{key}", "规则集没有规定当选需要的票数，不能判定，请先由有权机关确定")
    return found


def women_before(sheet: Sheet) -> list[str]:
    """Women elected in an earlier round, as far as a sheet tells the sex of its names."""
    women = {person.name for post in sheet.posts for person in post.people if person.sex == "f"}
    return [one.name for one in sheet.before if one.name in women or one.post == WOMAN]
