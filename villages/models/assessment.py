"""What the people of a village say of their team (群众评价), by forms that were counted."""

from decimal import Decimal

from django.db import models

from electioncycle.rounding import share
from villages.models.cycles import BY_VILLAGE, CycleRow
from villages.models.places import Village


class Assessment(CycleRow):
    """One survey in one village; the latest one counts. Only sums, nothing that leads to a person."""

    search_from = ("village",)

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="assessments",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    assessed_on = models.DateField("评价日期")
    organiser = models.CharField("组织单位", max_length=60, blank=True)
    forms_out = models.PositiveIntegerField("发出票数")
    forms_back = models.PositiveIntegerField("收回票数")
    satisfied = models.PositiveIntegerField("满意")
    fairly = models.PositiveIntegerField("基本满意", default=0)
    dissatisfied = models.PositiveIntegerField("不满意", default=0)
    rate = models.DecimalField("满意率(%)", max_digits=4, decimal_places=1, null=True, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群众评价"
        ordering = (*BY_VILLAGE, "-assessed_on", "-id")
        indexes = [models.Index(fields=["cycle", "village", "assessed_on"], name="assessment_by_village")]

    def __str__(self) -> str:
        return f"{self.village}{self.assessed_on}群众评价"

    def prepare(self) -> None:
        """The rate is (满意 + 基本满意) ÷ 收回, in percent."""
        self.rate = share(self.satisfied + self.fairly, self.forms_back)
        super().prepare()

    @property
    def return_rate(self) -> Decimal | None:
        """收回 ÷ 发出, in percent."""
        return share(self.forms_back, self.forms_out)
