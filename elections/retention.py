"""What a purge takes besides rows: names of voters in elections that never ended, sheets still being typed."""

from django.db.models import QuerySet
from django.utils import timezone

from electioncycle.disclosure import retention
from elections.models import ListedName, NameList, ResultSheet, SheetEntry
from villages.models import Cycle


def count(cycle: Cycle) -> int:
    return ListedName.objects.filter(of__cycle=cycle).count()


@retention.also("委托和流动票箱名单中的姓名", count)
def forget_names(cycle: Cycle) -> int:
    """How many there were stays."""
    NameList.all_rows.filter(cycle=cycle, erased_at=None).update(erased_at=timezone.now())
    return ListedName.objects.filter(of__cycle=cycle).delete()[0]


def entries_of(cycle: Cycle) -> QuerySet[SheetEntry]:
    return SheetEntry.objects.filter(sheet__round__election__start__cycle=cycle).exclude(
        sheet__in=retention.held(ResultSheet)
    )


def count_entries(cycle: Cycle) -> int:
    return entries_of(cycle).count()


@retention.also("结果报告单(录入中、尚未核对的内容)", count_entries)
def forget_entries(cycle: Cycle) -> int:
    """What was typed of sheets that nobody agreed on names people too."""
    return entries_of(cycle).delete()[0]
