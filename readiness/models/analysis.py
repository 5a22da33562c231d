"""The analysis of a village's team (班子分析研判): head, ratings of the running items, members, problems."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from readiness.choices import APPROVED, EDITABLE, Grade, OneShoulder, Proposal, State
from risks.models import Problem
from villages.choices import ListKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, TeamMember, Village


class TeamAnalysis(RemembersState, CycleRow):
    """What the analysis team found in one village: facts, the one-shoulder state, difficulty, and where it stands.

    Written only while it is a draft or was returned; its one-shoulder state never names a person.
    """

    search_from = ("village",)

    village = models.ForeignKey(Village, models.PROTECT, related_name="analyses", verbose_name="村(社区)")
    state = StateField(
        "状态", max_length=20, choices=State, default=State.DRAFT, protected=True, editable=False, db_index=True
    )
    reference_date = models.DateField("数据截止日", null=True, blank=True, help_text="不填则按届次；年龄等按此日计算")
    analysed_from = models.DateField("研判日期起", null=True, blank=True)
    analysed_to = models.DateField("研判日期止", null=True, blank=True)
    leader = models.CharField("研判组组长", max_length=60, blank=True, help_text="姓名及职务")
    team = models.CharField("研判组成员", max_length=200, blank=True, help_text="姓名及职务，用顿号分开")
    talks_committee = models.PositiveSmallIntegerField("谈话：两委成员", null=True, blank=True)
    talks_party = models.PositiveSmallIntegerField("谈话：党员", null=True, blank=True)
    talks_representatives = models.PositiveSmallIntegerField("谈话：村(居)民代表", null=True, blank=True)
    talks_villagers = models.PositiveSmallIntegerField("谈话：群众", null=True, blank=True)
    ballots_issued = models.PositiveSmallIntegerField("测评票发出", null=True, blank=True)
    ballots_returned = models.PositiveSmallIntegerField("测评票收回", null=True, blank=True)
    grade = models.CharField("综合评价", max_length=10, choices=Grade, blank=True)
    words = models.TextField("综合评价依据", blank=True, help_text="写具体事实，原文印入研判报告")
    one_shoulder = models.CharField("一肩挑研判", max_length=12, choices=OneShoulder, blank=True)
    gap = models.CharField("一肩挑主要差距", max_length=200, blank=True, help_text="只写条件和差距，不写人名")
    measure_kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="推进措施类别",
        limit_choices_to={"kind": ListKind.MEASURE},
    )
    measures = models.CharField("推进措施", max_length=300, blank=True, help_text="只写做法，不写人名")
    responsible = models.CharField("推进责任人", max_length=60, blank=True, help_text="乡镇负责推进的干部")
    deadline = models.DateField("推进时限", null=True, blank=True)
    difficulty = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="换届难易程度",
        limit_choices_to={"kind": ListKind.DIFFICULTY},
    )
    batch = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拟定批次",
        limit_choices_to={"kind": ListKind.BATCH},
    )
    batch_reason = models.CharField(
        "批次与村情概况不同的原因", max_length=200, blank=True, help_text="拟定批次与村情概况一致的不填"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "班子分析研判"
        ordering = BY_VILLAGE
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None),
                name="analysis_once_per_cycle",
                violation_error_message="该村(社区)本届已有研判，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}班子研判"

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def approved(self) -> bool:
        return self.state in APPROVED

    def check_writable(self) -> None:
        """A move may be saved in any state; content only in a draft or what was returned, by whatever page it comes."""
        super().check_writable()
        if self.pk and self.state_unmoved and not self.editable:
            raise Refused(
                f"{self.village}的研判{self.get_state_display()}，内容不能改动。"
                "未审核的可由乡镇撤回，已通过的请审核人先退回，再修改。"
            )

    def prepare(self) -> None:
        self.reference_date = self.reference_date or self.cycle.reference_date
        super().prepare()

    @transition("state", source=[State.DRAFT, State.RETURNED, State.LAPSED], target=State.SUBMITTED)
    def submit(self) -> None: ...

    @transition("state", source=State.SUBMITTED, target=State.DRAFT)
    def take_back(self) -> None: ...

    @transition("state", source=State.SUBMITTED, target=State.TOWNSHIP_APPROVED)
    def approve(self) -> None: ...

    @transition("state", source=State.TOWNSHIP_APPROVED, target=State.CONFIRMED)
    def confirm(self) -> None: ...

    @transition("state", source=[State.SUBMITTED, State.TOWNSHIP_APPROVED, State.CONFIRMED], target=State.RETURNED)
    def send_back(self) -> None: ...

    @transition("state", source=[State.TOWNSHIP_APPROVED, State.CONFIRMED], target=State.LAPSED)
    def lapse(self) -> None: ...


class AnalysisPart(LedgerModel):
    """A row that belongs to one analysis and lives in its cycle and territory."""

    scope_lookup = "analysis__village__path"
    content: ClassVar[tuple[str, ...]] = ()

    cycle_lookup = "analysis__cycle"
    personal_fields = ("reason", "problem", "progress", "responsible")

    analysis = models.ForeignKey(TeamAnalysis, models.CASCADE, related_name="%(class)ss", verbose_name="研判")

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    def check_writable(self) -> None:
        self.analysis.check_writable()


class ItemRating(AnalysisPart):
    """The grade of one running item (政治功能， 团结协作 …) with the reason a lower grade needs."""

    content = ("grade", "reason")

    item = models.ForeignKey(KindItem, models.PROTECT, related_name="+", verbose_name="研判项目")
    grade = models.CharField("等次", max_length=10, choices=Grade, blank=True)
    reason = models.CharField("具体表现或原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "班子运行情况评价"
        ordering = ["item__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "item"], condition=Q(withdrawn_at=None), name="rating_once_per_item"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_grade_display()}"


class MemberAnalysis(AnalysisPart):
    """What the analysis says about one sitting member; a proposal for posts of the party organisation only."""

    content = ("merits", "shortcomings", "proposal")

    member = models.ForeignKey(TeamMember, models.RESTRICT, related_name="analyses", verbose_name="班子成员")
    merits = models.TextField("主要表现", blank=True)
    shortcomings = models.TextField("主要不足", blank=True)
    proposal = models.CharField("党组织职务意见", max_length=12, choices=Proposal, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "成员逐人研判"
        ordering = ["member__rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "member"], condition=Q(withdrawn_at=None), name="member_analysed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}逐人研判"


class AnalysisProblem(AnalysisPart):
    """A problem the analysis found, with countermeasure, who answers for it and until when (表5).

    Once it is ``listed`` in the problem ledger it is worked on there alone: the words here stay as they were analysed.
    """

    content = ("position", "problem", "category", "countermeasure", "responsible", "deadline", "progress")

    position = models.PositiveSmallIntegerField("序号", default=1)
    problem = models.CharField("问题", max_length=300)
    category = models.CharField("类别", max_length=30, blank=True)
    countermeasure = models.CharField("对策", max_length=300, blank=True)
    responsible = models.CharField("责任人", max_length=60, blank=True)
    deadline = models.DateField("时限", null=True, blank=True)
    progress = models.CharField("进展", max_length=200, blank=True)
    listed = models.ForeignKey(
        Problem,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="analysis_problems",
        verbose_name="列入的问题",
    )

    class Meta:
        verbose_name = verbose_name_plural = "研判问题与对策"
        ordering = ["position", "id"]

    _stored: ClassVar[dict[str, Any]] = {}

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._stored = {name: row.__dict__.get(name) for name in (*cls.content, "withdrawn_at")}  # type: ignore[misc]
        return row

    @property
    def is_live(self) -> bool:
        """Whether it stands in the problem ledger; what was withdrawn there may be listed again."""
        return self.listed is not None and self.listed.withdrawn_at is None

    def check_writable(self) -> None:
        """That it was listed may be noted in any state of the analysis, which says the same after it."""
        if self._stored and all(getattr(self, name) == value for name, value in self._stored.items()):
            self.analysis.cycle.require_open_for_entry()
            return
        super().check_writable()

    def __str__(self) -> str:
        return self.problem
