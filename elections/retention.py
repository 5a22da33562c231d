"""What a purge takes besides rows: names of proxies and roving-box voters of elections that never ended."""

from django.utils import timezone

from electioncycle.disclosure import retention
from elections.models import ListedName, NameList
from villages.models import Cycle


def count(cycle: Cycle) -> int:
    return ListedName.objects.filter(of__cycle=cycle).count()


@retention.also("委托和流动票箱名单中的姓名", count)
def forget_names(cycle: Cycle) -> int:
    """How many there were stays."""
    NameList.all_rows.filter(cycle=cycle, erased_at=None).update(erased_at=timezone.now())
    return ListedName.objects.filter(of__cycle=cycle).delete()[0]
