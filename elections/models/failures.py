"""What is recorded of a round that did not elect everybody (未成功情况): who leads meanwhile, who sees to it."""

from typing import Any

from django.db import models
from django.db.models import Q

from electioncycle.records.rows import LedgerModel
from elections.models.rounds import Round


class RoundFailure(LedgerModel):
    """One row a round. Its cause stands with the round, the rest is what nobody but the township knows."""

    scope_lookup = "round__election__village__path"
    cycle_lookup = "round__election__start__cycle"
    personal_fields = ("acting", "leader", "sealed_by")

    round = models.ForeignKey(Round, models.PROTECT, related_name="failures", verbose_name="轮次", editable=False)
    sealed_by = models.CharField("票箱封存人", max_length=80, blank=True, help_text="现场中止的填写，至少两人")
    kept_at = models.CharField("票箱存放和看守", max_length=80, blank=True)
    approved_by = models.CharField("新投票日由谁批准", max_length=60, blank=True, help_text="机关和文号")
    acting = models.CharField("过渡期村务主持", max_length=40, blank=True)
    acting_basis = models.CharField("主持依据", max_length=80, blank=True)
    leader = models.CharField("包案领导", max_length=40, blank=True, help_text="姓名、职务")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "未成功情况"
        ordering = ["round_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round"], condition=Q(withdrawn_at=None), name="one_failure_of_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.round}未成功情况"

    @property
    def rules_edition(self) -> int | None:
        return self.round.rules_edition

    @property
    def cycle(self) -> Any:
        return self.round.cycle
