"""The conditions of the gate (准入条件) as a county publishes them for a cycle."""

from django.db import models

from electioncycle.records.editions import Edition
from electioncycle.records.rows import LedgerModel
from readiness.choices import AppliesTo, Track
from villages.models import CycleRow


class ConditionSet(Edition, CycleRow):
    """One edition of the conditions: drafted, published by a second person; a check keeps the edition it began with."""

    scope_lookup = "cycle__county__path"
    scope_upward = True

    name = models.CharField("名称", max_length=60, default="换届准入条件")

    class Meta:
        verbose_name = verbose_name_plural = "准入条件"
        ordering = ["-edition"]
        constraints = [models.UniqueConstraint(fields=["cycle", "edition"], name="condition_set_edition_once")]


class Condition(LedgerModel):
    """One condition: its question and guidance, whose ledgers it is compared with, what evidence it asks for.

    ``sources`` are codes of ``FindingSource``; ``slots`` are ``{"code", "kind", "label", "required"}``.
    """

    scope_lookup = "condition_set__cycle__county__path"
    scope_upward = True
    condition_set = models.ForeignKey(ConditionSet, models.PROTECT, related_name="conditions", verbose_name="准入条件")
    code = models.CharField("代码", max_length=30)
    name = models.CharField("条件", max_length=30)
    question = models.CharField("评估问题", max_length=100, blank=True)
    guidance = models.TextField("评估要点", blank=True)
    applies_to = models.CharField("适用", max_length=10, choices=AppliesTo, default=AppliesTo.BOTH)
    sources = models.JSONField("对照台账", default=list, blank=True)
    slots = models.JSONField("证明材料", default=list, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    unsure = models.BooleanField("待确认", default=False)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "准入条件明细"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["condition_set", "code"], name="condition_once_per_set")]

    def __str__(self) -> str:
        return self.name

    def check_writable(self) -> None:
        self.condition_set.check_writable()
        self.condition_set.require_draft()

    def concerns(self, track: str) -> bool:
        """Whether a start of this track asks for the condition."""
        return self.applies_to == AppliesTo.BOTH or self.applies_to == Track(track).value
