"""The sweep (排查): one row says that one village was looked at for one kind of risk, and how many were found."""

from django.db import models
from django.db.models import Q

from villages.choices import ListKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, Village


class Sweep(CycleRow):
    """One village, one kind: nothing found (0) or the number of risk points. No row means not looked at yet."""

    search_from = ("village", "swept_by")

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="sweeps", verbose_name="村(社区)", limit_choices_to={"valid_to": None}
    )
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="风险类别",
        limit_choices_to={"kind": ListKind.RISK_KIND},
    )
    found = models.PositiveSmallIntegerField("发现风险点数", default=0, help_text="未发现的填0")
    swept_on = models.DateField("排查日期", null=True, blank=True)
    swept_by = models.CharField("排查人", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "风险排查"
        ordering = (*BY_VILLAGE, "kind__position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "kind"],
                condition=Q(withdrawn_at=None),
                name="sweep_once_per_kind",
                violation_error_message="该村(社区)本届这一类别已排查登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.kind}排查"

    @property
    def result(self) -> str:
        return "发现" if self.found else "未发现"
