"""Placements (顶岗学习·挂职锻炼) of people from the reserve pool, with what was noted month by month."""

from django.db import models
from django.db.models import Q

from candidates import choices
from candidates.models.reserves import ReserveCandidate
from electioncycle.records.rows import LedgerModel
from villages.choices import ListKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, Village


class Placement(CycleRow):
    """One person of the pool who works in a village for a time: as what, with whom, how it went, what came of it."""

    search_from = ("candidate", "village", "mentor")
    personal_fields = ("mentor", "assessment", "note")
    purges_files = True

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="placements",
        verbose_name="顶岗村(社区)",
        limit_choices_to={"valid_to": None},
    )
    candidate = models.ForeignKey(ReserveCandidate, models.PROTECT, related_name="placements", verbose_name="后备人选")
    post = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="顶岗岗位",
        limit_choices_to={"kind": ListKind.PLACEMENT_POST},
    )
    mentor = models.CharField("帮带导师", max_length=40, blank=True)
    starts_on = models.DateField("顶岗起")
    ends_on = models.DateField("顶岗止", null=True, blank=True)
    grade = models.CharField("考核", max_length=12, choices=choices.PlacementGrade, blank=True)
    assessment = models.TextField("考核情况", blank=True, help_text="写做了什么、做成了什么")
    outcome = models.CharField(
        "去向", max_length=16, choices=choices.PlacementOutcome, default=choices.PlacementOutcome.SERVING
    )
    outcome_on = models.DateField("去向日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "顶岗锻炼"
        ordering = [*BY_VILLAGE, "starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "candidate", "starts_on"],
                condition=Q(withdrawn_at=None),
                name="placement_once",
                violation_error_message="此人同日起在该村的顶岗已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate}({self.post})"


class PlacementNote(LedgerModel):
    """What somebody did in one month of his placement, as his mentor or the township noted it."""

    scope_lookup = "placement__village__path"
    cycle_lookup = "placement__cycle"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="notes", verbose_name="顶岗")
    month = models.DateField("月份")
    text = models.TextField("本月情况")

    class Meta:
        verbose_name = verbose_name_plural = "顶岗月度纪实"
        ordering = ["month", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "month"],
                condition=Q(withdrawn_at=None),
                name="placement_note_once",
                violation_error_message="这个月的情况已经记过，请修改原来的一条。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement}{self.month:%Y-%m}"

    def check_writable(self) -> None:
        self.placement.check_writable()
