"""Printed analysis reports: which edition of a village's report lies where, and what it was made from."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from electioncycle.records.files import StoredFile
from reports.choices import Variant
from villages.models import Cycle, Village


class DailyPaper(models.Model):
    """《换届工作日报（领导参阅）》 of one morning: what it said, kept so that it can be printed again as it was.

    ``content`` is a ``briefing.Briefing`` as plain data; it names villages, leaders and office telephones.
    """

    scope_lookup = "cycle__county__path"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="届次")
    day = models.DateField("日期")
    content = models.JSONField("内容")
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "换届工作日报"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["cycle", "day"], name="daily_paper_once")]

    def __str__(self) -> str:
        return f"{self.cycle}{self.day:%Y-%m-%d}换届工作日报"


class VillageReport(models.Model):
    """One edition of a village's 分析研判报告 as PDF. The content hash decides whether a new edition is due."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="reports", verbose_name="村(社区)")
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, related_name="+", verbose_name="届次")
    variant = models.CharField("稿别", max_length=10, choices=Variant, default=Variant.INTERNAL)
    number = models.PositiveIntegerField("版次", default=1)
    content_hash = models.CharField("内容校验码", max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    pages = models.PositiveSmallIntegerField("页数", default=0)
    missing = models.JSONField("缺字", default=list)
    rendered_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "研判报告"
        ordering = ["village_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["village", "cycle", "variant", "number"], name="report_edition_once"),
            models.UniqueConstraint(
                fields=["village", "variant", "number"],
                condition=Q(cycle=None),
                name="report_edition_once_without_cycle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}研判报告第{self.number}版"
