"""Corrections of a verified result: the one row that names why its figures or its outcome became others."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField
from elections.choices import Announced, Cause
from elections.correction_choices import CorrectionKind, CorrectionState, FindingBody
from elections.models.result_sheets import ResultSheet

IN_FORCE = (CorrectionState.CONFIRMED, CorrectionState.DONE)


class Correction(LedgerModel):
    """录入差错更正: the software differs from the signed paper. 结果更正: what was announced is decided otherwise.

    The database lets a verified result change in statements that name one of its sheet that is ``CONFIRMED``, a state
    that lasts no longer than the transaction of the second person's act. What stood before lies in ``before`` and, as
    rows, in the figures withdrawn by it.
    """

    scope_lookup = "sheet__round__election__village__path"
    cycle_lookup = "sheet__round__election__start__cycle"
    personal_fields = ("reason",)
    purges_files = True

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="corrections", verbose_name="结果报告单")
    kind = models.CharField("更正类别", max_length=8, choices=CorrectionKind)
    state = StateField(
        "状态", max_length=10, choices=CorrectionState, default=CorrectionState.OPEN, protected=True, db_index=True
    )
    number = models.PositiveSmallIntegerField("更正编号", null=True, blank=True)
    reason = models.CharField("更正原因", max_length=300)
    scan = models.ForeignKey(
        "electioncycle.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    draft = models.OneToOneField(
        ResultSheet, models.PROTECT, null=True, blank=True, related_name="draft_of", verbose_name="更正稿"
    )
    decided_by = models.CharField("决定机关", max_length=16, choices=FindingBody, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    announced = models.CharField("更正后的公布结果", max_length=14, choices=Announced, blank=True)
    cause = models.CharField("更正后的原因", max_length=14, choices=Cause, blank=True)
    voided = models.JSONField("当选无效的职务", default=list, blank=True)
    before = models.JSONField("更正前", default=dict, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人", editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人", editable=False
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "结果更正登记"
        ordering = ["sheet_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(state=CorrectionState.OPEN, withdrawn_at=None),
                name="one_correction_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_FORCE)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="correction_by_two_persons",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_its_reason"),
            models.CheckConstraint(
                condition=~Q(kind=CorrectionKind.ENTRY) | Q(scan__isnull=False, draft__isnull=False, voided=[]),
                name="entry_is_corrected_by_its_scan",
            ),
            models.CheckConstraint(
                condition=~Q(kind=CorrectionKind.RESULT)
                | (Q(decided_on__isnull=False) & ~Q(decided_by="") & ~Q(document_number="")),
                name="result_is_corrected_by_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(kind=CorrectionKind.RESULT, state__in=IN_FORCE) | Q(number__isnull=False),
                name="result_correction_is_numbered",
            ),
        ]

    def __str__(self) -> str:
        numbered = f"第{self.number}号" if self.number else ""
        return f"{self.sheet}{self.get_kind_display()}{numbered}"

    @property
    def election(self) -> Any:
        return self.sheet.election

    @property
    def cycle(self) -> Any:
        return self.sheet.cycle

    @property
    def rules_edition(self) -> int | None:
        return self.sheet.rules_edition

    @property
    def of_entry(self) -> bool:
        return self.kind == CorrectionKind.ENTRY

    @property
    def open(self) -> bool:
        return self.state == CorrectionState.OPEN

    @property
    def done(self) -> bool:
        return self.state == CorrectionState.DONE

    @transition("state", source=CorrectionState.OPEN, target=CorrectionState.CONFIRMED)
    def confirm(self) -> None: ...

    @transition("state", source=CorrectionState.CONFIRMED, target=CorrectionState.DONE)
    def finish(self) -> None: ...

    @transition("state", source=CorrectionState.OPEN, target=CorrectionState.DROPPED)
    def drop(self) -> None: ...
