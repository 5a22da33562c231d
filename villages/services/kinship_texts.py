"""Texts about relatives that the county has not settled yet, each with the persons and relations it seems to name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from villages.models import Cycle, Kinship, Village
from villages.rules.avoidance import named_in, relation_in, says_nothing
from villages.services.avoidance import people_in, posts_in, relations_of, roles_in
from villages.services.kin_sources import KinSources, settled
from villages.services.kinship import digest_of
from villages.services.territory import villages_of
from villages.village_ledgers import KinText, of_villages


@dataclass(frozen=True)
class Proposal:
    """A person the text seems to name, the relation it seems to speak of (0: not known), and whether that is kept."""

    person: int
    name: str
    relation: int
    known: str = ""


@dataclass(frozen=True)
class Unsettled:
    """One text with what it seems to say.

    ``people`` are all who hold posts in the village, with these, for correcting it; ``said`` are its subject's own.
    """

    text: KinText
    village: Village
    digest: str
    proposals: list[Proposal]
    people: list[tuple[int, str]]
    said: str = ""

    @property
    def key(self) -> str:
        return f"{self.text.source}-{self.text.row}"


def unsettled(user: Actor, cycle: Cycle) -> list[Unsettled]:
    """In official order; a constant number of queries and one round over the ledgers."""
    texts = _open_texts(user, cycle)
    if not texts:
        return []
    villages = {village.pk: village for village in villages_of(user, cycle)}
    place = {key: number for number, key in enumerate(villages)}
    held, known = roles_in({text.village for text in texts}, cycle), _known(cycle)
    words = {item.name: _words(item.group) for item in relations_of(cycle)}
    keys = {item.name: item.pk for item in relations_of(cycle)}
    found = []
    for text in sorted(texts, key=lambda one: place.get(one.village, -1)):
        roles = held.get(text.village, [])
        people, posts = people_in(roles), posts_in(roles)
        others = _others(text, people)
        named = _named(text, people)
        if text.village not in villages or (text.needs_name and not named):
            continue
        proposals = [
            Proposal(
                key,
                people[key],
                keys.get(relation_in(text.text, people[key], words), 0),
                known.get(frozenset((text.person, key)), ""),
            )
            for key in named
        ]
        listed = [(key, f"{name}({posts[key]})") for key, name in others]
        said = posts.get(text.person, "")
        found.append(Unsettled(text, villages[text.village], digest_of(text), proposals, listed, said))
    return found


def villages_of_unsettled(sources: KinSources) -> list[int]:
    """The village of each of them, out of what is known already."""
    people = {village: people_in(roles) for village, roles in sources.held.items()}
    texts = _open(sources.texts, sources.settled)
    return [text.village for text in texts if not text.needs_name or _named(text, people.get(text.village, {}))]


def _open_texts(user: Actor, cycle: Cycle) -> list[KinText]:
    texts = (text for ledger in of_villages(ledgers.REGISTRY.values()) for text in ledger.kin_texts(user, cycle))
    return _open(texts, {(source, row): digest for source, row, digest in settled(user, cycle)})


def _open(texts: Iterable[KinText], done: Mapping[tuple[str, int], str]) -> list[KinText]:
    told = [text for text in texts if not says_nothing(text.text)]
    return [text for text in told if not (digest := done.get((text.source, text.row))) or digest != digest_of(text)]


def _others(text: KinText, people: dict[int, str]) -> list[tuple[int, str]]:
    return [(key, name) for key, name in people.items() if key != text.person]


def _named(text: KinText, people: dict[int, str]) -> list[int]:
    """Whom the text names; a name that two persons of the village bear names neither of them."""
    names = list(people.values())
    return [key for key in named_in(text.text, _others(text, people)) if names.count(people[key]) == 1]


def _words(group: str) -> list[str]:
    return [word for word in group.split("、") if word]


def _known(cycle: Cycle) -> dict[frozenset[int], str]:
    rows = Kinship.objects.filter(cycle=cycle).values_list("person", "other", "relation__name")
    return {frozenset((one, other)): relation for one, other, relation in rows}
