"""What opens the gate: the pass, the special decisions, and the record that starts a village's procedure."""

from django.db import models
from django.db.models import Q

from electioncycle.records.workflow import StepRecord
from readiness.choices import DecisionKind, Track
from readiness.models.checks import ReadinessCheck
from villages.models import BY_VILLAGE, CycleRow, Village


class ReadinessPass(CycleRow):
    """That a village passed: written only by the deciding step; whether it holds is judged whenever it is used."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="readiness_passes", verbose_name="村(社区)")
    readiness = models.ForeignKey(ReadinessCheck, models.PROTECT, related_name="passes", verbose_name="准入评估")
    step = models.ForeignKey(StepRecord, models.PROTECT, related_name="+", verbose_name="研究决定")
    decided_on = models.DateField("研究日期")
    document_number = models.CharField("会议(文件)编号", max_length=60)
    filed_on = models.DateField("县级备案日期", null=True, blank=True)
    spot_checked_on = models.DateField("县级抽查日期", null=True, blank=True)
    lapsed_at = models.DateTimeField("失效时间", null=True, blank=True)
    lapse_reason = models.CharField("失效原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "准入通过记录"
        ordering = (*BY_VILLAGE, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None, lapsed_at=None),
                name="one_standing_pass_per_village",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}准入通过({self.document_number})"


class SpecialDecision(CycleRow):
    """A decision beside the checks: 同意启动 stands in for a pass, 暂缓 and 延期 rest a village until a date."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="special_decisions", verbose_name="村(社区)")
    kind = models.CharField("类别", max_length=10, choices=DecisionKind)
    track = models.CharField("适用换届", max_length=10, choices=Track, blank=True, help_text="仅“同意启动”须选")
    document_number = models.CharField("文号", max_length=60)
    decided_on = models.DateField("决定日期")
    until = models.DateField("至", null=True, blank=True, help_text="暂缓、延期的截止日")
    reason = models.CharField("事由", max_length=300)
    scan = models.ForeignKey("electioncycle.Attachment", models.PROTECT, related_name="+", verbose_name="扫描件")

    class Meta:
        verbose_name = verbose_name_plural = "同意启动、暂缓和延期"
        ordering = (*BY_VILLAGE, "-decided_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "kind", "track", "document_number"],
                condition=Q(withdrawn_at=None),
                name="decision_once",
                violation_error_message="这份文件已为该村登记过，不能重复登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.get_kind_display()}({self.document_number})"


class StartRecord(CycleRow):
    """That a village's procedure of one track began; every later step of that election rests on it."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="starts", verbose_name="村(社区)")
    track = models.CharField("换届", max_length=10, choices=Track)
    passed = models.ForeignKey(
        ReadinessPass, models.PROTECT, null=True, blank=True, related_name="starts", verbose_name="准入通过记录"
    )
    decision = models.ForeignKey(
        SpecialDecision, models.PROTECT, null=True, blank=True, related_name="starts", verbose_name="同意启动"
    )
    started_on = models.DateField("启动日期")
    document_number = models.CharField("启动文号", max_length=60, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "启动换届程序"
        ordering = (*BY_VILLAGE, "-track")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "track"],
                condition=Q(withdrawn_at=None),
                name="start_once_per_track",
                violation_error_message="该村这项换届已经启动，不能重复启动。",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(withdrawn_at=None),
                name="consent_used_once",
                violation_error_message="这份同意启动文件已经用过一次，不能再用。",
            ),
            models.CheckConstraint(
                condition=Q(passed__isnull=False, decision=None) | Q(passed=None, decision__isnull=False),
                name="start_rests_on_pass_or_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}启动{self.get_track_display()}"

    @property
    def basis(self) -> str:
        """What the start rests on, with number and day."""
        what, ground = ("准入通过", self.passed) if self.passed else ("领导小组研究同意启动", self.decision)
        return f"{what}({ground.document_number}，{ground.decided_on:%Y年%m月%d日})"  # type: ignore[union-attr]
