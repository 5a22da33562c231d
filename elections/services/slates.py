"""Who stands where: everybody nominated in some elections with the rules they go by, read with constant queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from elections.choices import CandidacyState, NominationKind, PostCode
from elections.models import Candidacy, CandidateList, Election, ElectionPost, NominationVote, Scheme
from elections.rules import scheme as rules
from elections.rules.norms import Norms, readable
from elections.rules.slate import CANDIDATES, Slate, Stands
from elections.services.deciding import Editions, adopted, adopted_by
from villages.choices import Sex

POSTS: dict[str, str] = {post.value: str(post.label) for post in PostCode}


def slates(elections: Iterable[Election]) -> dict[int, Slate]:
    """Election key → its slate; as many queries for many elections as for one."""
    every = list(elections)
    schemes, seats, votes = _schemes(every), _seats(every), _votes(every)
    standing, editions = _standing(every), Editions()
    return {one.pk: _slate(one, schemes, seats, votes, standing, editions) for one in every}


def slate_of(election: Election) -> Slate:
    return slates([election])[election.pk]


def _slate(
    election: Election,
    schemes: dict[int, list[Scheme]],
    seats: dict[int, dict[str, int]],
    votes: dict[int, NominationVote],
    standing: dict[int, list[Stands]],
    editions: Editions,
) -> Slate:
    scheme = adopted_by(None, schemes[election.pk])
    own = rules.for_engine(scheme.values) if scheme else None
    known = editions.norms(election.decided_under, community=election.community)
    vote = votes.get(election.pk)
    return Slate(
        seats=seats[election.pk] or (rules.seats(scheme.values) if scheme else {}),
        standing=standing[election.pk],
        norms=Norms(readable(known), election.polling_day, own),
        mode=scheme.values.get("nomination", CANDIDATES) if scheme else CANDIDATES,
        registered=vote.registered if vote else None,
        took_part=vote.took_part if vote else None,
        community=election.community,
    )


def _schemes(elections: Sequence[Election]) -> dict[int, list[Scheme]]:
    found: dict[int, list[Scheme]] = defaultdict(list)
    for one in adopted().filter(election__in=elections):
        found[one.election_id].append(one)
    return found


def _seats(elections: Sequence[Election]) -> dict[int, dict[str, int]]:
    """Of by-elections; of the others the scheme says."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for one in ElectionPost.objects.filter(election__in=elections):
        found[one.election_id][one.post] = one.seats
    return found


def _votes(elections: Sequence[Election]) -> dict[int, NominationVote]:
    """The nomination that counts: the last one, where it had to be repeated."""
    rows = NominationVote.objects.filter(election__in=elections, kind=NominationKind.NOMINATION)
    return {row.election_id: row for row in rows.order_by("number")}


def _standing(elections: Sequence[Election]) -> dict[int, list[Stands]]:
    found: dict[int, list[Stands]] = defaultdict(list)
    rows = Candidacy.objects.filter(election__in=elections).exclude(state=CandidacyState.LEFT)
    for row in rows.select_related("person").order_by("id"):
        found[row.election_id].append(stands(row))
    return found


def stands(row: Candidacy) -> Stands:
    return Stands(
        key=row.pk,
        person=row.person_id,
        name=row.person.name,
        female=row.person.sex == Sex.FEMALE,
        post=row.post,
        votes=row.votes,
        preselected=row.preselection_votes,
        formal=row.state == CandidacyState.FORMAL,
    )


def persons_standing(elections: Iterable[Election], *, formal: bool = False) -> dict[int, set[int]]:
    """Election key → the persons nominated in it who have not left, or only those on the formal list."""
    rows = Candidacy.objects.filter(election__in=list(elections)).exclude(state=CandidacyState.LEFT).order_by()
    if formal:
        rows = rows.filter(state=CandidacyState.FORMAL)
    found: dict[int, set[int]] = defaultdict(set)
    for election, person in rows.values_list("election_id", "person_id"):
        found[election].add(person)
    return found


def outdated(lists: Iterable[CandidateList]) -> list[CandidateList]:
    """Published lists with somebody on them who does not stand any more."""
    every = list(lists)
    keys = {key for one in every for key in one.entries}
    formal = Candidacy.objects.filter(pk__in=keys, state=CandidacyState.FORMAL).order_by()
    standing = set(formal.values_list("pk", flat=True))
    return [one for one in every if set(one.entries) - standing]
