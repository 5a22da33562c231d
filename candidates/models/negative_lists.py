"""The negative list (负面清单) against which the joint review reads what departments report."""

from django.core.validators import MaxValueValidator
from django.db import models

from candidates.review_choices import Body, RunsFrom, Severity
from electioncycle.records.editions import Edition
from electioncycle.records.rows import LedgerModel
from villages.models import CycleRow


class NegativeList(Edition, CycleRow):
    """One edition of the county's list: drafted, published by a second person; a batch keeps the edition it got."""

    scope_lookup = "cycle__county__path"
    scope_upward = True

    name = models.CharField("名称", max_length=60)
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "负面清单"
        ordering = ["-edition"]
        constraints = [models.UniqueConstraint(fields=["cycle", "edition"], name="negative_list_edition_once")]


class NegativeItem(LedgerModel):
    """One situation of the list. ``departments`` are codes of 联审部门, ``applies_to`` values of ``Body``, empty: all.

    ``look_back_years`` counts to the planned election day; without it the item counts while its influence lasts.
    """

    scope_lookup = "negative_list__cycle__county__path"
    scope_upward = True
    negative_list = models.ForeignKey(NegativeList, models.PROTECT, related_name="items", verbose_name="负面清单")
    code = models.CharField("条目代码", max_length=12)
    text = models.CharField("情形", max_length=300)
    severity = models.CharField("性质", max_length=6, choices=Severity, default=Severity.HARD)
    look_back_years = models.PositiveSmallIntegerField(
        "追溯年限", null=True, blank=True, validators=[MaxValueValidator(50)]
    )
    runs_from = models.CharField("起算", max_length=10, choices=RunsFrom, default=RunsFrom.HAPPENED)
    departments = models.JSONField("联审部门", default=list, blank=True)
    applies_to = models.JSONField("适用组织", default=list, blank=True)
    basis = models.CharField("法律政策依据", max_length=200, blank=True)
    unsure = models.BooleanField("待确认", default=False)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "负面清单条目"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["negative_list", "code"], name="negative_item_once_per_list")]

    def __str__(self) -> str:
        return self.code

    def check_writable(self) -> None:
        self.negative_list.check_writable()
        self.negative_list.require_draft()

    @property
    def is_hard(self) -> bool:
        return self.severity == Severity.HARD

    @property
    def bodies(self) -> str:
        return "、".join(Body(value).label for value in self.applies_to) or "各类组织"

    def concerns(self, body: str) -> bool:
        """Whether the item applies to who stands for this body."""
        return not self.applies_to or body in self.applies_to
