"""Which lines the sheet of a round has: posts, seats and names as decided before the vote, boxes, ballot papers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from electioncycle.refusals import Refused
from elections.choices import (
    MOST_SEATS,
    POSTS_OF,
    Body,
    CandidacyState,
    PlaceKind,
    PostCode,
    Procedure,
    RoundKind,
)
from elections.models import Candidacy, Election, ElectionPost, PollingPlace, ResultSheet, Round, Scheme
from elections.rules import scheme as rules
from elections.rules.against_scheme import PER_POST
from elections.rules.seats import Tie
from elections.rules.sheet_shape import FOR_ALONE, MOST_GROUPS, BoxLine, Candidate, PostLines, Roster, Shape
from elections.rules.slate import CANDIDATES
from elections.services import runoffs
from elections.services.candidate_lists import standing_list
from elections.services.deciding import scheme_of
from elections.services.registrations import registered
from elections.services.results import Result

REPRESENTATIVES = "representatives"


@dataclass(frozen=True)
class Choice:
    """One post as it is offered: its seats, and who may stand on its ballot, ticked who does by what is recorded."""

    post: str
    title: str
    seats: int
    people: tuple[tuple[Candidacy, bool], ...]


@dataclass(frozen=True)
class Chosen:
    """What whoever begins says stands on the paper: seats by post, candidacies by post, number of counting groups."""

    seats: Mapping[str, int]
    candidates: Mapping[str, Collection[int]]
    groups: int = 1


def has_sheets(election: Election) -> bool:
    """Whether the results of such an election are typed from a sheet."""
    return election.body == Body.COMMITTEE and election.procedure != Procedure.RECALL


def require_sheet(row: Round) -> None:
    """Raises Refused where a round has no sheet of this kind, or none yet."""
    election = row.election
    if not has_sheets(election):
        raise Refused(f"“{election}”的结果按现场公布登记，不录入村(居)委会选举的结果报告单。")
    if not row.counted:
        raise Refused(f"“{row}”{row.get_state_display()}，没有结果报告单可录入。投票后先登记投票截止或者现场公布。")


def choices(row: Round) -> list[Choice]:
    """The posts that are voted on in this round, by what was decided before the vote and came of earlier rounds."""
    listed = _listed(row)
    seats, ticked = _proposed(row, listed)
    standing = Candidacy.objects.filter(election=row.election).select_related("person").order_by("id")
    people = [one for one in standing if one.state != CandidacyState.LEFT or one.pk in listed]
    rank = {key: n for n, key in enumerate(listed)}
    people.sort(key=lambda one: rank.get(one.pk, len(rank)))
    return [
        Choice(
            post,
            str(PostCode(post).label),
            seats.get(post, 0),
            tuple((one, one.pk in ticked) for one in people if one.post == post),
        )
        for post in POSTS_OF[row.election.body]
    ]


def choices_again(sheet: ResultSheet) -> list[Choice]:
    """The same for a sheet that is corrected: seats and names as they stand on it."""
    there = {one.post: one for one in Shape.read(sheet.shape).posts}
    return [_as_typed(one, there.get(one.post)) for one in choices(sheet.round)]


def _as_typed(choice: Choice, lines: PostLines | None) -> Choice:
    ticked = lines.candidates if lines else ()
    people = tuple((one, one.pk in ticked) for one, _ in choice.people)
    return replace(choice, seats=lines.seats if lines else 0, people=people)


def _listed(row: Round) -> list[int]:
    found = standing_list(row.election)
    return list(found.entries) if found else []


def _scheme(row: Round) -> Scheme | None:
    return scheme_of(row.election, row.polling_day)


def _proposed(row: Round, listed: Collection[int]) -> tuple[Mapping[str, int], set[int]]:
    """Seats by post and who stands: of a later round those tied, or the seats left over and the next by votes."""
    scheme = _scheme(row)
    decided = scheme.values if scheme else {}
    if row.kind == RoundKind.OTHER and (left := runoffs.left_over(row.election, decided, before=row.number)):
        return left.seats, left.candidacies
    if row.kind == RoundKind.TIE and (held := runoffs.counted_results(row.election, row.number)):
        return _tied(next((one for _, one in reversed(held) if _ties(one)), held[-1][1]))
    called = {one.post: one.seats for one in ElectionPost.objects.filter(election=row.election)}
    return called or rules.seats(decided), set(listed)


def _ties(result: Result) -> list[tuple[str, Tie]]:
    return [(one.post.post, tie) for one in result.outcome.decided for tie in one.seating.ties]


def _tied(last: Result) -> tuple[dict[str, int], set[int]]:
    """The seats and the people of the votes among equals that the last round with any leads to."""
    ties = _ties(last)
    seats: dict[str, int] = {}
    for post, tie in ties:
        seats[post] = seats.get(post, 0) + tie.seats
    names = {(post, name) for post, tie in ties for name in tie.names}
    keys = {
        line.candidacy
        for post in last.figures.posts
        for line in post.names
        if line.candidacy is not None and (post.lines.post, line.name) in names
    }
    return seats, keys


def shape_of(row: Round, chosen: Chosen) -> Shape:
    """The lines of the sheet, fixed from now on. Raises Refused, naming what does not go together."""
    posts = [post for post in POSTS_OF[row.election.body] if chosen.seats.get(post)]
    _require_sound(row, posts, chosen)
    scheme, listed = _scheme(row), _listed(row)
    _require_list(row, scheme, listed)
    values = scheme.values if scheme else {}
    separate = values.get("ballot_papers") == PER_POST
    order = {key: n for n, key in enumerate(listed)}
    lines = tuple(
        PostLines(
            post,
            chosen.seats[post],
            tuple(sorted(chosen.candidates.get(post, ()), key=lambda key: (order.get(key, len(order)), key))),
            post if separate else "",
        )
        for post in posts
    )
    mode = values.get("mode", "all")
    return Shape(
        posts=lines,
        boxes=_boxes(row),
        groups=chosen.groups,
        asks=values.get("ballot_asks") or FOR_ALONE,
        mode=mode,
        meeting=mode == REPRESENTATIVES,
        registered=registered([row.election]).get(row.election_id),
        separate=separate,
    )


def _require_sound(row: Round, posts: Collection[str], chosen: Chosen) -> None:
    if not posts:
        raise Refused("没有选定职务和名额，不能开始录入。请按结果报告单填写本轮投票的职务和应选名额。")
    if any(not 1 <= chosen.seats[post] <= MOST_SEATS for post in posts):
        raise Refused(f"每个职务的应选名额为1至{MOST_SEATS}名，请核对。")
    if not 1 <= chosen.groups <= MOST_GROUPS:
        raise Refused(f"计票组为1至{MOST_GROUPS}组，请核对。")
    own = set(Candidacy.objects.filter(election=row.election).values_list("pk", "post"))
    named = {(key, post) for post, keys in chosen.candidates.items() for key in keys}
    if named - own:
        raise Refused("所选的候选人不是这项选举这个职务的提名人选，可能刚有改动。请刷新页面核对。")
    if {post for _, post in named} - set(posts):
        raise Refused("选了候选人的职务没有应选名额，请核对。")


def _require_list(row: Round, scheme: Scheme | None, listed: Collection[int]) -> None:
    """A first vote with candidates has a published list, be it recorded only now."""
    with_list = scheme is None or scheme.values.get("nomination", CANDIDATES) == CANDIDATES
    if with_list and row.kind not in (RoundKind.TIE, RoundKind.OTHER) and not listed:
        raise Refused("还没有登记公布正式候选人名单，结果报告单没有候选人可填。请先在“提名和候选人”补登名单，再录入。")


def _boxes(row: Round) -> tuple[BoxLine, ...]:
    """Where more than one place was counted by itself."""
    places = list(PollingPlace.objects.filter(election=row.election).order_by("id"))
    if len(places) < 2:
        return ()
    return tuple(BoxLine(one.pk, one.name, one.voters if one.kind == PlaceKind.ROVING else None) for one in places)


def roster(shape: Shape) -> Roster:
    return roster_of([key for post in shape.posts for key in post.candidates])


def roster_of(keys: Collection[int]) -> dict[int, Candidate]:
    """Whoever is printed; of two people with one name the second is told apart by a number."""
    rows = Candidacy.all_rows.filter(pk__in=keys).select_related("person").order_by("pk")
    labels: dict[int, str] = {}
    taken: dict[str, int] = {}
    found = {}
    for row in rows:
        name = row.person.name
        if row.person_id not in labels:
            taken[name] = taken.get(name, 0) + 1
            labels[row.person_id] = name if taken[name] == 1 else f"{name}({taken[name]})"
        withdrawn = row.state == CandidacyState.LEFT
        found[row.pk] = Candidate(name, labels[row.person_id], row.person.sex, withdrawn)
    return found
