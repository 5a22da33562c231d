"""The days of an election: what is planned otherwise than reckoned, what happened when, what came outside the law."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField
from electioncycle.refusals import Refused
from elections.choices import DecidedBy, DefectState, Disposition
from elections.models.elections import Election
from elections.rules.calendar import SCHEME, step_choices
from elections.rules.checks import code_choices
from villages.models import BY_VILLAGE, CycleRow, RuleSet


class CodeField(models.CharField):
    """A code whose list is data of the product; migrations know it as text, so that another list needs none."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


HOURS = "登记、办理委托、投票的起止时间，如：8:30；其他步骤不填"
OF_ELECTION = tuple(f"election__{name}" for name in BY_VILLAGE)


class StepDay(LedgerModel):
    """One step of one election. Without a row the step has not happened and goes by the reckoned day.

    A fact is recorded whatever the law says of its day, and keeps the edition of rules it was recorded under.
    ``begins_at`` and ``ends_at`` are hours of steps that have some (``Step.hours``), as notices tell them.
    """

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"
    search_from = ("election",)

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="step_days", verbose_name="选举", editable=False
    )
    step = CodeField("步骤", max_length=24, choices=step_choices, editable=False)
    number = models.PositiveSmallIntegerField("第几次", default=1, editable=False)
    planned_on = models.DateField("计划日期", null=True, blank=True, help_text="不填则按推算的日期")
    done_on = models.DateField("实际日期", null=True, blank=True, db_index=True)
    done_under = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="所依规则集"
    )
    begins_at = models.TimeField("开始时间", null=True, blank=True, help_text=HOURS)
    ends_at = models.TimeField("结束时间", null=True, blank=True, help_text=HOURS)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "步骤日期"
        ordering = (*OF_ELECTION, "election", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "step", "number"],
                condition=Q(withdrawn_at=None),
                name="step_day_once",
                violation_error_message="这一步已登记过日期，请直接更正原记录。",
            )
        ]

    def __str__(self) -> str:
        again = f"(第{self.number}次)" if self.number > 1 else ""
        return f"{self.election}“{self.get_step_display()}”{again}"

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition

    @property
    def hours(self) -> str:
        """``8:00—11:30``, as far as it is known."""
        begins, ends = (f"{at.hour}:{at:%M}" if at else "" for at in (self.begins_at, self.ends_at))
        if begins and ends:
            return f"{begins}—{ends}"
        return f"{begins}起" if begins else f"至{ends}" if ends else ""

    @property
    def rested_on(self) -> str:
        """Why its day may not be taken away: a notice hangs, or a scheme was adopted on it. Empty where none was."""
        what = [f"{one}已按实际日期登记张贴" for one in self.notices.all()[:1]] if self.pk else []
        what += [f"{one}已按实际日期登记通过" for one in self._adopted()] if not what else []
        return f"{what[0]}，实际日期不能取消；日期填错的，请改填正确的日期。" if what else ""

    def _adopted(self) -> Iterable[Any]:
        adopted = self.election.schemes.filter(withdrawn_at=None).exclude(adopted_on=None)
        return adopted.order_by("edition")[:1] if self.step == SCHEME else []

    def check_writable(self) -> None:
        super().check_writable()
        if (self.done_on is None or self.withdrawn_at) and (said := self.rested_on):
            raise Refused(said)

    def prepare(self) -> None:
        """The edition is that of the day on which the fact was recorded; one taken back has none."""
        if self.done_on is None:
            self.done_under_id = None
        elif self.done_under_id is None:
            self.done_under_id = self.rules_edition
        super().prepare()


class Defect(LedgerModel):
    """What was done outside the law (程序瑕疵): it stands until somebody decides what follows, on paper."""

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"
    search_from = ("election", "document_number")

    election = models.ForeignKey(Election, models.PROTECT, related_name="defects", verbose_name="选举", editable=False)
    step = CodeField("步骤", max_length=24, choices=step_choices, blank=True, editable=False)
    number = models.PositiveSmallIntegerField("第几次", default=1, editable=False)
    code = CodeField("程序瑕疵", max_length=8, choices=code_choices, editable=False)
    words = models.CharField("情况", max_length=300, blank=True, editable=False)
    happened_on = models.DateField("发生日期", null=True, blank=True, editable=False)
    found_on = models.DateField("发现日期", editable=False)
    state = StateField(
        "状态",
        max_length=8,
        choices=DefectState,
        default=DefectState.OPEN,
        protected=True,
        editable=False,
        db_index=True,
    )
    disposition = models.CharField("处置方式", max_length=12, choices=Disposition, blank=True, editable=False)
    decided_by = models.CharField("处置机关", max_length=12, choices=DecidedBy, blank=True, editable=False)
    document_number = models.CharField("处置文号", max_length=60, blank=True, editable=False)
    decided_on = models.DateField("处置日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "程序瑕疵"
        ordering = (*OF_ELECTION, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "code", "step", "number"],
                condition=Q(withdrawn_at=None) & ~Q(state=DefectState.VOID),
                name="defect_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=DefectState.SETTLED)
                | (~Q(disposition="") & ~Q(document_number="") & Q(decided_on__isnull=False)),
                name="defect_settled_by_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}{self.get_code_display()}"

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition

    @transition("state", source=DefectState.OPEN, target=DefectState.SETTLED)
    def settle(self) -> None: ...

    @transition("state", source=DefectState.SETTLED, target=DefectState.OPEN)
    def reopen(self) -> None: ...

    @transition("state", source=DefectState.OPEN, target=DefectState.VOID)
    def make_void(self) -> None: ...


class CountyDay(CycleRow):
    """What the county knows of one day: a holiday, a make-up working day, how many leaders and police are free.

    It stands beside the days of elections and shifts none of them.
    """

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("name",)

    day = models.DateField("日期")
    name = models.CharField("节假日或调休名称", max_length=30, blank=True, help_text="如：元旦、国庆节调休")
    rest = models.BooleanField("放假", default=False, help_text="调休上班的不勾选")
    leaders_free = models.PositiveSmallIntegerField("可到场县级领导(人)", null=True, blank=True)
    police_free = models.PositiveSmallIntegerField("可派民警(人)", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日和力量"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "day"],
                condition=Q(withdrawn_at=None),
                name="county_day_once",
                violation_error_message="这一天已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}{self.name}"

    @property
    def remark(self) -> str:
        """What stands beside the day in a calendar."""
        return f"{self.name}{'放假' if self.rest else '上班'}" if self.name else ""
