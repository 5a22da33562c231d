"""Risk points (风险点): what was found where, who answers for it, until when, and how it was settled."""

from typing import ClassVar

from django.db import models

from risks import choices
from risks.models.base import Settled
from villages.choices import ListKind
from villages.models import BY_VILLAGE, KindItem


class RiskPoint(Settled):
    """One risk of one village. One that a sweep has only counted so far has no facts yet."""

    search_from = ("facts", "responsible", "village")
    owner_fields: ClassVar[tuple[str, ...]] = ("responsible",)

    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="风险类别",
        limit_choices_to={"kind": ListKind.RISK_KIND},
    )
    level = models.CharField("风险等级", max_length=8, choices=choices.Level, default=choices.Level.MEDIUM)
    facts = models.TextField("基本情况(事实)", help_text="只写事实，不写评价")
    source = models.CharField("来源", max_length=10, choices=choices.PointSource, default=choices.PointSource.SWEEP)
    started_on = models.DateField("发现日期", null=True, blank=True)
    responsible = models.CharField("责任人", max_length=60, blank=True, help_text="姓名及职务")
    deadline = models.DateField("化解时限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "风险点"
        ordering = (*BY_VILLAGE, "kind__position", "id")
        indexes = [models.Index(fields=["cycle", "state", "deadline"], name="risk_by_state")]

    def __str__(self) -> str:
        return f"{self.village}{self.kind}：{self.facts[:18] or '待填写'}{'…' if len(self.facts) > 18 else ''}"
