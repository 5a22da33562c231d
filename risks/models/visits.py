"""County leaders and difficult villages: who holds which, and what the visits there found, promised and brought."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from electioncycle.security.privacy import BlindIndexField
from risks.choices import ProblemLevel, VisitForm
from risks.models.problems import Countermeasure
from villages.choices import ListKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, Village


class LeaderLink(CycleRow):
    """A leader who answers for a difficult village (挂钩联系重难点村).

    Apart from the responsibility posts, which every village must fill: only difficult villages have such a leader.
    """

    search_from = ("leader", "village")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="leader_links",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    leader = models.CharField("县领导", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="难点类型",
        limit_choices_to={"kind": ListKind.KEY_VILLAGE},
    )
    since = models.DateField("挂钩起始日", null=True, blank=True)
    until = models.DateField("结束日", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    holder = BlindIndexField(of=("leader|post",))

    class Meta:
        verbose_name = verbose_name_plural = "县领导挂钩重难点村"
        ordering = (*BY_VILLAGE, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "holder"],
                condition=Q(withdrawn_at=None),
                name="leader_link_once",
                violation_error_message="这位领导已挂钩该村(社区)，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.leader}挂钩{self.village}"


class Visit(CycleRow):
    """A leader's evening visit or work on the spot in one village; an evening in two villages is two visits.

    What was promised becomes a task of the three lists (``task``), whose state says whether the promise was kept.
    """

    personal_fields = (
        "problem",
        "promise",
        "result",
    )

    search_from = ("leader", "village", "problem", "promise")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="visits",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    visited_on = models.DateField("日期")
    form = models.CharField("形式", max_length=10, choices=VisitForm, default=VisitForm.NIGHT)
    leader = models.CharField("领导", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    departments = models.CharField("带领部门", max_length=200, blank=True, help_text="用顿号分开")
    problem = models.CharField("反映的问题", max_length=300, blank=True)
    level = models.CharField("问题层级", max_length=10, choices=ProblemLevel, default=ProblemLevel.COUNTY)
    promise = models.CharField("承诺事项", max_length=300, blank=True)
    responsible = models.CharField("落实责任人", max_length=40, blank=True)
    deadline = models.DateField("承诺时限", null=True, blank=True)
    money = models.DecimalField(
        "筹集资金(元)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "不能为负数，请核对。")],
    )
    result = models.CharField("办理结果", max_length=300, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    holder = BlindIndexField(of=("leader|post",))
    task = models.ForeignKey(
        Countermeasure,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="visits",
        verbose_name="转入任务",
    )

    class Meta:
        verbose_name = verbose_name_plural = "夜访·现场办公"
        ordering = ["-visited_on", "village__township__position", "village__position", "id"]
        indexes = [models.Index(fields=["cycle", "visited_on"], name="visit_by_day")]

    def __str__(self) -> str:
        return f"{self.visited_on}{self.leader}到{self.village}"

    @property
    def is_unkept(self) -> bool:
        """A promise whose task is not finished."""
        return bool(self.promise) and not (self.task and self.task.is_finished)
