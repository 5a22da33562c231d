"""The result sheet (结果报告单) of a round while two persons type it: its lines, its state, what each has typed so far.

No ledger: what one of them typed stands in no list, history, search, workbook or page of the other.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from electioncycle.records.rows import LedgerModel, LiveManager
from electioncycle.records.workflow import RemembersState, StateField
from elections.models.rounds import Round
from elections.sheet_choices import AGREED, OPEN, BlindBecause, EntryMethod, SheetState

FIRST, SECOND = 1, 2
FIGURES_LOCKED = Q(state=SheetState.VERIFIED) | Q(correction__isnull=False)
"""Verified, or corrected since: figures, lines and announcement change by a correction alone."""


class StandingManager(LiveManager["ResultSheet"]):
    """The sheet that stands for its round; none that is typed for a correction which is not in force yet."""

    def get_queryset(self) -> models.QuerySet["ResultSheet"]:
        return super().get_queryset().filter(provisional=False)


class ResultSheet(RemembersState, LedgerModel):
    """How far the sheet of one round is. ``shape`` holds its lines, names as keys of candidacies; no figure of it.

    Begun anew it is withdrawn, and another row takes its place. Once verified it is locked: it and its figures change
    in statements that name an open ``correction`` of it. What is typed for one is a ``provisional`` sheet beside it.
    A correction after which it bears nothing out, or leaves something to be decided, takes the last word on it back.
    """

    scope_lookup = "round__election__village__path"
    cycle_lookup = "round__election__start__cycle"
    personal_fields = ("different",)

    objects: ClassVar[Any] = StandingManager()
    with_provisional = LiveManager["ResultSheet"]()

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets", verbose_name="轮次", editable=False)
    state = StateField(
        "状态",
        max_length=12,
        choices=SheetState,
        default=SheetState.FIRST,
        protected=True,
        editable=False,
        db_index=True,
    )
    method = models.CharField("录入核对方式", max_length=10, choices=EntryMethod, default=EntryMethod.COMPARE)
    because = models.CharField("背靠背原因", max_length=12, choices=BlindBecause, blank=True)
    shape = models.JSONField("报告单各行", default=dict, editable=False)
    with_duty = models.BooleanField("已转县值班", default=False, editable=False)
    different = models.JSONField("不一致之处", default=list, editable=False)
    checks = models.JSONField("核对情况", default=dict, editable=False)
    signed = models.BooleanField("各方已签字", default=False, editable=False)
    conditions_met = models.BooleanField("当选人条件已核查", default=False, editable=False)
    unsealed_at = models.DateTimeField("启封时间", null=True, blank=True, editable=False)
    gathered_at = models.DateTimeField("票箱集中时间", null=True, blank=True, editable=False)
    counting_at = models.DateTimeField("开始计票时间", null=True, blank=True, editable=False)
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True, editable=False)
    provisional = models.BooleanField("更正稿", default=False, editable=False)
    voided = models.JSONField("当选无效的职务", default=list, editable=False)
    correction = models.ForeignKey(
        "elections.Correction", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="所依更正"
    )

    class Meta:
        verbose_name = verbose_name_plural = "结果报告单"
        ordering = ["round_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(withdrawn_at=None, provisional=False),
                name="one_sheet_of_a_round",
                violation_error_message="这一轮的结果报告单刚刚已有人开始录入，请刷新页面。",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(withdrawn_at=None, provisional=True), name="one_provisional_of_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}结果报告单"

    @property
    def election(self) -> Any:
        return self.round.election

    @property
    def rules_edition(self) -> int | None:
        return self.round.rules_edition

    @property
    def cycle(self) -> Any:
        return self.election.cycle

    @property
    def blind(self) -> bool:
        return self.method == EntryMethod.BLIND

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def agreed(self) -> bool:
        return self.state in AGREED

    @property
    def figures_locked(self) -> bool:
        """As ``FIGURES_LOCKED`` says of rows."""
        return self.state == SheetState.VERIFIED or self.correction_id is not None

    @transition("state", source=[SheetState.FIRST, SheetState.FAULTY], target=SheetState.FAULTY)
    def find_faults(self) -> None: ...

    @transition("state", source=[SheetState.FIRST, SheetState.FAULTY, SheetState.DIFFERENT], target=SheetState.SECOND)
    def hand_to_second(self) -> None: ...

    @transition("state", source=[SheetState.SECOND, SheetState.DIFFERENT], target=SheetState.DIFFERENT)
    def differ(self) -> None: ...

    @transition("state", source=[SheetState.SECOND, SheetState.DIFFERENT], target=SheetState.ENTERED)
    def agree(self) -> None: ...

    @transition("state", source=list(AGREED), target=SheetState.ENTERED)
    def trust(self) -> None: ...

    @transition("state", source=list(AGREED), target=SheetState.DOUBTED)
    def doubt(self) -> None: ...

    @transition("state", source=SheetState.ENTERED, target=SheetState.VERIFIED)
    def verify(self) -> None: ...

    @transition("state", source=list(AGREED), target=SheetState.VERIFIED)
    def stand_corrected(self) -> None: ...


class SheetEntry(models.Model):
    """What one person types of a sheet, kept as it is typed; emptied once both agree.

    No history, search or ledger; it names its figures nowhere, also not in errors.
    """

    sheet = models.ForeignKey(ResultSheet, models.CASCADE, related_name="entries", verbose_name="结果报告单")
    turn = models.PositiveSmallIntegerField("第几人")
    typist = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    typed = models.JSONField("录入内容", default=dict)
    as_on_paper = models.BooleanField("原件即如此", default=False)
    handed_in_at = models.DateTimeField("交录时间", null=True)
    saved = models.PositiveIntegerField("保存次数", default=0)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "结果报告单录入"
        ordering = ["sheet_id", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "turn"], name="one_entry_a_turn"),
            models.UniqueConstraint(fields=["sheet", "typist"], name="one_entry_a_typist"),
            models.CheckConstraint(condition=Q(turn__in=[FIRST, SECOND]), name="two_entries_at_most"),
        ]

    def __str__(self) -> str:
        return f"结果报告单录入{self.pk}"
