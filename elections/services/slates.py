"""Who stands where: everybody nominated in some elections with the rules they go by, read with constant queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from elections.choices import CandidacyState, CandidateListState, NominationKind, PostCode
from elections.models import Candidacy, CandidateList, Election, NominationVote
from elections.rules import scheme as rules
from elections.rules.committees import Standing
from elections.rules.slate import CANDIDATES, Slate, Stands
from elections.services import standing
from elections.services.deciding import adopted_by, adopted_in, posts_called
from elections.services.norms import Editions
from elections.services.registrations import registered
from villages.choices import Sex

POSTS: dict[str, str] = {post.value: str(post.label) for post in PostCode}


def slates(elections: Iterable[Election]) -> dict[int, Slate]:
    """Election key → its slate; as many queries for many elections as for one."""
    every = list(elections)
    return _read(every, _standing(every), _took_part(every))


def begun(elections: Iterable[Election]) -> dict[int, Slate]:
    """The slates of those in which somebody stands or a nomination was held: nothing speaks against any other."""
    every = list(elections)
    standing, took_part = _standing(every), _took_part(every)
    return _read([one for one in every if one.pk in standing or one.pk in took_part], standing, took_part)


def slate_of(election: Election) -> Slate:
    return slates([election])[election.pk]


def _read(every: Sequence[Election], standing: Mapping[int, list[Stands]], took: Mapping[int, int]) -> dict[int, Slate]:
    if not every:
        return {}
    read = _Read(every, standing, took)
    return {one.pk: read.slate(one) for one in every}


class _Read:
    """What slates are made of, read once for all of these elections."""

    def __init__(
        self, every: Sequence[Election], standing: Mapping[int, list[Stands]], took_part: Mapping[int, int]
    ) -> None:
        self.schemes, self.seats, self.standing = adopted_in(every), posts_called(every), standing
        self.took_part, self.registered, self.editions = took_part, registered(every), Editions()

    def slate(self, election: Election) -> Slate:
        scheme = adopted_by(None, self.schemes.get(election.pk, ()))
        own = rules.for_engine(scheme.values) if scheme else None
        norms = self.editions.on(election.rules_edition, election.polling_day, community=election.community, scheme=own)
        return Slate(
            seats=self.seats.get(election.pk) or (rules.seats(scheme.values) if scheme else {}),
            standing=self.standing.get(election.pk, ()),
            norms=norms,
            mode=scheme.values.get("nomination", CANDIDATES) if scheme else CANDIDATES,
            registered=self.registered.get(election.pk),
            took_part=self.took_part.get(election.pk),
            community=election.community,
        )


def _took_part(elections: Sequence[Election]) -> dict[int, int]:
    """In the nomination that counts: the last one, where it had to be repeated."""
    rows = NominationVote.objects.filter(election__in=elections, kind=NominationKind.NOMINATION)
    return dict(rows.order_by("number").values_list("election_id", "took_part"))


def _standing(elections: Sequence[Election]) -> dict[int, list[Stands]]:
    found: dict[int, list[Stands]] = defaultdict(list)
    rows = Candidacy.objects.filter(election__in=elections).exclude(state=CandidacyState.LEFT)
    for row in rows.select_related("person").for_counting("person", by=["person__sex"]).order_by("id"):
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


def restore(row: Candidacy) -> None:
    """Who left by a slip of the pen is what he was: on the list that is out, else nominated. The caller saves."""
    row.come_back()
    row.left_because, row.left_on, row.left_note = "", None, ""
    out = CandidateList.objects.filter(election=row.election, state=CandidateListState.PUBLISHED).first()
    if out is not None and row.pk in out.entries:
        row.list_formally()


@standing.declare
def nominees(elections: Sequence[Election]) -> dict[int, list[Standing]]:
    """Who prepares the vote is told who stands and who stood on a list; ``since`` is known of who stood up himself."""
    found: dict[int, list[Standing]] = defaultdict(list)
    rows = Candidacy.objects.filter(election__in=elections).order_by("id")
    later = _supplemented(elections)
    for key, election, person, post, since, state, left_on in rows.values_list(
        "pk", "election_id", "person_id", "post", "received_on", "state", "left_on"
    ):
        left = state == CandidacyState.LEFT
        if not left or (key in later and left_on):
            formal = left or state == CandidacyState.FORMAL
            found[election].append(Standing(person, POSTS[post], since, formal, later.get(key), left_on))
    return found


def _supplemented(elections: Sequence[Election]) -> dict[int, date | None]:
    """The day of the later list that named a candidacy first; None of who stood on the first one already."""
    made_known = (CandidateListState.PUBLISHED, CandidateListState.REPLACED)
    lists = CandidateList.objects.filter(election__in=elections, state__in=made_known).order_by("number")
    found: dict[int, date | None] = {}
    for keys, day in lists.values_list("entries", "supplemented_on"):
        for key in keys:
            found.setdefault(key, day)
    return found


def out(elections: Iterable[Election]) -> dict[int, CandidateList]:
    """Election key → the list that is made known now."""
    rows = CandidateList.objects.filter(election__in=list(elections), state=CandidateListState.PUBLISHED).order_by()
    return {one.election_id: one for one in rows}


def outdated(lists: Iterable[CandidateList]) -> list[CandidateList]:
    """Published lists with somebody on them who does not stand any more."""
    every = list(lists)
    keys = {key for one in every for key in one.entries}
    formal = Candidacy.objects.filter(pk__in=keys, state=CandidacyState.FORMAL).order_by()
    standing = set(formal.values_list("pk", flat=True))
    return [one for one in every if set(one.entries) - standing]
