"""What a purge takes besides rows: names of voters in elections that never ended, sheets still being typed, names of
people who were elected by figures that no longer stand; and elections of no cycle, which are purged by themselves.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.disclosure import retention
from electioncycle.disclosure.retention import Whole
from electioncycle.records.rows import LedgerModel
from elections.dispute_choices import OPEN
from elections.models import Dispute, ElectedPerson, Election, ListedName, NameList, ResultSheet, SheetEntry

OF_START = "start__cycle"


def by_election(model: type[LedgerModel]) -> str:
    """The way of the rows that reach their cycle by an election, as far as the election."""
    if model is Election:
        return "pk"
    way, found, _ = model.cycle_lookup.rpartition(f"__{OF_START}")
    return way if found else ""


def purged_elections() -> set[int]:
    return set(Election.all_rows.exclude(purged_at=None).values_list("pk", flat=True))


retention.declare(by_election, purged_elections)


@retention.keeps(Election)
def disputed_elections() -> set[int]:
    """What somebody disputes is evidence until the dispute is closed."""
    return set(Dispute.objects.filter(state__in=OPEN).values_list("election", flat=True))


def of_election(election: Election) -> Whole:
    return Whole(election, by_election, election.polling_day or timezone.localdate())


def _lists(whole: Whole) -> QuerySet[Any]:
    return whole.rows(NameList)


def count(whole: Whole) -> int:
    return ListedName.objects.filter(of__in=_lists(whole)).count()


@retention.also("委托和流动票箱名单中的姓名", count)
def forget_names(whole: Whole) -> int:
    """How many there were stays."""
    gone = ListedName.objects.filter(of__in=_lists(whole)).delete()[0]
    _lists(whole).filter(erased_at=None).update(erased_at=timezone.now())
    return gone


def entries_of(whole: Whole) -> QuerySet[SheetEntry]:
    return SheetEntry.objects.filter(sheet__in=whole.rows(ResultSheet))


def count_entries(whole: Whole) -> int:
    return entries_of(whole).count()


@retention.also("结果报告单(录入中、尚未核对的内容)", count_entries)
def forget_entries(whole: Whole) -> int:
    """What was typed of sheets that nobody agreed on names people too."""
    return entries_of(whole).delete()[0]


def not_elected(whole: Whole) -> QuerySet[ElectedPerson]:
    """Who was elected by figures that were put right since; those of the result that stands keep their names."""
    stands = Q(withdrawn_at=None, sheet__withdrawn_at=None)
    return ElectedPerson.all_rows.filter(sheet__in=whole.rows(ResultSheet)).exclude(stands)


def count_not_elected(whole: Whole) -> int:
    return not_elected(whole).exclude(name=retention.GONE).count()


@retention.also("更正、重算前曾列为当选的姓名", count_not_elected)
def forget_not_elected(whole: Whole) -> int:
    """In the rows and in the history of all; the figures and the post stay."""
    gone = count_not_elected(whole)
    keys = list(not_elected(whole).values_list("pk", flat=True))
    not_elected(whole).update(name=retention.GONE)
    ElectedPerson.history.filter(id__in=keys).update(name=retention.GONE, history_change_reason="")
    return gone
