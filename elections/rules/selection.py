"""Nomination: who becomes a formal candidate."""

from dataclasses import replace
from math import ceil

from elections.rules import sentences
from elections.rules.account import PARTY, Account, counted_votes
from elections.rules.norms import Norms
from elections.rules.outcome import Decided, Outcome
from elections.rules.seats import NAMESAKE, Question, Seating, Tie, by_votes, in_every
from elections.rules.sheet import Person, Post, Sheet

SURPLUS = {
    "director": ("surplus_director", "surplus_director"),
    "deputy": ("surplus_deputy", "surplus_deputy"),
}
MEMBERS = ("surplus_member_min", "surplus_member_max")


def decide_nomination(sheet: Sheet, norms: Norms, account: Account) -> Outcome:
    """By votes as many as seats and the surplus; equal votes at the last place are voted on again."""
    outcome = Outcome(account)
    added: dict[str, int] = {}
    for post in sheet.posts:
        people = [replace(one, votes=one.votes + added.get(one.name, 0)) for one in _nominees(post, sheet)]
        seating = _nominated(people, post, sheet, norms, account)
        if not seating.elected and not seating.ties and not seating.questions:
            account.code("F.121", post.post)
        outcome.decided.append(Decided(post, seating))
        if norms.yes("nomination_added_down"):
            added |= {one.name: one.votes for one in people if one.name not in seating.names}
    _twice(outcome)
    tied = any(one.seating.ties for one in outcome.decided)
    follows = "decide" if outcome.questions else "tie" if tied else "none"
    outcome.next = "repeat" if "F.121" in account.codes else follows
    outcome.sentences = sentences.of_nomination(outcome, sheet, norms)
    return outcome


def _nominees(post: Post, sheet: Sheet) -> list[Person]:
    """Who may become a candidate: not who withdrew, nor who the election committee found does not meet conditions."""
    return [one for one in counted_votes(post) if one.standing != "withdrawn" and one.name not in sheet.failed]


def _nominated(people: list[Person], post: Post, sheet: Sheet, norms: Norms, account: Account) -> Seating:
    """Where a name is shared by two, what no reading changes."""
    if code := account.broken.get(post.post):
        return Seating(questions=(Question(code, (), post.seats),))
    least, most = places(post, sheet, norms)
    shared = tuple(dict.fromkeys(one.name for one in people if one.standing == "namesake"))
    without = [one for one in people if one.standing != "namesake"]
    readings = [_formal(read, post, least, most) for read in (without, *([people] if shared else ()))]
    return in_every(readings, least, NAMESAKE, shared)


def places(post: Post, sheet: Sheet, norms: Norms) -> tuple[int, int]:
    """Fewest and most formal candidates for a post."""
    if sheet.body == PARTY:
        extra = norms.share("party_extra_share")
        more = ceil(post.seats * extra.fraction) if extra else 0
        return post.seats + more, post.seats + more
    low, high = SURPLUS.get(post.post, MEMBERS)
    least = norms.whole(low)
    if least is None:
        least = norms.whole("surplus_least") or 0
    most = norms.whole(high)
    return post.seats + least, post.seats + max(least, most if most is not None else least)


def _formal(people: list[Person], post: Post, least: int, most: int) -> Seating:
    ranked = by_votes([person for person in people if person.votes])
    if len(ranked) <= post.seats:
        return Seating()
    if len(ranked) <= least:
        return Seating(tuple(ranked))
    last = ranked[least - 1].votes
    above = [person for person in ranked if person.votes > last]
    equal = [person for person in ranked if person.votes == last]
    if len(above) + len(equal) <= most:
        return Seating((*above, *equal))
    return Seating(tuple(above), (Tie(tuple(person.name for person in equal), least - len(above)),))


def _twice(outcome: Outcome) -> None:
    """One person a formal candidate for two posts chooses in writing."""
    seen: set[str] = set()
    for one in outcome.decided:
        if seen & one.seating.names:
            outcome.account.code("F.126", one.post.post)
        seen |= one.seating.names
