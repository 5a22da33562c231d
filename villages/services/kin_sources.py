"""All that the rules of avoidance and the texts about relatives are judged by, of the villages somebody reaches.

For a township (or less) it is kept source by source: an act there asks again only those that read what it changed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any, cast

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records.kept import kept
from villages.models import Cycle, KinshipReading
from villages.rules.avoidance import Kin
from villages.services.avoidance import kin_in
from villages.services.territory import villages_of
from villages.village_ledgers import HeldRole, KinText, LedgerOfVillages, of_villages

Lines = list[list[Any]]


@dataclass(frozen=True)
class KinSources:
    """``towns``: village → township; ``held`` and ``kin`` by village; ``settled``: the digest by a text's key."""

    towns: dict[int, int]
    held: Mapping[int, list[HeldRole]]
    kin: Mapping[int, list[Kin]]
    texts: list[KinText]
    settled: dict[tuple[str, int], str]


def kin_sources(user: Actor, cycle: Cycle) -> KinSources:
    """Of the villages of this cycle that the user reaches; a constant number of queries where nothing is kept."""
    said = _said(user, cycle)
    held: dict[int, list[HeldRole]] = defaultdict(list)
    for line in _of(said, "held"):
        held[line[0]].append(HeldRole(*line))
    kin: dict[int, list[Kin]] = defaultdict(list)
    for village, *pair in said["kin"]:
        kin[village].append(Kin(*pair))
    return KinSources(
        towns=dict(cast("Iterable[tuple[int, int]]", said["villages"])),
        held=held,
        kin=kin,
        texts=[KinText(*line) for line in _of(said, "text")],
        settled={(source, row): digest for source, row, digest in said["settled"]},
    )


def settled(user: Actor, cycle: Cycle) -> Iterable[tuple[str, int, str]]:
    """Source and row of the texts that the county has read, with the digest of what it read."""
    rows = KinshipReading.objects.visible_to(user).filter(cycle=cycle)
    return rows.values_list("text_source", "text_row", "digest")


def _of(said: Mapping[str, Lines], what: str) -> Iterable[list[Any]]:
    return (line for name, lines in said.items() if name.startswith(f"{what} ") for line in lines)


def _said(user: Actor, cycle: Cycle) -> Mapping[str, Lines]:
    asks, county = _asks(user, cycle), cycle.county.path

    def answers(names: Iterable[str]) -> dict[str, Lines]:
        return {name: asks[name]() for name in names}

    paths = tuple(user.scope_paths)
    if len(paths) != 1 or paths[0] == county or not paths[0].startswith(county):
        return answers(asks)
    terms = [cycle.pk, vars(cycle).get("version")]
    return kept(f"kin {cycle.pk} {paths[0]}", dict.fromkeys(asks, paths), answers, terms=terms, apart=True)


def _asks(user: Actor, cycle: Cycle) -> dict[str, Callable[[], Lines]]:
    villages = villages_of(user, cycle).order_by()
    own = villages.values("pk")
    found: dict[str, Callable[[], Lines]] = {
        "villages": lambda: [list(line) for line in villages.values_list("pk", "township_id")],
        "kin": lambda: [[place, *astuple(one)] for place, pairs in kin_in(own, [cycle]).items() for one in pairs],
        "settled": lambda: [list(line) for line in settled(user, cycle)],
    }
    for ledger in of_villages(ledgers.REGISTRY.values()):
        if type(ledger).held_roles is not LedgerOfVillages.held_roles:
            found[f"held {ledger.name}"] = partial(_lines, ledger.held_roles, own, cycle)
        if type(ledger).kin_texts is not LedgerOfVillages.kin_texts:
            found[f"text {ledger.name}"] = partial(_lines, ledger.kin_texts, user, cycle)
    return found


def _lines(ask: Callable[[Any, Any], Iterable[Any]], of: Any, cycle: Cycle) -> Lines:
    return [list(astuple(one)) for one in ask(of, cycle)]
