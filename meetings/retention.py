"""What a writing page has kept of minutes names people too: it goes when a cycle's personal data are purged."""

from django.db.models import QuerySet

from electioncycle.disclosure import retention
from meetings.models import Minutes, MinutesDraft
from villages.models import Cycle


def _kept(cycle: Cycle) -> QuerySet[MinutesDraft]:
    """Beside minutes that a hold keeps, what was typed for them stays too."""
    return MinutesDraft.objects.filter(minutes__cycle=cycle).exclude(minutes__in=retention.held(Minutes))


def count(cycle: Cycle) -> int:
    return _kept(cycle).count()


@retention.also("会议纪要(自动暂存、尚未保存的内容)", count)
def forget_drafts(cycle: Cycle) -> int:
    return _kept(cycle).delete()[0]
