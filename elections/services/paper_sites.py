"""What papers and notices of a village may say: its words, and what is known of its election; for many at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from electioncycle.actors import Actor
from electioncycle.documents.forms import SignatureBlock
from electioncycle.wording import day_in_words, numeral
from elections.choices import Body, ElectionState, Procedure, RoundState, SchemeState
from elections.models import Election, PaperBlock, Round, Scheme
from elections.rules import scheme as rules
from elections.rules.forms import BOX, EVERY, POST, SEAT, Paper, later_papers, needed_for, papers_of
from elections.rules.norms import Norms
from elections.rules.notice_words import DAYS
from elections.rules.party import QUORUM
from elections.rules.words import HOUSEHOLDS, Names, government_name, party_committee_name, party_words
from elections.services import calendars
from elections.services.calendars import ElectionCalendar
from elections.services.norms import Editions
from villages.choices import VillageKind
from villages.models import Cycle, Village


@dataclass(frozen=True)
class Site:
    """A village with its election, as far as there is one, and the rules it adopted or drafts."""

    village: Village
    norms: Norms
    election: Election | None = None
    scheme: Scheme | None = None
    days: ElectionCalendar | None = None
    round: Round | None = None
    blocks: Mapping[str, SignatureBlock] = field(default_factory=dict)
    body: str = Body.COMMITTEE

    @property
    def community(self) -> bool:
        return bool(self.village.kind == VillageKind.COMMUNITY)

    @property
    def party(self) -> bool:
        """Whether it is about the party organisation's election."""
        return self.body == Body.PARTY

    @property
    def papers(self) -> list[Paper]:
        own = papers_of(party=self.party, community=self.community)
        return own if self.party else own + later_papers(recall=self.recall)

    @property
    def recall(self) -> bool:
        return self.election is not None and self.election.procedure == Procedure.RECALL

    @property
    def decided(self) -> Mapping[str, Any]:
        """What the village decides by its rules; empty before there are any."""
        return self.scheme.values if self.scheme else {}

    @property
    def boxes(self) -> int:
        """The main box, one a station, the roving ones."""
        return 1 + sum(int(self.decided.get(key) or 0) for key in ("stations", "mobile_boxes"))

    def block(self, paper: Paper) -> SignatureBlock | None:
        """How the county lets it close; None: as it is declared."""
        return self.blocks.get(paper.code)

    def copies(self, paper: Paper) -> int:
        block = self.block(paper) or (paper.form.signed if paper.form else SignatureBlock())
        return block.copies * self.sheets(paper)

    def sheets(self, paper: Paper) -> int:
        """How many boxes, posts or seats have one of their own; before anything is decided one is printed."""
        seats = rules.seats(self.decided)
        return {BOX: self.boxes, POST: len(seats), SEAT: sum(seats.values())}.get(paper.each, 1) or 1

    def words(self) -> dict[str, Any]:
        """What things are called here: all that a blank paper says of the village."""
        township, names = str(self.village.township), Names(self.community)
        return {
            **names.fields(),
            "reviewer": rules.reviewer(self.decided, names.election_committee, government_name(township)),
            **({"voters": HOUSEHOLDS, "measure": "户"} if self.decided.get("mode") == "household" else {}),
            "village": self.village.name,
            "township": township,
            "government": government_name(township),
            "party_committee": party_committee_name(township),
            "issuer": {"township": government_name(township), "county": ""}.get(
                self.norms.choice("certificate_by"), f"{self.village.name}{names.election_committee}"
            ),
            "quorum_part": quorum.part if (quorum := self.norms.share(QUORUM)) else "",
            **party_words(self.village.name),
        }

    def names(self) -> list[str]:
        return [str(self.village), str(self.village.township)]

    def values(self) -> dict[str, Any]:
        """The words with what is known by now."""
        known: dict[str, Any] = {
            "procedure": self.election.get_procedure_display() if self.election else "",
            "venue": self.decided.get("venue"),
            "conditions": self.decided.get("conditions"),
            "mobile_boxes": self.decided.get("mobile_boxes"),
            "void_grounds": self._void_grounds(),
            "term": f"{numeral(years)}年" if (years := self.norms.whole("term_years")) else "",
            "keeper": {"township": self.words()["government"], "village": self.words()["own"]}.get(
                self.norms.choice("ballots_kept_by")
            ),
            "kept_until": self.norms.value("ballots_kept_until"),
            "posts": self._posts(),
        }
        if self.days:
            known["polling_day"] = day_in_words(self.days.day)
            known |= {word: day_in_words(self._day(*where)) for word, where in DAYS.items()}
        if self.round:
            known["round"] = f"第{self.round.number}轮{self.round.get_kind_display()}"
        return self.words() | known

    def _void_grounds(self) -> str:
        grounds = self.decided.get("void_grounds")
        return rules.items()["void_grounds"].kind.shown(list(grounds)) if grounds else ""

    def _posts(self) -> str:
        items = rules.items()
        seats = [(rules.SEATS[post], number) for post, number in rules.seats(self.decided).items()]
        return "、".join(f"{items[key].label.removesuffix('职数')}{number}名" for key, number in seats)

    def _day(self, step: str, which: str) -> date | None:
        due = next((one for one in self.days.dues if one.step.step == step), None) if self.days else None
        return getattr(due, which) if due else None


def blocks_of(cycle: Cycle | None) -> dict[str, SignatureBlock]:
    """How the county lets papers close, by their code."""
    return {row.paper: row.block for row in PaperBlock.objects.filter(cycle=cycle)} if cycle else {}


def sites(villages: Sequence[Village], cycle: Cycle | None, body: str = Body.COMMITTEE) -> list[Site]:
    """In the order given, by queries that do not grow with them: the body's regular election of the cycle."""
    elections = calendars.joined(
        Election.objects.filter(
            village__in=villages, body=body, procedure=Procedure.REGULAR, start__cycle=cycle
        ).exclude(state=ElectionState.CALLED_OFF)
    )
    by_village = {one.village_id: one for one in elections} if cycle else {}
    found = {one.village.pk: one for one in _sites(list(by_village.values()), cycle)}
    editions, blocks, edition = Editions(), blocks_of(cycle), cycle.rules_edition if cycle else None
    return [
        found.get(one.pk)
        or Site(one, editions.on(edition, None, community=one.kind == VillageKind.COMMUNITY), blocks=blocks, body=body)
        for one in villages
    ]


def site_of(election: Election) -> Site:
    return next(iter(_sites([election], election.cycle)))


def _sites(elections: Sequence[Election], cycle: Cycle | None) -> list[Site]:
    prefetch_related_objects(elections, "posts")
    by_key = {one.pk: one for one in elections}
    days = {one.election.pk: one for one in calendars.calendars(elections)}
    schemes: dict[int, Scheme] = {}
    for row in Scheme.objects.filter(election__in=elections).exclude(state=SchemeState.SUPERSEDED).order_by("edition"):
        if row.election_id not in schemes or row.is_fixed:  # what is adopted goes before a draft
            row.election = by_key[row.election_id]
            row.village = row.election.village
            schemes[row.election_id] = row
    rounds: dict[int, Round] = {}
    for held in Round.objects.filter(election__in=elections).exclude(state=RoundState.PROPOSED).order_by("number"):
        held.election = by_key[held.election_id]
        rounds[held.election_id] = held
    editions, blocks = Editions(), blocks_of(cycle)
    return [
        Site(
            one.village,
            editions.on(one.rules_edition, one.polling_day, community=one.community),
            one,
            schemes.get(one.pk),
            days.get(one.pk),
            rounds.get(one.pk),
            blocks,
            one.body,
        )
        for one in elections
    ]


@dataclass(frozen=True)
class Needed:
    """What one village needs on one day: for which steps, which papers in how many copies."""

    site: Site
    steps: tuple[str, ...]
    papers: tuple[tuple[Paper, int], ...]

    @property
    def copies(self) -> int:
        return sum(number for _, number in self.papers)


def paper_elections(user: Actor, cycle: Cycle | None) -> QuerySet[Election]:
    """Of the two tracks, in the user's territory, with a polling day, in official order."""
    return calendars.elections_of(user, cycle).filter(body__in=(Body.PARTY, Body.COMMITTEE))


def needed_on(day: date, elections: QuerySet[Election], cycle: Cycle | None) -> list[Needed]:
    """The villages with a step planned for the day."""
    found = []
    for site in _sites(list(elections), cycle):
        dues = site.days.dues if site.days else []
        planned = [one.step for one in dues if one.planned == day and not one.done]
        papers = needed_for((step.step for step in planned), site.papers)
        if papers:
            listed = tuple((paper, site.copies(paper)) for paper in papers)
            found.append(Needed(site, tuple(step.title for step in planned), listed))
    return found


def copies_of(needed: Iterable[Needed]) -> list[tuple[str, int]]:
    """Each paper with the copies of all villages, in the order of the work."""
    total: Counter[str] = Counter()
    for one in needed:
        total.update({paper.code: number for paper, number in one.papers})
    return [(paper.title, total[code]) for code, paper in EVERY.items() if total[code]]
