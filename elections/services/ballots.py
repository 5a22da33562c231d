"""The ballot of an election, from the rules its village adopted and the names in their order."""

from collections.abc import Iterable, Mapping, Sequence

from electioncycle.refusals import Refused
from elections.choices import POSTS_OF, Body, PostCode
from elections.models import Election
from elections.rules import ballots
from elections.rules import scheme as rules
from elections.rules.ballots import Ballot, BallotPost
from elections.rules.words import Names
from elections.services import candidate_lists, slates
from elections.services.paper_sites import Site
from villages.models import Person

LONGEST, MOST = Person._meta.get_field("name").max_length or 0, 60
"""Characters of a name, as of anybody's; names of a post: more is a slip of the pen."""


def posts_to_print(site: Site) -> dict[str, int]:
    """Posts of the ballot with their seats: as registered with the election, else as the village decided."""
    election = site.election
    if election is None:
        return {}
    own = {row.post: row.seats for row in election.posts.all()}
    return own or rules.seats(site.decided)


def names_to_print(elections: Iterable[Election]) -> dict[int, dict[str, list[str]]]:
    """Election key → those who stand by the list that was made known, by post in its order; without a list nobody."""
    return candidate_lists.names_on(list(slates.out(elections).values()))


def ballots_of(site: Site, names: Mapping[str, Sequence[str]], seats: Mapping[str, int]) -> list[Ballot]:
    """The ballots of the vote, one or one a post. ``names`` are those who stand, by post, in their order."""
    election = _of(site)
    if not any(seats.values()):
        raise Refused("没有可印的职务：选举办法还没有规定职务和名额，请先填写，或者在本页填写各职务名额。")
    posts = ballots.posts_of(seats, {post: _checked(given) for post, given in names.items()})
    return ballots.sheets_of(_ballot(site, election, posts), per_post=site.decided.get("ballot_papers") == "per_post")


def open_ballots(site: Site, seats: Mapping[str, int]) -> list[Ballot]:
    """For the other election: the seats that may stay open, and nothing but lines."""
    if not any(seats.values()):
        raise Refused("没有可印的职务，请填写另行选举的职务和名额。")
    election = _of(site)
    posts = ballots.open_posts(seats)
    return ballots.sheets_of(_ballot(site, election, posts), per_post=site.decided.get("ballot_papers") == "per_post")


def _of(site: Site) -> Election:
    if site.election is None:
        raise Refused("该村(社区)还没有启动选举，没有可印的选票。")
    return site.election


def _ballot(site: Site, election: Election, posts: tuple[BallotPost, ...]) -> Ballot:
    names = Names(site.community)
    party = election.body == Body.PARTY
    body = "党组织委员会" if party else names.committee
    sealed_by = f"{site.village.name}党组织" if party else f"{site.village.name}{names.election_committee}"
    return Ballot(site.village.name, body, sealed_by, posts, str(site.decided.get("ballot_asks") or ballots.FOR))


def _checked(names: Sequence[str]) -> tuple[str, ...]:
    found = tuple(name.strip() for name in names if name.strip())
    if double := next((name for name in found if found.count(name) > 1), None):
        raise Refused(f"同一职务写了两次“{double}”，请核对。同名的两人请在姓名后注明区别。")
    if len(found) > MOST or any(len(name) > LONGEST for name in found):
        raise Refused(f"每行写一个姓名，不超过{LONGEST}字，每个职务不超过{MOST}人，请核对。")
    return found


def printable_posts(election: Election) -> list[tuple[str, str]]:
    """Posts of the body with their names, for the form."""
    return [(post, PostCode(post).label) for post in POSTS_OF[election.body]]
