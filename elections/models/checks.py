"""What the county's checks asked and the township explained (核对记录): internal, never on a village's paper."""

from django.db import models
from django.db.models import Q

from electioncycle.records.rows import LedgerModel
from elections.models.calendar import OF_ELECTION, CodeField
from elections.models.elections import Election
from elections.rules.calendar import step_choices
from elections.rules.checks import code_choices


class Explanation(LedgerModel):
    """Why something is so that a W code asks about; ``words`` is what was found when it was explained.

    When other figures are typed the check finds other words, and asks again.
    """

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"
    search_from = ("election",)
    personal_fields = ("text",)

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="explanations", verbose_name="选举", editable=False
    )
    code = CodeField("核对提示", max_length=8, choices=code_choices, editable=False)
    step = CodeField("步骤", max_length=24, choices=step_choices, blank=True, editable=False)
    number = models.PositiveSmallIntegerField("第几次", default=1, editable=False)
    words = models.CharField("核对情况", max_length=300, editable=False)
    text = models.CharField("说明", max_length=300)
    explained_on = models.DateField("说明日期", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "核对记录"
        ordering = (*OF_ELECTION, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "code", "step", "number"], condition=Q(withdrawn_at=None), name="explained_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.election}{self.get_code_display()}"

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition
