"""What the pages of nomination show: the nominees of an election by post, what is proposed, what speaks against it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from candidates.models import ReviewSubject
from electioncycle.actors import Actor
from elections import definitions
from elections.choices import SCHEME_BODIES, SCHEME_PROCEDURES, CandidacyState, CandidateListState
from elections.models import Candidacy, CandidateList, Election, NominationVote
from elections.rules.slate import Proposal, Slate, proposal, undecided_strokes
from elections.services import candidate_checks, candidate_lists, reviews, slates
from elections.services.calendars import joined
from elections.services.checking import Line as Check
from villages.choices import Sex
from villages.models import Cycle
from villages.rules.keys import kind_of


@dataclass(frozen=True)
class Line:
    """One nominee on the page of his election."""

    row: Candidacy
    proposed: bool
    tied: bool
    review_open: bool


@dataclass(frozen=True)
class PostBoard:
    post: str
    title: str
    seats: int | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class Board:
    slate: Slate
    proposal: Proposal
    posts: Sequence[PostBoard]
    order: str
    checks: Sequence[Check]
    strokes: Sequence[str]
    """Characters whose strokes are asked for before the list has its order."""

    @property
    def twice(self) -> str:
        """What the rules say of those who are nominated for two posts, where there are any."""
        posts = Counter(one.person for one in self.slate.standing)
        number = sum(own > 1 for own in posts.values())
        if not number:
            return ""
        rule = self.slate.norms.choice("two_nominations", "chooses")
        said, basis = kind_of("two_nominations").shown(rule), self.slate.norms.basis("two_nominations")
        return f"有{number}人被提名两个以上职务：{said}{basis}。"

    @property
    def tied(self) -> list[str]:
        return [slates.POSTS[post] for post in self.proposal.tied]


def elections(user: Actor) -> QuerySet[Election]:
    """The elections in which somebody is nominated, in the user's territory."""
    rows = Election.objects.visible_to(user).filter(body__in=SCHEME_BODIES, procedure__in=SCHEME_PROCEDURES)
    return joined(rows)


def board(election: Election) -> Board:
    slate = slates.slate_of(election)
    found = proposal(slate)
    rows = _rows(election)
    waiting = {one.pk for one in reviews.open_reviews([election]).get(election.pk, ())}
    tied = {key for own in found.tied.values() for key in own}
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        lines[row.post].append(Line(row, row.pk in found.keys, row.pk in tied, row.pk in waiting))
    order = slate.norms.choice("candidate_order", "votes")
    every = dict.fromkeys([*slate.posts, *lines])
    posts = [PostBoard(post, slates.POSTS[post], slate.seats.get(post), _ranked(lines[post])) for post in every]
    keys = {one.key for one in slate.standing}
    asked = undecided_strokes(slate, keys, order, candidate_lists.decided_strokes(election))
    return Board(slate, found, posts, order, candidate_checks.lines(election), asked)


def _rows(election: Election) -> list[Candidacy]:
    return list(Candidacy.objects.filter(election=election).select_related("person", "village").order_by("id"))


def _ranked(lines: Iterable[Line]) -> list[Line]:
    """Those who left at the end, the others by votes."""
    return sorted(lines, key=lambda one: (not one.row.live, -(slates.stands(one.row).counted), one.row.pk))


def votes(election: Election) -> list[NominationVote]:
    return list(NominationVote.objects.filter(election=election).order_by("kind", "number"))


def joint_review(row: Candidacy) -> tuple[str, ReviewSubject | None]:
    """How the joint review of a nominee stands, in words; what it concluded stands on its own page."""
    cycle = row.election.cycle
    if cycle is None:
        return "届中选举，不经本届联审", None
    subject = reviews.joint_reviews([row.election], [row.person_id]).get((cycle.pk, row.person_id))
    if subject is None:
        return "未送联审", None
    return ("尚无结论" if reviews.is_open(subject) else "已有结论"), subject


@dataclass(frozen=True)
class Listed:
    """A post on a formal list with its people."""

    title: str
    people: Sequence[Candidacy]


def listed(row: CandidateList) -> list[Listed]:
    """The people of an edition as it was made known, those who have left since included."""
    known = Candidacy.all_rows.select_related("person", "village").in_bulk(row.entries)
    by_post: dict[str, list[Candidacy]] = defaultdict(list)
    for key in row.entries:
        if one := known.get(key):
            by_post[one.post].append(one)
    return [Listed(slates.POSTS[post], people) for post, people in by_post.items()]


def township_figures(user: Actor, cycle: Cycle) -> dict[int, dict[str, Any]]:
    """Villages whose formal candidates are made known."""
    rows = CandidateList.objects.visible_to(user).filter(
        election__start__cycle=cycle, state=CandidateListState.PUBLISHED
    )
    counted = rows.order_by().values_list("village__township").annotate(number=Count("election", distinct=True))
    return {township: {definitions.CANDIDATES_PUBLISHED.name: number} for township, number in counted}


def numbers(villages: Any, cycle: Cycle | None) -> dict[int, list[tuple[str, int, int, int]]]:
    """Village key → post, nominated, formal candidates, women among these; numbers only."""
    rows = Candidacy.objects.filter(village__in=villages, election__start__cycle=cycle, election__start__isnull=False)
    formal = Q(state=CandidacyState.FORMAL)
    counted = (
        rows.order_by()
        .values_list("village_id", "post")
        .annotate(
            nominated=Count("pk"),
            formal=Count("pk", filter=formal),
            women=Count("pk", filter=formal & Q(person__sex=Sex.FEMALE)),
        )
    )
    found: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
    order = list(slates.POSTS)
    for village, post, *own in sorted(counted, key=lambda one: order.index(one[1])):
        found[village].append((slates.POSTS[post], *own))
    return found
