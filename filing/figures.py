"""Which forms wait for what."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from filing.choices import WAITING, Cadence, EditionState
from filing.models import CityForm, FormEdition


def to_send(rows: QuerySet[CityForm]) -> QuerySet[CityForm]:
    """Due today, or on a day that is over, and not sent since."""
    today = timezone.localdate()
    sent = FormEdition.objects.filter(state=EditionState.SENT)
    of_today = Q(cadence=Cadence.DAILY) | Q(cadence=Cadence.WEEKLY, weekday=str(today.isoweekday()))
    repeated = of_today & ~Q(pk__in=sent.filter(sent_at__date=today).values("form"))
    once = Q(cadence=Cadence.ONCE, day__lte=today) & ~Q(pk__in=sent.values("form"))
    return rows.filter(repeated | once)


def to_check(rows: QuerySet[CityForm]) -> QuerySet[CityForm]:
    return rows.filter(pk__in=FormEdition.objects.filter(state=EditionState.MADE).values("form"))


def unwaited(rows: QuerySet[CityForm]) -> QuerySet[CityForm]:
    """Those of which no edition waits for anybody."""
    waiting = FormEdition.objects.filter(state__in=WAITING)
    return rows.exclude(pk__in=waiting.values("form"))
