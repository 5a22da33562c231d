"""Minutes of a meeting in editions, their typed lines, and what a writer's page has kept for him meanwhile."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from meetings.choices import LineKind, MinutesState
from meetings.models.gatherings import Meeting
from risks.models import Countermeasure, Problem
from villages.models import Area, CycleRow, Village


class Minutes(RemembersState, CycleRow):
    """What a meeting found and decided (会议纪要). Once final it never changes: an amendment is a new edition.

    ``area`` is the meeting's, kept here because numbers (期号) run by area and year.
    """

    scope_lookup = "area__path"
    search_from = ("title", "meeting")
    personal_fields = ("facts",)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes", verbose_name="会议")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="县或乡镇(街道)")
    edition = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="amended_by", verbose_name="更正自"
    )
    title = models.CharField("标题", max_length=100)
    distribution = models.CharField("分送范围", max_length=300, blank=True, help_text="如：县换届办，镇班子成员，各村")
    signer = models.CharField("签发人", max_length=40, blank=True)
    state = StateField(
        "状态",
        max_length=12,
        choices=MinutesState,
        default=MinutesState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )
    year = models.PositiveSmallIntegerField("年度", null=True, editable=False)
    number = models.PositiveIntegerField("期号", null=True, editable=False)
    facts = models.JSONField(
        "会议情况", default=dict, blank=True, editable=False
    )  # as they stood when the minutes became final
    digest = models.CharField("内容校验码", max_length=64, blank=True, editable=False)
    finalised_at = models.DateTimeField("定稿时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "会议纪要"
        ordering = ["-meeting__held_on", "area__level", "area__position", "area__code", "meeting_id", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "edition"], condition=Q(withdrawn_at=None), name="minutes_edition_once"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(withdrawn_at=None, state=MinutesState.DRAFT),
                name="minutes_one_draft",
                violation_error_message="这次会议已有正在起草的纪要，请打开它继续填写。",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(withdrawn_at=None, state=MinutesState.FINAL),
                name="minutes_one_final",
            ),
            models.UniqueConstraint(
                fields=["area", "year", "number", "edition"],
                condition=Q(withdrawn_at=None),
                name="minutes_number_once",
            ),
        ]

    def __str__(self) -> str:
        mark = self.reference or "(起草中)"
        return f"{self.title}{mark}" + (f"第{self.edition}版" if self.edition > 1 else "")

    @property
    def reference(self) -> str:
        """〔2026〕第3期, empty before the minutes are final."""
        return f"〔{self.year}〕第{self.number}期" if self.number else ""

    @property
    def is_draft(self) -> bool:
        return self.state == MinutesState.DRAFT

    def prepare(self) -> None:
        """What is final is never saved again but for its state; files may still be hung on it."""
        if self.pk and self.state_unmoved and not self.is_draft:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动；确需更正的，请另起新版并写明原因。")
        super().prepare()

    @transition("state", source=MinutesState.DRAFT, target=MinutesState.FINAL)
    def finalise(self) -> None: ...

    @transition("state", source=MinutesState.FINAL, target=MinutesState.SUPERSEDED)
    def supersede(self) -> None: ...


class MinutesLine(CycleRow):
    """One typed line of minutes. ``about`` is a problem there was already, the other two are what the line became.

    What it became may be withdrawn in the three lists: the line quotes it and holds nothing up.
    """

    scope_lookup = "minutes__area__path"
    locked_by = ("minutes",)
    personal_fields = ("owner", "text")

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="lines", verbose_name="纪要")
    position = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类别", max_length=12, choices=LineKind, default=LineKind.SITUATION)
    text = models.TextField("内容")
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村(社区)"
    )
    leader = models.CharField("牵头领导", max_length=60, blank=True)
    unit = models.CharField("责任单位", max_length=80, blank=True)
    owner = models.CharField("责任人", max_length=40, blank=True)
    deadline = models.DateField("时限", null=True, blank=True)
    about = models.ForeignKey(
        Problem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="对应的已有问题"
    )
    problem = models.ForeignKey(
        Problem, models.SET_NULL, null=True, blank=True, related_name="minutes_lines", verbose_name="列入的问题"
    )
    countermeasure = models.ForeignKey(
        Countermeasure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="minutes_lines",
        verbose_name="列入的任务对策",
    )

    class Meta:
        verbose_name = verbose_name_plural = "纪要条目"
        ordering = ["minutes_id", "position", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.position}"

    def check_writable(self) -> None:
        super().check_writable()
        if not self.minutes.is_draft:
            raise Refused(f"“{self.minutes}”{self.minutes.get_state_display()}，内容不能改动；确需更正的，请另起新版。")

    @property
    def is_listed(self) -> bool:
        """Whether it was entered in the three lists, be it withdrawn there since."""
        return bool(self.problem_id or self.countermeasure_id)

    @property
    def is_live(self) -> bool:
        """Whether what it became still stands in the three lists."""
        became = self.problem or self.countermeasure
        return became is not None and became.withdrawn_at is None


class MinutesDraft(models.Model):
    """What one writer has typed and not saved yet, kept by the page itself; gone once he saves."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField("起草时的版本")
    body = models.JSONField("内容", default=dict)
    saved_at = models.DateTimeField("暂存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "纪要暂存"
        constraints = [models.UniqueConstraint(fields=["minutes", "by"], name="minutes_draft_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id}:{self.by_id}"
