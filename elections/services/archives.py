"""Archives of elections: the index of each as it stands, the self-check, gaps and the handing over typed in a grid."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from electioncycle.actors import Actor
from electioncycle.records.files import Attachment
from elections.choices import Body, ElectionState, Procedure, RoundState
from elections.models import Archive, Election, PublicNotice, Round
from elections.rules import archive as rules
from elections.rules.archive import Entry, Question
from elections.services import archive_evidence, calendars, checking
from elections.services.checking import Line
from elections.services.norms import Editions
from villages.models import Cycle

STEP = "archiving"
PHOTOGRAPHS = next(one.title for one in rules.items(Body.COMMITTEE) if one.code == "photographs")
"""The item with which photographs of posted notices are counted."""


@dataclass
class Folder:
    """The archive of one election as it stands: its index, its scans by item, what its rows contradict."""

    election: Election
    entries: list[Entry]
    row: Archive | None = None
    handed_on: date | None = None
    scans: dict[str, int] = field(default_factory=dict)
    checks: list[Line] = field(default_factory=list)
    periods: Mapping[str, str] = field(default_factory=dict)
    """How long what is kept, by the code of the period: as the county's rules say it where they do."""

    @property
    def due(self) -> list[Entry]:
        """What belongs into it: items of things that did not happen are no part of it."""
        return [one for one in self.entries if one.open or one.there]

    @property
    def there(self) -> int:
        return sum(one.there for one in self.entries)

    @property
    def unrecorded(self) -> list[Entry]:
        return [one for one in self.entries if one.open and one.lacking]

    @property
    def missing(self) -> list[Entry]:
        return [one for one in self.entries if one.open and not one.lacking]

    @property
    def complete(self) -> bool:
        return not any(one.open for one in self.entries)

    @property
    def contradictions(self) -> int:
        """How many places of the self-check are still to be put right or explained."""
        return sum(one.open for one in self.checks)

    @cached_property
    def answers(self) -> list[tuple[Question, list[Line]]]:
        """Each question of the self-check with what the rows say to it."""
        return [(one, [line for line in self.checks if line.code in one.codes]) for one in rules.questions()]


def with_result(user: Actor, cycle: Cycle | None, kind: str = Body.COMMITTEE) -> QuerySet[Election]:
    """Elections of the cycle that have a result, and by-elections that ended since it began; or the recalls since."""
    announced = Round.objects.filter(election=OuterRef("pk"), state=RoundState.ANNOUNCED)
    recall = kind == rules.RECALL
    wanted = Q(procedure=Procedure.RECALL if recall else Procedure.BY_ELECTION) & Q(start=None)
    if cycle is not None:
        wanted &= Q(polling_day__gte=cycle.starts_on)
        if not recall:
            wanted |= Q(term__elected_in=cycle, procedure=Procedure.REGULAR)
    bodies = rules.RECALLED if recall else (kind,)
    found = Election.objects.visible_to(user).filter(wanted, Exists(announced), body__in=bodies)
    if cycle is not None:
        found = found.filter(village__path__startswith=cycle.county.path)
    return calendars.joined(found.exclude(state=ElectionState.CALLED_OFF))


def has_archive(election: Election) -> bool:
    return rules.is_kept_of(election.body, election.procedure)


def folders(elections: Sequence[Election], *, checks: bool = True) -> list[Folder]:
    """In the order given, by constant queries; ``checks``: with the self-check."""
    known = archive_evidence.known(elections)
    rows = {one.election_id: one for one in Archive.objects.filter(election__in=elections)}
    days = {one.election.pk: one.happened(STEP, 1) for one in calendars.calendars(elections)}
    scans = _scans(elections, rows)
    asked, found = rules.asked_codes(), checking.lines(elections) if checks else {}
    editions = Editions({one.rules_edition for one in elections})
    made = []
    for one in elections:
        row = rows.get(one.pk)
        kind = rules.kind_of(one.body, one.procedure)
        entries = rules.index(kind, known[one.pk], row.missing if row else ())
        lines = [line for line in found.get(one.pk, ()) if line.code in asked]
        made.append(Folder(one, entries, row, days.get(one.pk), scans[one.pk], lines, _periods(editions, one)))
    return made


def folder(election: Election) -> Folder:
    return folders([election])[0]


def _periods(editions: Editions, election: Election) -> dict[str, str]:
    norms = editions.on(election.rules_edition, election.polling_day, community=election.community)
    return {
        code: str((norms.value(one.rule) if one.rule else None) or one.title) for code, one in rules.keeping().items()
    }


def _scans(elections: Sequence[Election], rows: dict[int, Archive]) -> dict[int, dict[str, int]]:
    """Election key → title of the item → how many scans hang there; photographs of notices stand with 公告."""
    by_row = {one.pk: key for key, one in rows.items()}
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, part in _files(Archive, elections).values_list("object_id", "part"):
        found[by_row[key or 0]][part] += 1
    photographs = _files(PublicNotice, elections).values_list("object_id", flat=True)
    notices = dict(PublicNotice.objects.filter(pk__in=photographs).values_list("pk", "election"))
    for key in photographs:
        found[notices[key or 0]][PHOTOGRAPHS] += 1
    return found


def scans_of(one: Folder) -> list[tuple[str, str, Attachment]]:
    """Title of the item, what the file is called in the volume, the file; in the order in which they came."""
    rows = _files(Archive, [one.election]).order_by("pk")
    found = [(row.part, row.name, row) for row in rows]
    photographs = _files(PublicNotice, [one.election]).order_by("pk")
    notices = PublicNotice.objects.in_bulk([row.object_id or 0 for row in photographs])
    for row in photographs:
        found.append((PHOTOGRAPHS, f"公告{notices[row.object_id or 0].full_number}张贴照片", row))
    return found


def _files(model: type[Archive] | type[PublicNotice], elections: Sequence[Election]) -> QuerySet[Attachment]:
    rows: Any = model.objects.filter(election__in=elections).order_by().values("pk")
    return Attachment.objects.filter(object_type=model._meta.label_lower, object_id__in=rows, withdrawn_at=None)


@dataclass(frozen=True)
class Sum:
    """How far the archives of one township are."""

    township: str
    key: int
    villages: int
    complete: int
    gaps: int
    handed: int
    contradictions: int

    @property
    def figures(self) -> tuple[int, ...]:
        """In the order of the table."""
        return self.villages, self.complete, self.gaps, self.contradictions, self.handed


def sums(found: Sequence[Folder]) -> list[Sum]:
    """By township in official order."""
    by_township: dict[int, list[Folder]] = defaultdict(list)
    for one in found:
        by_township[one.election.village.township_id].append(one)
    return [
        Sum(
            str(own[0].election.village.township),
            key,
            len(own),
            sum(one.complete for one in own),
            sum(len(one.unrecorded) + len(one.missing) for one in own),
            sum(one.handed_on is not None for one in own),
            sum(one.contradictions for one in own),
        )
        for key, own in by_township.items()
    ]
