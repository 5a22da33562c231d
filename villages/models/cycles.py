"""Cycles, their lists, and the base of every row that belongs to one."""

import re

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField
from electioncycle.refusals import Refused
from villages import choices
from villages.models.places import Area
from villages.models.rule_sets import RuleSet


class Cycle(LedgerModel):
    """One election cycle (届次) of a county."""

    scope_lookup = "county__path"
    scope_upward = True

    county = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="cycles",
        verbose_name="县(市、区)",
        limit_choices_to={"level": choices.AreaLevel.COUNTY},
    )
    name = models.CharField("届次名称", max_length=60)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, verbose_name="规则集")
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="上一届"
    )
    starts_on = models.DateField("启动日期")
    reference_date = models.DateField("数据截止日", help_text="年龄等按此日计算")
    entry_deadline = models.DateField("填报截止日", null=True, blank=True)
    county_confirms = models.BooleanField("班子研判须县级确认", default=True)
    county_confirms_gate = models.BooleanField("准入评估须县级确认", default=False)
    tells_held_elsewhere = models.BooleanField(
        "身份证号已在其他乡镇登记时提示填报人",
        default=False,
        help_text="开启后只提示固定的一句话，不显示是谁、在哪里；关闭时乡镇看不到任何提示",
    )
    targets = models.JSONField("本届结构目标", default=dict, blank=True)
    state = StateField(
        "状态", max_length=12, choices=choices.CycleState, default=choices.CycleState.PREPARING, editable=False
    )
    closed_on = models.DateField("关闭日期", null=True, blank=True, editable=False)
    purged_at = models.DateTimeField("个人信息清除时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "届次"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name

    @property
    def rules_edition(self) -> int | None:
        return self.rule_set_id

    @property
    def is_closed(self) -> bool:
        return self.state == choices.CycleState.CLOSED

    @transition("state", source=choices.CycleState.PREPARING, target=choices.CycleState.OPEN)
    def open(self) -> None:
        """The townships may enter."""

    @transition("state", source=choices.CycleState.OPEN, target=choices.CycleState.CLOSED)
    def close(self) -> None:
        """From now on it can only be read."""

    @transition("state", source=choices.CycleState.CLOSED, target=choices.CycleState.OPEN)
    def reopen(self) -> None:
        """Two persons have agreed on it."""

    def require_open_for_entry(self) -> None:
        """Raises Refused when the cycle is closed."""
        if self.is_closed:
            raise Refused(f"届次“{self}”已关闭，只能查阅。确需更正的，请县级管理员按程序重新开启。")

    def spellings(self) -> dict[str, tuple[str, ...]]:
        """What the county's list says that a column or a value is also called in workbooks, by its name here."""
        found: dict[str, tuple[str, ...]] = {}
        for name, also in self.kinds.filter(kind=choices.ListKind.SPELLING).values_list("name", "group"):
            found[name] = (*found.get(name, ()), *filter(None, re.split(r"[、,，;；\s]+", also)))
        return found


class KindItem(LedgerModel):
    """One entry of a county's list for a cycle: batches, responsibility posts, items of the analysis, risk kinds."""

    scope_lookup = "cycle__county__path"
    scope_upward = True

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="kinds", verbose_name="届次", editable=False)
    kind = models.CharField("清单", max_length=20, choices=choices.ListKind)
    code = models.CharField("代码", max_length=30)
    name = models.CharField("名称", max_length=60)
    group = models.CharField(
        "分组",
        max_length=60,
        blank=True,
        help_text="如：四个一、三个一；谈话对象类别填应谈层级；亲属关系、表格常用写法填各种写法，用顿号分开",
    )
    guidance = models.TextField("说明", blank=True)
    source = models.CharField("依据", max_length=200, blank=True)
    unsure = models.BooleanField("待确认", default=False)
    position = models.PositiveIntegerField("顺序", default=0)
    planned_on = models.DateField("计划选举日", null=True, blank=True, help_text="仅批次填写")
    days = models.PositiveSmallIntegerField(
        "答复时限(天)", null=True, blank=True, validators=[MaxValueValidator(365)], help_text="仅联审部门填写"
    )

    class Meta:
        verbose_name = verbose_name_plural = "类别清单"
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind", "code"],
                condition=Q(withdrawn_at=None),
                name="kind_code_once",
                violation_error_message="本届该清单已有此代码，请换一个。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def check_writable(self) -> None:
        self.cycle.require_open_for_entry()


BY_VILLAGE = ("village__township__position", "village__township__code", "village__position", "village__code")
"""The county's official order of rows that belong to a village; a model adds what orders the rows of one village."""


class CycleRow(LedgerModel):
    """A ledger row that belongs to one cycle, most to one of its villages; a closed cycle is read-only."""

    scope_lookup = "village__path"
    cycle_lookup = "cycle"
    follows_person = False
    """Set by the county's merging of two entries of one person: what the row says stands, only whom it names moves."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="届次", editable=False)

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    @property
    def rules_edition(self) -> int | None:
        return self.cycle.rule_set_id
