"""What a writing page has kept of minutes names people too: it goes when a cycle's personal data are purged."""

from django.db.models import QuerySet

from electioncycle.disclosure import retention
from electioncycle.disclosure.retention import Whole
from meetings.models import Minutes, MinutesDraft


def _kept(whole: Whole) -> QuerySet[MinutesDraft]:
    """Beside minutes that a hold keeps, what was typed for them stays too."""
    return MinutesDraft.objects.filter(minutes__in=whole.rows(Minutes))


def count(whole: Whole) -> int:
    return _kept(whole).count()


@retention.also("会议纪要(自动暂存、尚未保存的内容)", count)
def forget_drafts(whole: Whole) -> int:
    return _kept(whole).delete()[0]
