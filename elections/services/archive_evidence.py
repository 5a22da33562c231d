"""What the product knows of the papers of elections: days, rows, posted notices, by constant queries.

The index of an archive asks for each by a reference such as ``step:voter_list`` (``rules.archive``).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from electioncycle.wording import day_in_words
from elections.choices import (
    AHEAD,
    Announced,
    CandidacyState,
    CandidateListState,
    NoticeState,
    PlaceKind,
    PlaceState,
    Procedure,
    RecordState,
    RoundState,
    Way,
)
from elections.day_choices import Custody
from elections.mid_term_choices import MidTermKind
from elections.models import (
    BallotCustody,
    Candidacy,
    CandidacyReview,
    CandidateList,
    CommitteeMember,
    DayCheck,
    Election,
    ElectionCommittee,
    ElectionStaff,
    MidTermChange,
    NominationVote,
    PartyObjection,
    PartyPlan,
    PartyResult,
    PartySheet,
    PollingPlace,
    ProxyTally,
    PublicNotice,
    Registration,
    ResultSheet,
    Round,
    Scheme,
    Supplement,
)
from elections.party_choices import ReplyState
from elections.rules import archive as rules
from elections.rules.archive import NOTICE, ROW, STEP
from elections.services import calendars
from elections.services.norms import Editions
from elections.sheet_choices import AGREED, SheetState

Known = dict[int, dict[str, str]]
"""Election key → reference → in words what is known."""
KEPT_IN_VILLAGE = "village"
EVERY = Q()


@dataclass(frozen=True)
class Rows:
    """Rows of a model that bear something out; ``way`` leads to their election, ``unit`` counts them."""

    model: Any
    where: Q = EVERY
    way: str = "election"
    unit: str = "条"


_ROVING, _SHEET = Q(kind=PlaceKind.ROVING), "round__election"
ROWS: dict[str, Rows] = {
    "committee": Rows(ElectionCommittee, Q(state=RecordState.APPROVED), unit="个"),
    "exits": Rows(CommitteeMember, Q(left_on__isnull=False), "committee__election", "人"),
    "scheme": Rows(Scheme, Q(adopted_on__isnull=False), unit="版"),
    "registration": Rows(Registration, Q(state=RecordState.APPROVED), unit="份"),
    "outsiders": Rows(Registration, Q(outsider__gt=0), unit="份"),
    "outsider_vote": Rows(Registration, Q(outsider_present__isnull=False), unit="次"),
    "supplements": Rows(Supplement, Q(confirmed=True), "registration__election", "次"),
    "ballot_nominations": Rows(Candidacy, Q(way=Way.BALLOT), unit="人次"),
    "nomination_votes": Rows(NominationVote, unit="次"),
    "self_nominations": Rows(Candidacy, Q(way=Way.SELF), unit="人次"),
    "candidacies": Rows(Candidacy, unit="人次"),
    "reviews": Rows(CandidacyReview, unit="份"),
    "candidate_lists": Rows(
        CandidateList, Q(state__in=(CandidateListState.PUBLISHED, CandidateListState.REPLACED)), unit="次"
    ),
    "withdrawals": Rows(Candidacy, Q(state=CandidacyState.LEFT), unit="人次"),
    "proxies": Rows(ProxyTally, Q(certificates__gt=0), unit="份"),
    "roving": Rows(PollingPlace, _ROVING, unit="个"),
    "roving_approved": Rows(PollingPlace, _ROVING & Q(state=PlaceState.APPROVED), unit="个"),
    "staff": Rows(ElectionStaff, unit="人次"),
    "ballots_given": Rows(BallotCustody, Q(step__in=(Custody.PRINTED, Custody.GIVEN)), unit="次"),
    "day_checks": Rows(DayCheck, Q(ready=True), unit="项"),
    "sheets": Rows(ResultSheet, Q(state__in=AGREED), _SHEET, "份"),
    "party_plan": Rows(PartyPlan, ~Q(state=ReplyState.DRAFT), unit="份"),
    "party_objections": Rows(PartyObjection, unit="件"),
    "party_meetings": Rows(PartySheet, unit="项"),
    "announced": Rows(Round, Q(announced__gt=""), unit="轮"),
    "recalled": Rows(Round, Q(announced=Announced.RECALLED), unit="轮"),
    "party_result": Rows(PartyResult, ~Q(state=ReplyState.DRAFT), unit="份"),
}
COUNTED = frozenset({RoundState.COUNTING, RoundState.ANNOUNCED, RoundState.VOID})
"""Rounds of which there is a report."""


def known(elections: Sequence[Election]) -> Known:
    """Everything an index may ask for; the queries are as many however many elections there are."""
    found: Known = defaultdict(dict)
    for one in calendars.calendars(elections):
        for step, days in one.facts.items():
            if told := "、".join(day_in_words(day) for day in days if day):
                found[one.election.pk][f"{STEP}:{step}"] = f"{rules.title_of(f'{STEP}:{step}')}{told}"
    _count(elections, found)
    _posted(elections, found)
    _sheets(elections, found)
    _named(elections, found)
    return found


def _count(elections: Sequence[Election], found: Known) -> None:
    kinds = {rules.kind_of(one.body, one.procedure) for one in elections}
    wanted = {one for kind in kinds for item in rules.items(kind) for one in (*item.must, *item.also, item.when)}
    for name, rows in ROWS.items():
        if f"{ROW}:{name}" not in wanted:
            continue
        listed = rows.model.objects.filter(rows.where, **{f"{rows.way}__in": elections}).order_by()
        title = rules.row_titles()[name]
        for key, number in listed.values_list(rows.way).annotate(number=Count("pk")):
            found[key][f"{ROW}:{name}"] = f"{title}{number}{rows.unit}"


def _named(elections: Sequence[Election], found: Known) -> None:
    """Of recalls: whether somebody recorded whose post ended by it, on its day or later."""
    recalls = [one for one in elections if one.procedure == Procedure.RECALL]
    rows = MidTermChange.objects.filter(kind=MidTermKind.RECALLED, village__in=[one.village_id for one in recalls])
    told = list(rows.values_list("village", "body", "asked_on")) if recalls else []
    for one in recalls:
        since = one.polling_day or date.min
        if number := sum((village, body) == (one.village_id, one.body) and day >= since for village, body, day in told):
            found[one.pk][f"{ROW}:named"] = f"{rules.row_titles()['named']}{number}条"


def _posted(elections: Sequence[Election], found: Known) -> None:
    """Notices that hang or hung, by the text they were drafted from."""
    rows = PublicNotice.objects.filter(election__in=elections, wording__isnull=False).exclude(state=NoticeState.DRAFT)
    listed = rows.select_related("step_day").annotate(code=F("wording__code"))
    for row in listed.order_by("number", "branch", "id"):
        place, told = f"{NOTICE}:{row.code}", f"公告{row.full_number}{day_in_words(row.day)}张贴"
        before = found[row.election_id].get(place)
        found[row.election_id][place] = f"{before}、{told}" if before else told


def _sheets(elections: Sequence[Election], found: Known) -> None:
    """Reports that are locked for every round that was counted; ballots sealed, and delivered where they are to be."""
    held: dict[int, list[int]] = defaultdict(list)
    rounds = Round.objects.filter(election__in=elections).exclude(state__in=AHEAD)
    for key, pk in rounds.filter(state__in=COUNTED).values_list("election", "pk"):
        held[key].append(pk)
    sheets = {one.round_id: one for one in ResultSheet.objects.filter(round__election__in=elections)}
    ways: dict[tuple[int, str], int] = defaultdict(int)
    for key, step in BallotCustody.objects.filter(election__in=elections).values_list("election", "step"):
        ways[key, step] += 1
    editions = Editions({one.rules_edition for one in elections})
    for one in elections:
        own = [sheets[pk] for pk in held[one.pk] if pk in sheets]
        told = found[one.pk]
        if held[one.pk] and sum(row.state == SheetState.VERIFIED for row in own) == len(held[one.pk]):
            told[f"{ROW}:verified"] = f"{len(own)}轮结果报告单已核对定稿"
        if ways[one.pk, Custody.SEALED] or any(row.sealed_at for row in own):
            told[f"{ROW}:sealed"] = "选票已封存"
        norms = editions.on(one.rules_edition, one.polling_day, community=one.community)
        if norms.choice("ballots_kept_by") == KEPT_IN_VILLAGE:
            told[f"{ROW}:delivered"] = "选票按规定由村保存"
        elif ways[one.pk, Custody.DELIVERED] or any(row.delivered_at for row in own):
            told[f"{ROW}:delivered"] = "选票已送达乡镇(街道)"
