"""The three lists (三清单): a problem, and under it the countermeasures and tasks with owner, deadline and state."""

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.numbering import Numbered
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from risks.choices import FINISHED, UNSETTLED, LineState, ProblemLevel, ProblemState
from villages.choices import ListKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, Village


class Problem(RemembersState, CycleRow):
    """Something that must be settled in one village before its election, and who has to: village, township, county.

    Written only while it is open; what was applied for closing or closed is reopened first.
    """

    personal_fields = ("text",)

    search_from = ("number", "text", "village")
    numbered = Numbered("number", ("village", "cycle"))

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="problems",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    number = models.CharField("问题编号", max_length=20, blank=True, help_text="不填则按本村顺序编号")
    level = models.CharField(
        "层级", max_length=10, choices=ProblemLevel, default=ProblemLevel.VILLAGE, help_text="由哪一级牵头解决"
    )
    source = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="来源",
        limit_choices_to={"kind": ListKind.PROBLEM_SOURCE},
    )
    category = models.CharField("类别", max_length=30, blank=True)
    text = models.CharField("问题描述", max_length=300)
    found_on = models.DateField("提出日期", null=True, blank=True)
    closed_on = models.DateField("问题销号日期", null=True, blank=True, editable=False)
    state = StateField(
        "问题状态",
        max_length=12,
        choices=ProblemState,
        default=ProblemState.OPEN,
        protected=True,
        editable=False,
        db_index=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = (*BY_VILLAGE, "number", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "number"],
                condition=Q(withdrawn_at=None),
                name="problem_number_once",
                violation_error_message="该村(社区)本届已有这个问题编号，请换一个编号，或直接修改原问题。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.number}号问题"

    @property
    def is_open(self) -> bool:
        return self.state == ProblemState.OPEN

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and not self.is_open:
            raise Refused(f"{self}{self.get_state_display()}，内容不能改动；确需改动的，请先写明原因重新打开。")

    @transition("state", source=ProblemState.OPEN, target=ProblemState.APPLIED)
    def apply(self) -> None: ...

    @transition("state", source=ProblemState.APPLIED, target=ProblemState.CLOSED)
    def close(self) -> None: ...

    @transition("state", source=ProblemState.APPLIED, target=ProblemState.LONG_TERM)
    def hand_on(self) -> None: ...

    @transition(
        "state",
        source=[ProblemState.APPLIED, ProblemState.CLOSED, ProblemState.LONG_TERM],
        target=ProblemState.OPEN,
    )
    def reopen(self) -> None: ...


class Countermeasure(CycleRow):
    """One line under a problem: a countermeasure, a task or both, with who does it until when.

    The village is the problem's, kept here too because a workbook's lines name it.
    """

    personal_fields = (
        "progress",
        "owner",
    )

    search_from = ("measure", "task", "owner", "unit", "village")
    locked_by = ("problem",)
    numbered = Numbered("position", ("problem",), width=0)

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="countermeasures",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="lines", verbose_name="问题", editable=False)
    position = models.PositiveSmallIntegerField("对策序号", default=0, help_text="不填则排在最后")
    measure = models.CharField("对策措施", max_length=300, blank=True)
    task = models.CharField("任务", max_length=300, blank=True)
    leader = models.CharField("牵头领导", max_length=60, blank=True)
    unit = models.CharField("责任单位", max_length=80, blank=True)
    owner = models.CharField("责任人", max_length=40, blank=True)
    deadline = models.DateField("时限", null=True, blank=True)
    progress = models.CharField("进展(截至日)", max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, choices=LineState, default=LineState.NOT_BEGUN, db_index=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    evidence = models.CharField("佐证", max_length=200, blank=True, help_text="文号、会议纪要、照片等材料名称")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务对策"
        ordering = (*BY_VILLAGE, "problem__number", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "position"],
                condition=Q(withdrawn_at=None),
                name="line_position_once",
                violation_error_message="这个问题已有相同的对策序号，请换一个序号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.problem.number}号问题对策{self.position}"

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    def check_writable(self) -> None:
        super().check_writable()
        if self.problem.pk and not self.problem.is_open:
            state = self.problem.get_state_display()
            raise Refused(f"{self.problem}{state}，它的任务和对策不能改动；确需改动的，请先写明原因重新打开该问题。")
