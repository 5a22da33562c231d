"""What decisions of a body with the power to do so make of a sheet and of its outcome. Pure; decides nothing itself."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from elections.rules.outcome import Decided, Outcome
from elections.rules.seats import Seating
from elections.rules.sheet import Person, Post, Settled, Sheet
from elections.sheet_choices import Answer, AskedCode

VOID_VOTES = "not_registered"
"""How marks count that are nobody's: in the ballots, not for a person."""
STANDS, OWN = "candidate", "written_in"
TAKES_OUT = {AskedCode.KIN, AskedCode.CONDITIONS}
"""Whoever such a decision is about does not sit; the seat is open and nobody moves up."""
AFTERWARDS = {AskedCode.VACANCY, AskedCode.ACTING}
"""What is asked of the whole outcome."""


def applied(sheet: Sheet, decided: Iterable[Settled]) -> Sheet:
    """The sheet as it is to be read after these decisions."""
    every = tuple(decided)
    posts = tuple(replace(post, people=_people(post, every)) for post in sheet.posts)
    out = frozenset(one.name for one in every if one.code in TAKES_OUT)
    related = {one.name for one in every if one.code == AskedCode.KIN}
    kin = tuple(pair for pair in sheet.kin if not related & set(pair[:2]))
    return replace(sheet, posts=posts, failed=sheet.failed | out, kin=kin, settled=every)


def _people(post: Post, decided: Iterable[Settled]) -> tuple[Person, ...]:
    people = list(post.people)
    for one in decided:
        if one.post == post.post and one.code in (AskedCode.NAMESAKE, AskedCode.WITHDRAWN):
            _read(people, one)
    return tuple(people)


def _read(people: list[Person], one: Settled) -> None:
    """What becomes of the marks of a doubtful line."""
    at = next((n for n, person in enumerate(people) if _doubtful(person, one)), None)
    if at is None:
        return
    person = people[at]
    if one.answer == Answer.OWN:
        people[at] = replace(person, standing=OWN)
    elif one.answer == Answer.COUNTS:
        people[at] = replace(person, standing=STANDS)
    elif one.answer == Answer.ADDED:
        people[at] = replace(person, votes=0, against=None, abstain=None, standing=VOID_VOTES)
        _add(people, at, person)
    else:
        people[at] = replace(person, standing=VOID_VOTES)


def _doubtful(person: Person, one: Settled) -> bool:
    return person.name == one.name and person.standing == str(one.code)


def _add(people: list[Person], at: int, marks: Person) -> None:
    other = next((n for n, person in enumerate(people) if n != at and person.name == marks.name), None)
    if other is not None:
        person = people[other]
        against, abstain = _sum(person.against, marks.against), _sum(person.abstain, marks.abstain)
        people[other] = replace(person, votes=person.votes + marks.votes, against=against, abstain=abstain)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def without(decided: Iterable[Decided], posts: Collection[str]) -> list[Decided]:
    """Who sits where the election of these posts was found invalid: their seats are open, and nobody moves up."""
    return [replace(one, seating=_emptied(one.seating)) if one.post.post in posts else one for one in decided]


def _emptied(seating: Seating) -> Seating:
    return replace(seating, elected=(), open=seating.open + len(seating.elected))


def settle(outcome: Outcome, sheet: Sheet) -> None:
    """Whether seats stay empty and who leads, where that was decided; the rest stays asked."""
    answers = {one.code: one for one in sheet.settled if one.code in AFTERWARDS}
    asked = [(post, question) for post, question in outcome.asked if question.code not in answers]
    if len(asked) == len(outcome.asked):
        return
    outcome.asked = asked
    if leads := answers.get(AskedCode.ACTING):
        outcome.acting = leads.name
    if not outcome.questions:
        vacancy = answers.get(AskedCode.VACANCY)
        outcome.next = "other" if vacancy and vacancy.answer == Answer.GO_ON else "none"
