"""What the coded checks find of nomination and of the formal list; words are without names, the page has these."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain

from elections.models import (
    CandidateList,
    Defect,
    Election,
    ElectionPost,
    NominationVote,
    Registration,
    Scheme,
    Supplement,
)
from elections.rules import slate as rules
from elections.rules.calendar import POLLING
from elections.rules.checks import Finding
from elections.services import checking, reviews, slates
from elections.services.candidate_lists import STEP
from elections.services.checking import Basis
from elections.services.slates import POSTS
from elections.services.standing import NOMINATED
from villages.rules.avoidance import Role, conflicts
from villages.services.avoidance import kin_in, rules_in

Found = Iterator[tuple[Election, Finding]]
COMMITTEE_MEMBER = "村(居)委会成员"
"""What the rules of avoidance call those who would sit in the committee."""
CODES = ("F.112", "F.121", "F.122", "F.123", "W.124", "F.125", "F.126", "W.127", "W.128")
"""What is said beside the nominees of an election."""
OF_LIST = frozenset({"F.121", "F.122", "F.126"})
"""What a list says of itself, edition by edition."""


def replaced_in_time(basis: Basis, row: Defect) -> bool:
    """Whether what had to be right before the vote was put right by a list that was out by then, typed whenever.

    What was wrong with a list as it was made known (that has its day) no list that follows heals.
    """
    polled, own = basis.happened(row.election_id, POLLING), slates.out([row.election]).get(row.election_id)
    if row.code not in OF_LIST or row.happened_on or polled is None or own is None:
        return False
    out = own.supplemented_on or basis.happened(row.election_id, STEP)
    return own.number >= row.number and out is not None and out <= polled


@checking.finder(
    "F.121",
    "F.122",
    "F.123",
    "F.126",
    rests_on=(*NOMINATED, ElectionPost, NominationVote, Registration, Scheme, Supplement),
    healed=replaced_in_time,
)
def of_slates(basis: Basis) -> Found:
    """Numbers, quorum, posts and women: of the formal list, before it of those nominated.

    Of each list that is made known for itself; what is so of others than are on it must be right before the vote.
    """
    begun = slates.begun(basis.elections)
    going = [one for one in basis.elections if one.pk in begun]
    out = slates.out(going)
    for election in going:
        own, slate = out.get(election.pk), begun[election.pk]
        first = basis.happened(election.pk, STEP) if own else None
        for code, said in rules.spoken_against(slate, POSTS):
            yield election, _of_list(code, said, slate, own, first) if code in OF_LIST else Finding(code, said, STEP)


def _of_list(code: str, said: str, slate: rules.Slate, own: CandidateList | None, first: date | None) -> Finding:
    """``first`` is the day of the first list, as the calendar has it; each that follows has its own."""
    if own is None or set(own.entries) != {one.key for one in slate.formal}:
        return Finding(code, said, STEP, own.number if own else 1, marks=POLLING)
    return Finding(code, said, STEP, own.number, happened_on=own.supplemented_on or first)


@checking.finder()
def of_joint_reviews(basis: Basis) -> Found:
    """Nominees of whom departments have not answered; told, and nothing waits."""
    waiting = reviews.open_reviews(basis.elections)
    for election in basis.elections:
        if own := waiting.get(election.pk):
            posts = Counter(POSTS[one.post] for one in own)
            said = "、".join(f"{post}{number}人" for post, number in posts.items())
            yield election, Finding("W.124", f"提名人选中{said}联审尚无结论。", STEP)


@checking.finder()
def of_relatives(basis: Basis) -> Found:
    """Pairs among those who stand that the rules of the cycle's set name."""
    every = slates.nominees(basis.elections)
    standing = {key: {one.person for one in own if one.until is None} for key, own in every.items()}
    cycles = {one.cycle.pk for one in basis.elections if one.cycle}
    pairs = list(chain.from_iterable(kin_in({one.village_id for one in basis.elections}, cycles).values()))
    rule_sets = {one.cycle.rule_set_id: rules_in(one.cycle)[0] for one in basis.elections if one.cycle and pairs}
    for election in basis.elections:
        cycle = election.cycle
        if cycle is None or election.pk not in standing:
            continue
        own = [one for one in pairs if {one.one, one.other} <= standing[election.pk]]
        roles = [Role(person, COMMITTEE_MEMBER) for person in standing[election.pk]]
        found = conflicts(roles, own, rule_sets[cycle.rule_set_id]) if own else []
        if found:
            said = "、".join(dict.fromkeys(one.kin.relation for one in found))
            yield election, Finding("W.128", f"提名人选中有{len(found)}对亲属({said})。", STEP)


def lines(election: Election) -> list[checking.Line]:
    """What is to be put right, settled or explained of the nomination."""
    return [one for one in checking.lines([election]).get(election.pk, ()) if one.code in CODES]
