"""The readiness check (准入评估) of a village: self-check, application, check on site, decision."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from electioncycle.records.editions import EditionState
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField
from electioncycle.refusals import Refused
from readiness.choices import SELF_CHECKING, CheckState, Verdict
from readiness.models.conditions import Condition, ConditionSet
from villages.models import BY_VILLAGE, Cycle, CycleRow, Village

SELF_CHECK = ("village_id", "self_checked_on", "self_checker", "on_paper", "paper_scan_id", "note", "withdrawn_at")
"""What the village states in the head of its check."""


class ReadinessCheck(CycleRow):
    """One round of checking one village against one edition of the conditions; a later round takes its place."""

    search_from = ("village",)
    purges_files = True

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="readiness_checks",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    condition_set = models.ForeignKey(
        ConditionSet, models.PROTECT, related_name="checks", verbose_name="准入条件", editable=False
    )
    state = StateField(
        "状态",
        max_length=12,
        choices=CheckState,
        default=CheckState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )
    round = models.PositiveSmallIntegerField("第几次评估", default=1, editable=False)
    self_checked_on = models.DateField("自查日期", null=True, blank=True)
    self_checker = models.CharField(
        "自查负责人", max_length=60, blank=True, help_text="在自查表上签字的村干部姓名及职务"
    )
    on_paper = models.BooleanField("纸质自查表", default=True, help_text="由乡镇代录的，申报前须附扫描件")
    paper_scan = models.ForeignKey(
        "electioncycle.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="自查表扫描件",
    )
    checked_on = models.DateField("核查日期", null=True, blank=True, editable=False)
    group_members = models.CharField("工作小组成员", max_length=200, blank=True, editable=False)
    recheck_on = models.DateField("最近复查日期", null=True, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)
    superseded_at = models.DateTimeField("被下一次评估代替的时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "准入评估"
        ordering = BY_VILLAGE
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None, superseded_at=None),
                name="check_once_at_a_time",
                violation_error_message="该村(社区)已有进行中的准入评估，请直接修改原自查表，不要重复自查。",
            )
        ]

    _stored: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.village}准入评估"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._stored = {name: row.__dict__.get(name) for name in ("state", *SELF_CHECK)}  # type: ignore[misc]
        return row

    @property
    def self_checking(self) -> bool:
        return self.state in SELF_CHECKING

    def check_writable(self) -> None:
        """Moves are saved in any state; what the village states only while it checks itself."""
        super().check_writable()
        if not self._stored or self._stored["state"] in SELF_CHECKING:
            return
        if any(getattr(self, name) != value for name, value in self._stored.items() if name != "state"):
            raise Refused(
                f"{self.village}的准入评估{self.get_state_display()}，自查内容不能改动，也不能撤回到回收站。"
                "未核查的可由申报人撤回申报，已核查的请工作小组退回后再修改。"
            )

    def prepare(self) -> None:
        if self.condition_set_id is None:
            self.condition_set = published_set(self.cycle)
        super().prepare()

    @transition("state", source=[CheckState.DRAFT, CheckState.RETURNED], target=CheckState.APPLIED)
    def apply(self) -> None: ...

    @transition("state", source=CheckState.APPLIED, target=CheckState.DRAFT)
    def take_back(self) -> None: ...

    @transition("state", source=CheckState.APPLIED, target=CheckState.CHECKED)
    def finish_check(self) -> None: ...

    @transition(
        "state", source=[CheckState.APPLIED, CheckState.CHECKED, CheckState.DECIDED], target=CheckState.RETURNED
    )
    def send_back(self) -> None: ...

    @transition("state", source=CheckState.CHECKED, target=CheckState.DECIDED)
    def await_county(self) -> None: ...

    @transition("state", source=[CheckState.CHECKED, CheckState.DECIDED], target=CheckState.PASSED)
    def make_pass(self) -> None: ...

    @transition("state", source=CheckState.CHECKED, target=CheckState.FAILED)
    def make_fail(self) -> None: ...

    @transition("state", source=CheckState.PASSED, target=CheckState.LAPSED)
    def make_lapse(self) -> None: ...


def published_set(cycle: Cycle) -> ConditionSet:
    """The edition a new check begins with."""
    found = ConditionSet.objects.filter(cycle=cycle, state=EditionState.PUBLISHED).first()
    if found is None:
        raise Refused("本届还没有发布准入条件，请县级管理员在“准入条件”中由两人发布后再自查。")
    return found


class CheckPart(LedgerModel):
    """A row that belongs to a check and lives in its cycle and territory."""

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    def check_writable(self) -> None:
        self.head.cycle.require_open_for_entry()

    @property
    def head(self) -> ReadinessCheck:
        raise NotImplementedError


class CheckItem(CheckPart):
    """One condition in one check: what the village states, what the working group found, what the ledgers said then."""

    cycle_lookup = "readiness__cycle"
    personal_fields = ("reason", "check_reason")

    scope_lookup = "readiness__village__path"
    stated_content: ClassVar[tuple[str, ...]] = ("stated", "words", "evidence", "reason")
    checked_content: ClassVar[tuple[str, ...]] = ("checked", "check_words", "check_reason")

    readiness = models.ForeignKey(ReadinessCheck, models.CASCADE, related_name="items", verbose_name="准入评估")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="items", verbose_name="条件")
    stated = models.CharField("自查结论", max_length=8, choices=Verdict, blank=True)
    words = models.TextField("自查情况", blank=True)
    evidence = models.JSONField("证明材料", default=dict, blank=True)
    reason = models.CharField("自查与台账不一致的理由", max_length=200, blank=True)
    checked = models.CharField("核查结论", max_length=8, choices=Verdict, blank=True)
    check_words = models.TextField("核查情况", blank=True)
    check_reason = models.CharField("核查与台账不一致的理由", max_length=200, blank=True)
    recheck_on = models.DateField("复查日期", null=True, blank=True)
    finding_met = models.BooleanField("核查时台账情况", null=True, blank=True)
    finding_text = models.CharField("核查时台账内容", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "准入评估明细"
        ordering = ["condition__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["readiness", "condition"], condition=Q(withdrawn_at=None), name="condition_once_per_check"
            )
        ]

    @property
    def head(self) -> ReadinessCheck:
        return self.readiness

    def __str__(self) -> str:
        return f"{self.condition}：{self.get_checked_display() or self.get_stated_display() or '未填'}"


class CheckDraft(models.Model):
    """What one member of the working group has typed and not finished: his own, beside the check; gone once he has."""

    readiness = models.ForeignKey(ReadinessCheck, models.CASCADE, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField("起草时的版本")
    body = models.JSONField("内容", default=dict)
    saved_at = models.DateTimeField("暂存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "现场核查暂存"
        constraints = [models.UniqueConstraint(fields=["readiness", "by"], name="check_draft_once")]

    def __str__(self) -> str:
        return f"{self.readiness_id}:{self.by_id}"


class EvidenceFile(CheckPart):
    """A file in an evidence slot of an item; a later file in the same slot takes its place."""

    scope_lookup = "item__readiness__village__path"
    purges_files = True

    item = models.ForeignKey(CheckItem, models.CASCADE, related_name="files", verbose_name="准入评估明细")
    slot = models.CharField("材料", max_length=30)
    file = models.ForeignKey("electioncycle.Attachment", models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = verbose_name_plural = "准入评估证明文件"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "slot"], condition=Q(withdrawn_at=None), name="file_once_per_slot")
        ]

    @property
    def head(self) -> ReadinessCheck:
        return self.item.readiness

    def __str__(self) -> str:
        return str(self.file)
