"""Daily zero reports (日报、零报告) of townships."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from risks.choices import DayState
from risks.rules.daily import cut_off_time, is_late
from villages.choices import AreaLevel
from villages.models import Area, CycleRow
from villages.rules.reader import in_force

CUT_OFF = "daily_report_cut_off"
"""The rule that says until what time of day a township reports; without a value no daily report is asked for."""


class DailyReport(CycleRow):
    """What a township says about one day: nothing unusual, or what happened and what was done about it."""

    scope_lookup = "township__path"
    search_from = ("situation", "township")

    township = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="daily_reports",
        verbose_name="乡镇(街道)",
        limit_choices_to={"level": AreaLevel.TOWNSHIP},
    )
    day = models.DateField("日期", db_index=True)
    state = models.CharField("动态", max_length=8, choices=DayState, default=DayState.QUIET)
    situation = models.TextField("情况", blank=True)
    handling = models.TextField("处置", blank=True)
    reported_at = models.DateTimeField("报送时间", null=True, editable=False)
    late = models.BooleanField("迟报", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "日报(零报告)"
        ordering = ["-day", "township__position", "township__code"]
        indexes = [models.Index(fields=["cycle", "day"], name="daily_report_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "township", "day"],
                condition=Q(withdrawn_at=None),
                name="daily_report_once",
                violation_error_message="该乡镇这一天已有日报，请在原来的日报上修改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.township}{self.day:%Y年%m月%d日}日报"

    def prepare(self) -> None:
        """The first report counts, under the rule as it stood then; later corrections do not make it late."""
        if self._state.adding:
            self.reported_at = self.reported_at or timezone.now()
            rule = in_force(self.cycle.rule_set.rules.filter(key=CUT_OFF), self.day).get(CUT_OFF)
            self.late = is_late(self.day, timezone.localtime(self.reported_at), cut_off_time(rule and rule.value))
        super().prepare()
