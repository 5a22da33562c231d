"""What a body with the power to do so decided of a result: stops of the engine, winners who fail the conditions."""

from typing import Any

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.workflow import RemembersState, StateField
from elections.choices import DecidedBy, PostCode
from elections.models.results import OfSheet, SheetName
from elections.sheet_choices import Answer, AskedCode, DecisionState

TWICE = "这一事项已登记决定，请先撤回原登记。"


class SheetDecision(RemembersState, OfSheet):
    """One answer to one open question, by the line of the sheet it is about; counts once another person has checked.

    It names nobody: lines do, and their names are purged with the cycle. Where other lines take the place of those it
    is about, it says nothing of them.
    """

    personal_fields = ("grounds",)
    purges_files = True

    code = models.CharField("事项", max_length=12, choices=AskedCode, editable=False)
    post = models.CharField("职务", max_length=16, choices=PostCode, editable=False)
    about = models.ForeignKey(
        SheetName,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="decisions",
        verbose_name="报告单上的行",
    )
    answer = models.CharField("决定", max_length=12, choices=Answer)
    decided_by = models.CharField("决定机关", max_length=12, choices=DecidedBy)
    document_number = models.CharField("文号", max_length=60)
    decided_on = models.DateField("决定日期")
    grounds = models.CharField("理由", max_length=200, blank=True)
    scan = models.ForeignKey(
        "electioncycle.Attachment", models.PROTECT, editable=False, related_name="+", verbose_name="扫描件"
    )
    state = StateField(
        "状态", max_length=10, choices=DecisionState, default=DecisionState.RECORDED, protected=True, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "结果认定"
        ordering = ["sheet_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "code", "about"],
                condition=Q(withdrawn_at=None),
                name="decided_once_of_a_line",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["sheet", "code", "post"],
                condition=Q(withdrawn_at=None, code__in=[AskedCode.VACANCY, AskedCode.ACTING]),
                name="decided_once_of_a_post",
                violation_error_message=TWICE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}{self.get_code_display()}"

    @property
    def election(self) -> Any:
        return self.sheet.election

    @property
    def confirmed(self) -> bool:
        return self.state == DecisionState.CONFIRMED

    @transition("state", source=DecisionState.RECORDED, target=DecisionState.CONFIRMED)
    def confirm(self) -> None: ...
