"""What all ledgers say about villages, by source: beside the conditions of the gate and in the risk picture."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.roles import Action
from readiness.choices import FindingSource
from readiness.rules.gate import Said, combine
from villages.models import Cycle, Village
from villages.village_ledgers import Finding, of_villages


@dataclass(frozen=True)
class Spoken:
    """One ledger's finding about one village."""

    ledger: Ledger
    source: str
    finding: Finding

    @property
    def label(self) -> str:
        return FindingSource(self.source).label if self.source in FindingSource.values else self.ledger.title

    def url(self, user: Actor) -> str:
        """The page of the rows; empty for somebody who may not open that ledger."""
        return self.finding.url if self.ledger.allows(user, Action.VIEW) else ""


BySource = dict[str, list[Spoken]]


def findings_of(villages: Sequence[Village], cycle: Cycle) -> dict[int, BySource]:
    """Village key → source → what each ledger says; queries do not grow with the number of villages."""
    found: dict[int, BySource] = {village.pk: defaultdict(list) for village in villages}
    for ledger in of_villages(ledgers.ordered()):
        for source, by_village in ledger.findings(villages, cycle).items():
            for key, finding in by_village.items():
                if key in found:
                    found[key][source].append(Spoken(ledger, source, finding))
    return found


def said(spoken: BySource, sources: Iterable[str]) -> Said:
    """What the ledgers of these sources say together; nothing where no ledger speaks to any of them."""
    return combine(Said(one.finding.met, one.finding.text) for source in sources for one in spoken.get(source, ()))


@dataclass(frozen=True)
class RiskPicture:
    """All that the ledgers hold against a village, and what they have nothing about yet; a listing, no score."""

    not_met: list[Spoken]
    unknown: list[Spoken]
    met: list[Spoken]


def risk_picture(spoken: BySource) -> RiskPicture:
    listed = [one for group in spoken.values() for one in group]
    return RiskPicture(
        [one for one in listed if one.finding.met is False],
        [one for one in listed if one.finding.met is None],
        [one for one in listed if one.finding.met],
    )
