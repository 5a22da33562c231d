"""Printed analysis reports: which edition of a village's report lies where, and what it was made from."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from electioncycle.figures import FIGURES
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


class FigureCheck(models.Model):
    """One comparison of the ways in which figures leave (数字打架): how much was compared, how much told otherwise."""

    scope_lookup = "cycle__county__path"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="届次")
    checked_at = models.DateTimeField("核对时间", default=timezone.now)
    ways = models.JSONField("出处", default=list)
    places = models.PositiveIntegerField("地区数", default=0)
    compared = models.PositiveIntegerField("核对数字", default=0)
    apart = models.PositiveIntegerField("不一致", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "数字核对"
        ordering = ["-checked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.cycle}{timezone.localtime(self.checked_at):%Y-%m-%d %H:%M}数字核对"


class FigureConflict(models.Model):
    """One figure of one place that two ways tell differently, until a later check finds them agreed.

    Numbers and names of places and pages only: nobody can be told from it.
    """

    scope_lookup = "cycle__county__path"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="届次")
    path = models.CharField("地区", max_length=60)
    place = models.CharField("地区名称", max_length=60)
    figure = models.CharField("指标代码", max_length=40)
    entry = models.CharField("分项", max_length=40, blank=True)
    first = models.CharField("出处一", max_length=160)
    first_url = models.CharField("出处一地址", max_length=200, blank=True)
    first_value = models.BigIntegerField("数值一")
    second = models.CharField("出处二", max_length=160)
    second_url = models.CharField("出处二地址", max_length=200, blank=True)
    second_value = models.BigIntegerField("数值二")
    found_at = models.DateTimeField("发现时间", default=timezone.now)
    seen_at = models.DateTimeField("最近核对", default=timezone.now)
    settled_at = models.DateTimeField("恢复一致", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "数字不一致"
        ordering = ["path", "figure", "entry", "second", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "path", "figure", "entry", "first", "second"],
                condition=Q(settled_at=None),
                name="figure_conflict_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}“{self.called}”：{self.first}{self.first_value}，{self.second}{self.second_value}"

    @property
    def called(self) -> str:
        """The figure's name as it is defined, with its entry; its code where the product has no such figure now."""
        figure = FIGURES.get(self.figure)
        return f"{figure.name if figure else self.figure}{f'：{self.entry}' if self.entry else ''}"

    @property
    def explained(self) -> str:
        figure = FIGURES.get(self.figure)
        return figure.explained if figure else ""
