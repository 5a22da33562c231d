"""What the counted figures stood at when a day had ended, by place; kept as long as the cycle.

Numbers only, of counties and townships: a purge leaves them, as it leaves the figures themselves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone

from electioncycle.actors import CycleLike

AT_A_TIME = 1000


class FigureDay(models.Model):
    """One figure of one place. ``counted_at`` says when; a night that was missed is made up the next morning."""

    cycle_id = models.BigIntegerField("届次编号")
    path = models.CharField("地区", max_length=60)
    day = models.DateField("日期")
    figure = models.CharField("指标代码", max_length=40)
    value = models.BigIntegerField("数值")
    counted_at = models.DateTimeField("计数时间")

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "每日数字"
        constraints = [models.UniqueConstraint(fields=["cycle_id", "path", "day", "figure"], name="figure_day_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.day} {self.figure}"


@dataclass(frozen=True)
class Night:
    """What one place counted when ``day`` had ended: the code of each figure → number."""

    day: date
    counted_at: datetime
    counts: dict[str, int]


def keep(cycle: CycleLike, day: date, counts: Mapping[str, Mapping[str, int]]) -> int:
    """Path of a place → code → number; returns how many were written, none where the day has been kept before."""
    now = timezone.now()
    with transaction.atomic():
        if FigureDay.objects.filter(cycle_id=cycle.pk, day=day).exists():
            return 0
        rows = [
            FigureDay(cycle_id=cycle.pk, path=path, day=day, figure=code, value=value, counted_at=now)
            for path, numbers in counts.items()
            for code, value in numbers.items()
        ]
        FigureDay.objects.bulk_create(rows, batch_size=AT_A_TIME)
    return len(rows)


def last_night(cycle: CycleLike, path: str, before: date) -> Night | None:
    """The latest day before this one that was kept of the place; one query."""
    own = FigureDay.objects.filter(cycle_id=cycle.pk, path=path, day__lt=before)
    latest = own.order_by("-day").values("day")[:1]
    rows = list(own.filter(day=models.Subquery(latest)))
    return Night(rows[0].day, rows[0].counted_at, {row.figure: row.value for row in rows}) if rows else None


def course(cycle: CycleLike, path: str, codes: Collection[str], since: date) -> dict[date, dict[str, int]]:
    """What the place stood at in these figures on every day that was kept since, in order; one query."""
    found: dict[date, dict[str, int]] = {}
    rows = FigureDay.objects.filter(cycle_id=cycle.pk, path=path, figure__in=codes, day__gte=since)
    for day, code, value in rows.order_by("day").values_list("day", "figure", "value"):
        found.setdefault(day, {})[code] = value
    return found
