"""Accountability (问责追责): a case, the decisions its author put together, and what was decided about it."""

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.numbering import Numbered
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from meetings.oversight_choices import CaseState, Fault
from villages.choices import ListKind
from villages.models import CycleRow, KindItem, Village


class AccountabilityCase(RemembersState, CycleRow):
    """A grave problem or mistake of the election, traced back to the decisions that led to it, and one level up.

    It speaks of bodies, posts and decisions. Who clicked what and when is no part of it.
    """

    scope_lookup = "cycle__county__path"
    personal_fields = ("subject", "upper_subject", "decided_by")
    purges_files = True
    search_from = ("number", "name")
    numbered = Numbered("number", ("cycle",), "WZ")

    number = models.CharField("案件编号", max_length=20, blank=True, help_text="不填则由系统编号")
    name = models.CharField("事由", max_length=80)
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及村(社区)"
    )
    found_on = models.DateField("发现日期")
    matter = models.TextField("基本事实", help_text="只写发生了什么、何时何地、造成什么后果")
    subject = models.CharField("责任单位及岗位", max_length=80, help_text="写单位和职务，如：××镇党委(组织委员)")
    fault = models.CharField("责任情形", max_length=12, choices=Fault, blank=True)
    fault_words = models.TextField("责任分析", blank=True)
    upper = models.BooleanField("上查一级", default=False)
    upper_subject = models.CharField("上一级单位及岗位", max_length=80, blank=True)
    upper_words = models.TextField("上查情况(不上查的写明理由)", blank=True)
    measure = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拟处理方式",
        limit_choices_to={"kind": ListKind.ACCOUNTABILITY},
    )
    proposal = models.TextField("处理建议", blank=True)
    state = StateField(
        "状态", max_length=12, choices=CaseState, default=CaseState.OPEN, protected=True, editable=False, db_index=True
    )
    decided_on = models.DateField("决定日期", null=True, blank=True, editable=False)
    decision_number = models.CharField("决定文号", max_length=60, blank=True, editable=False)
    decided_by = models.CharField("决定机关(签批人)", max_length=60, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "问责追责"
        ordering = ["-found_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"],
                condition=Q(withdrawn_at=None),
                name="accountability_number_once",
                violation_error_message="本届已有这个案件编号，请换一个或留空由系统编号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}{self.name}"

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.state != CaseState.OPEN:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动。待审定的可先撤回或退回，再修改。")

    @transition("state", source=CaseState.OPEN, target=CaseState.PROPOSED)
    def propose(self) -> None: ...

    @transition("state", source=CaseState.PROPOSED, target=CaseState.OPEN)
    def take_back(self) -> None: ...

    @transition("state", source=CaseState.PROPOSED, target=CaseState.DECIDED)
    def decide(self) -> None: ...


class TraceItem(CycleRow):
    """One link of a case's trace: a decision, a meeting or a record of another ledger, as its author quoted it."""

    scope_lookup = "cycle__county__path"
    personal_fields = ("source",)

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="trace", verbose_name="案件")
    day = models.DateField("日期")
    words = models.TextField("经过(决定了什么、由谁决定)")
    source = models.CharField("出处", max_length=160, blank=True, help_text="会议纪要、文件名称及文号")
    object_type = models.CharField(max_length=60, blank=True, editable=False)
    object_id = models.BigIntegerField(null=True, editable=False)
    object_version = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "倒查链条"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.case}({self.day:%m-%d})"
