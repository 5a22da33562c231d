"""The clean-up of village finances (财务清理): figures, findings, publication, exit audit, samples drawn."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from villages.choices import CleanupState, RepairState
from villages.models.cycles import BY_VILLAGE, Cycle, CycleRow
from villages.models.places import Village


def money(label: str) -> Any:
    return models.DecimalField(
        label,
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "不能为负数，请核对。")],
    )


def count(label: str, **more: Any) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True, **more)


class FinanceCleanup(RemembersState, CycleRow):
    """One village's clean-up: what was counted and found, and what was made public.

    Its figures are fixed once the township has declared it done; publication and exit audit are filled in afterwards.
    """

    personal_fields = (
        "audited_persons",
        "unrepaired",
    )

    FIGURES = (
        "period_from",
        "period_to",
        "leader",
        "inspectors",
        "funds",
        "income",
        "expenditure",
        "operating_assets",
        "other_assets",
        "resources",
        "claims",
        "claims_amount",
        "debts",
        "debts_amount",
        "contracts",
        "faulty_contracts",
        "found",
    )
    search_from = ("village", "leader", "inspectors")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="finance_cleanups",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    period_from = models.DateField("清理期间起", null=True, blank=True)
    period_to = models.DateField("清理期间止", null=True, blank=True)
    leader = models.CharField("督导组长", max_length=40, blank=True)
    inspectors = models.CharField(
        "督导人员",
        max_length=200,
        blank=True,
        help_text="用顿号分开；同名的写成“姓名(单位)”，与通讯录的“财务督导人员”对应",
    )
    funds = money("货币资金(元)")
    income = money("总收入(元)")
    expenditure = money("总支出(元)")
    operating_assets = money("经营性资产(元)")
    other_assets = money("非经营性资产(元)")
    resources = money("资源(亩)")
    claims = count("债权笔数")
    claims_amount = money("债权金额(元)")
    debts = count("债务笔数")
    debts_amount = money("债务金额(元)")
    contracts = count("合同份数")
    faulty_contracts = count("问题合同")
    found = count("发现问题数")
    repaired = count("已整改数")
    unrepaired = models.CharField("未整改事项", max_length=300, blank=True)
    state = StateField(
        "清理状态",
        max_length=12,
        choices=CleanupState,
        default=CleanupState.NOT_BEGUN,
        protected=True,
        editable=False,
        db_index=True,
    )
    published_from = models.DateField("公示起", null=True, blank=True)
    published_to = models.DateField("公示止", null=True, blank=True)
    published_at = models.CharField("公示地点", max_length=100, blank=True)
    objections = count("异议件数")
    replies = count("异议已答复")
    audited_persons = models.CharField("审计对象", max_length=100, blank=True)
    auditor = models.CharField("审计单位", max_length=80, blank=True)
    audit_number = models.CharField("审计文号", max_length=60, blank=True)
    audit_published_on = models.DateField("审计结果公布日期", null=True, blank=True)
    supervisor_signed_on = models.DateField("监委主任签字日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "财务清理"
        ordering = BY_VILLAGE
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None),
                name="cleanup_once_per_cycle",
                violation_error_message="该村(社区)本届已有财务清理记录，请直接修改原记录。",
            )
        ]

    _stored_figures: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"{self.village}财务清理"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._stored_figures = tuple(row.__dict__.get(name) for name in cls.FIGURES)
        return row

    @property
    def is_fixed(self) -> bool:
        """Whether the township stands by the figures."""
        return self.state in (CleanupState.CLEANED, CleanupState.AUDITED)

    @property
    def open_findings(self) -> int | None:
        """发现 − 已整改; None where one of them is unknown."""
        return None if self.found is None or self.repaired is None else self.found - self.repaired

    def check_writable(self) -> None:
        super().check_writable()
        if not (self.pk and self.state_unmoved and self.is_fixed):
            return
        if self._stored_figures != tuple(getattr(self, name) for name in self.FIGURES):
            raise Refused(
                f"{self}{self.get_state_display()}，清理数字不能改动(公示、异议、整改和审计仍可填写)。"
                "确需更正的，请先由审核人退回。"
            )

    def prepare(self) -> None:
        if self.state == CleanupState.NOT_BEGUN and (self.period_from or self.found is not None):
            self.begin()
        super().prepare()

    @transition("state", source=CleanupState.NOT_BEGUN, target=CleanupState.GOING)
    def begin(self) -> None: ...

    @transition("state", source=CleanupState.GOING, target=CleanupState.CLEANED)
    def declare(self) -> None: ...

    @transition("state", source=CleanupState.CLEANED, target=CleanupState.AUDITED)
    def approve(self) -> None: ...

    @transition("state", source=[CleanupState.CLEANED, CleanupState.AUDITED], target=CleanupState.GOING)
    def send_back(self) -> None: ...


class FinanceFinding(CycleRow):
    """One thing the clean-up found in a village, and how far it is put right."""

    personal_fields = (
        "text",
        "responsible",
    )

    search_from = ("text", "village")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="finance_findings",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    text = models.CharField("发现的问题", max_length=200)
    amount = money("涉及金额(元)")
    responsible = models.CharField("整改责任人", max_length=40, blank=True)
    found_on = models.DateField("发现日期", null=True, blank=True)
    deadline = models.DateField("整改时限", null=True, blank=True)
    state = models.CharField("整改状态", max_length=10, choices=RepairState, default=RepairState.OPEN)
    repaired_on = models.DateField("整改完成日期", null=True, blank=True)
    evidence = models.CharField("整改佐证", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "财务清理发现问题"
        ordering = (*BY_VILLAGE, "id")

    def __str__(self) -> str:
        return f"{self.village}：{self.text}"


class FinanceDraw(LedgerModel):
    """A county's sample of villages to be checked again, drawn at random so that anyone can draw it once more.

    ``codes`` are the villages that stood for the draw, ``drawn`` those it hit, in the order in which they were hit.
    """

    scope_lookup = "cycle__county__path"
    search_from = ("purpose", "seed")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="届次", editable=False)
    purpose = models.CharField("抽查事项", max_length=80)
    seed = models.CharField("抽样种子", max_length=60)
    size = models.PositiveIntegerField("抽取村数")
    total = models.PositiveIntegerField("参加抽取村数", default=0)
    witness = models.CharField("监督人", max_length=60, blank=True)
    codes = models.JSONField("参加抽取的村", default=list, editable=False)
    drawn = models.JSONField("抽中的村", default=list, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "财务清理抽查"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.purpose}({self.total}抽{self.size})"

    def check_writable(self) -> None:
        self.cycle.require_open_for_entry()
