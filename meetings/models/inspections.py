"""Inspection (巡查督导) in two tiers: the county's group looks at the work bodies, the work bodies at the townships."""

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.numbering import Numbered
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from meetings.models.bodies import WorkBody
from meetings.models.publicity import AREA_LIMIT
from meetings.oversight_choices import FindingState, Tier
from risks.models import Problem
from villages.models import Area, CycleRow, Village


class Inspection(CycleRow):
    """One inspection, planned and then held: who looked at whom, when, and what was seen.

    The first tier looks at a work body, the second at a township; ``area`` is the county or that township.
    """

    scope_lookup = "area__path"
    search_from = ("code", "name", "area")
    numbered = Numbered("code", ("cycle",), "XD", width=4)

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="inspections", verbose_name="乡镇(街道)/县", limit_choices_to=AREA_LIMIT
    )
    code = models.CharField("督导编号", max_length=20, blank=True, help_text="不填则由系统编号")
    name = models.CharField("督导内容", max_length=80)
    tier = models.CharField("层级", max_length=12, choices=Tier, default=Tier.TOWNSHIPS)
    body = models.ForeignKey(
        WorkBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="督导机构",
        help_text="县领导小组直接督查的不填",
    )
    looked_at = models.ForeignKey(
        WorkBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspected",
        verbose_name="被督查的工作机构",
        help_text="只在县领导小组督查工作机构时填写",
    )
    inspectors = models.CharField("督导人员", max_length=120, blank=True)
    planned_on = models.DateField("计划日期", db_index=True)
    held_on = models.DateField("督导日期", null=True, blank=True, db_index=True)
    places = models.CharField("走访的村(单位)", max_length=200, blank=True)
    situation = models.TextField("总体情况", blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "巡查督导"
        ordering = ["-planned_on", "area__position", "area__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "code"],
                condition=Q(withdrawn_at=None),
                name="inspection_code_once",
                violation_error_message="本届已有这个督导编号，请换一个或留空由系统编号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.target}"

    @property
    def target(self) -> str:
        return str(self.looked_at if self.tier == Tier.BODIES and self.looked_at else self.area)

    @property
    def inspecting(self) -> str:
        return str(self.body) if self.body else "县换届工作领导小组"


class InspectionFinding(RemembersState, CycleRow):
    """What an inspection found wrong, the advice given, and its repair until another person has verified it."""

    scope_lookup = "area__path"
    search_from = ("text", "village", "area")

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="乡镇(街道)/县", limit_choices_to=AREA_LIMIT
    )
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", verbose_name="督导编号")
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及村(社区)"
    )
    text = models.TextField("发现的问题(事实)")
    advice = models.TextField("意见建议", blank=True)
    responsible = models.CharField("整改责任单位(人)", max_length=80)
    deadline = models.DateField("整改时限", db_index=True)
    repair = models.TextField("整改情况", blank=True, editable=False)
    repaired_on = models.DateField("整改日期", null=True, blank=True, editable=False)
    verified_by = models.CharField("核验人", max_length=40, blank=True, editable=False)
    state = StateField(
        "状态", max_length=12, choices=FindingState, default=FindingState.OPEN, protected=True, editable=False
    )
    problem = models.ForeignKey(
        Problem, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="列入问题清单"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督导发现问题"
        ordering = ["deadline", "area__position", "area__code", "id"]

    def __str__(self) -> str:
        return f"{self.area}督导问题{self.pk or ''}"

    @property
    def is_open(self) -> bool:
        return self.state != FindingState.REPAIRED

    @property
    def editable(self) -> bool:
        return self.state == FindingState.OPEN

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and not self.editable:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动。请先退回整改或重新打开，再修改。")

    @transition("state", source=FindingState.OPEN, target=FindingState.REPORTED)
    def report(self) -> None: ...

    @transition("state", source=FindingState.REPORTED, target=FindingState.REPAIRED)
    def verify(self) -> None: ...

    @transition("state", source=[FindingState.REPORTED, FindingState.REPAIRED], target=FindingState.OPEN)
    def open_again(self) -> None: ...
