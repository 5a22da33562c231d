"""归档自查: what is recorded of elections that ended, held against itself; asked for once in the internal record."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Q

from elections.choices import CandidateListState, ElectionState, NoticeState, RoundState
from elections.correction_choices import CorrectionKind, CorrectionState
from elections.day_choices import Custody
from elections.models import (
    BallotCustody,
    Candidacy,
    CandidateList,
    Correction,
    ElectedPerson,
    Election,
    ElectionCommittee,
    PublicNotice,
    ResultSheet,
    Round,
    Scheme,
)
from elections.rules import archive_checks as rules
from elections.rules.archive import is_kept_of
from elections.rules.archive_checks import Counted, Known, Meeting, Posted
from elections.rules.calendar import POLLING
from elections.rules.checks import Finding
from elections.services import checking, counted_sheets
from elections.services.checking import Basis
from elections.sheet_choices import SheetState

HELD_AGAINST = (rules.CANDIDATES, rules.RESULT, rules.VOID, rules.CORRECTED)
HUNDRED = 100
"""Branches of a number are fewer."""


@checking.finder()
def contradictions(basis: Basis) -> Iterator[tuple[Election, Finding]]:
    ended = [one for one in basis.elections if _has_ended(one)]
    for one, known in _known(basis, ended) if ended else ():
        for finding in rules.findings(known):
            yield one, finding


def _has_ended(one: Election) -> bool:
    """An archive whose names were purged is not held against names any more."""
    return one.state == ElectionState.ENDED and is_kept_of(one.body, one.procedure) and not one.purged


def _known(basis: Basis, ended: Sequence[Election]) -> Iterator[tuple[Election, Known]]:
    keys = [one.pk for one in ended]
    notices, rounds, ballots = _notices(keys), _rounds(keys), _ballots(keys)
    meetings, candidates, renamed, void = _meetings(keys), _candidates(keys), _renamed(keys), _void(keys)
    for one in ended:
        if (own := basis.calendars.get(one.pk)) is None:
            continue
        counts = ballots[one.pk]
        yield (
            one,
            Known(
                titles={code: step.title for code, step in own.track.steps.items()},
                days=own.facts,
                meetings=meetings[one.pk],
                notices=notices[one.pk],
                candidates=candidates.get(one.pk, ()),
                rounds=rounds[one.pk],
                renamed=renamed[one.pk],
                printed=counts.get(Custody.GIVEN, counts.get(Custody.PRINTED)),
                sealed=counts.get(Custody.SEALED),
                delivered=counts.get(Custody.DELIVERED),
                void_rounds=void[one.pk],
                objection_days=basis.norms(one).whole("objection_days"),
                polling=basis.happened(one.pk, POLLING),
            ),
        )


def _notices(keys: Sequence[int]) -> dict[int, list[Posted]]:
    found: dict[int, list[Posted]] = defaultdict(list)
    asked = Q(wording__code__in=HELD_AGAINST) | Q(taken_down_on__isnull=False)
    rows = PublicNotice.objects.filter(asked, election__in=keys).exclude(state=NoticeState.DRAFT)
    for row in rows.select_related("wording", "step_day").order_by("id"):
        code = row.wording.code if row.wording else ""
        place = row.number * HUNDRED + row.branch
        found[row.election_id].append(
            Posted(row.full_number, row.step, code, row.day, row.taken_down_on, row.text, place)
        )
    return found


def _rounds(keys: Sequence[int]) -> dict[int, list[Counted]]:
    """Rounds whose report is verified, with what it says and who was elected by it."""
    found: dict[int, list[Counted]] = defaultdict(list)
    sheets = ResultSheet.objects.filter(round__election__in=keys, state=SheetState.VERIFIED)
    rows = list(sheets.select_related("round").order_by("round__number"))
    accounts = counted_sheets.fullest(row.pk for row in rows)
    elected: dict[int, list[str]] = defaultdict(list)
    for sheet, name in ElectedPerson.objects.filter(sheet__in=rows).values_list("sheet", "name"):
        elected[sheet].append(name)
    for row in rows:
        if own := accounts.get(row.pk):
            figures = own.printed, own.issued, own.recovered
            held = row.round
            found[held.election_id].append(Counted(held.number, held.polling_day, *figures, tuple(elected[row.pk])))
    return found


def _ballots(keys: Sequence[int]) -> dict[int, dict[str, int]]:
    """By step of their way, as they were counted last."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = BallotCustody.objects.filter(election__in=keys, ballots__isnull=False).order_by("day", "id")
    for key, step, ballots in rows.values_list("election", "step", "ballots"):
        found[key][step] = ballots or 0
    return found


def _meetings(keys: Sequence[int]) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = defaultdict(list)
    for held in ElectionCommittee.objects.filter(election__in=keys):
        found[held.election_id].append(Meeting("推选会议", held.get_chosen_by_display(), held.entitled))
    for row in Scheme.objects.filter(election__in=keys, adopted_on__isnull=False).order_by("edition"):
        found[row.election_id].append(
            Meeting(f"通过办法(第{row.edition}版)的会议", row.get_adopted_by_display(), row.entitled)
        )
    return found


def _candidates(keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Names of the first list that was made known, which its notice lists."""
    states = (CandidateListState.PUBLISHED, CandidateListState.REPLACED)
    rows = CandidateList.objects.filter(election__in=keys, state__in=states).order_by("-number")
    lists = {row.election_id: row.entries for row in rows}
    people = Candidacy.objects.filter(election__in=lists).values_list("pk", "person__name")
    names = dict(people)
    return {key: tuple(names[one] for one in entries if one in names) for key, entries in lists.items()}


def _renamed(keys: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    rows = ElectedPerson.objects.filter(
        sheet__round__election__in=keys,
        sheet__state=SheetState.VERIFIED,
        sheet__withdrawn_at=None,
        person__isnull=False,
    )
    for key, name, now in rows.values_list("sheet__round__election", "name", "person__name"):
        found[key] += name != now
    return found


def _void(keys: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Rounds that were void and results that were corrected, each with the notice that makes it known."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rounds = Round.objects.filter(election__in=keys, state=RoundState.VOID).order_by("number")
    for key, number in rounds.values_list("election", "number"):
        found[key].append((number, rules.VOID))
    corrected = Correction.objects.filter(
        sheet__round__election__in=keys, kind=CorrectionKind.RESULT, state=CorrectionState.DONE
    )
    for key, number in corrected.order_by("pk").values_list("sheet__round__election", "sheet__round__number"):
        found[key].append((number, rules.CORRECTED))
    return found
