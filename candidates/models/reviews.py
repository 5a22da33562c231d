"""The joint review (县乡两级联审): who is reviewed, what each department was asked and said, what was concluded."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django_fsm import transition

from candidates.models.negative_lists import NegativeItem, NegativeList
from candidates.review_choices import (
    AnswerResult,
    BatchState,
    Body,
    DecisionState,
    FirstReview,
    ObjectionOutcome,
    Result,
)
from electioncycle.records.numbering import Numbered
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField
from electioncycle.refusals import Refused
from electioncycle.security.privacy import EncryptedField
from villages.choices import ListKind
from villages.models import BY_VILLAGE, Cycle, CycleRow, KindItem, Person, Village

IDENTITY = ("batch_id", "village_id", "person_id", "body", "post", "domicile", "current_post", "withdrawn_at")
"""What a letter was approved for."""


def sealed(value: str) -> str:
    return "(密封)"


class ReviewBatch(CycleRow):
    """One batch sent to all departments with one letter; its approval permits full numbers in the workbooks."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("number",)

    number = models.CharField("批次号", max_length=30)
    round = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="轮次",
        limit_choices_to={"kind": ListKind.REVIEW_ROUND},
    )
    election_day = models.DateField(
        "计划选举日", null=True, blank=True, help_text="年限计算到此日；不填则按各村、各批次的计划选举日"
    )
    letter_number = models.CharField("联审函文号", max_length=40, blank=True)
    letter_on = models.DateField("发函日期", null=True, blank=True)
    sender = models.CharField("发函单位", max_length=60, blank=True, default="县委组织部")
    negative_list = models.ForeignKey(
        NegativeList, models.PROTECT, null=True, related_name="batches", verbose_name="负面清单", editable=False
    )
    state = StateField(
        "状态",
        max_length=10,
        choices=BatchState,
        default=BatchState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联审批次"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"],
                condition=Q(withdrawn_at=None),
                name="review_batch_number_once",
                violation_error_message="本届已有这个批次号，请换一个。",
            ),
            models.UniqueConstraint(
                fields=["cycle", "letter_number"],
                condition=Q(withdrawn_at=None) & ~Q(letter_number=""),
                name="review_letter_number_once",
                violation_error_message="本届已有文号相同的联审函，请核对文号。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_draft(self) -> bool:
        return self.state == BatchState.DRAFT

    @transition("state", source=BatchState.DRAFT, target=BatchState.ASKED)
    def ask_letter(self) -> None: ...

    @transition("state", source=BatchState.ASKED, target=BatchState.DRAFT)
    def send_back(self) -> None: ...

    @transition("state", source=BatchState.ASKED, target=BatchState.SENT)
    def approve_letter(self) -> None: ...

    @transition("state", source=BatchState.SENT, target=BatchState.CLOSED)
    def close(self) -> None: ...


class ReviewSubject(CycleRow):
    """One person in one batch with the township's first review; ``result`` is the standing conclusion."""

    search_from = ("person", "village")
    locked_by = ("batch",)
    personal_fields = ("domicile", "current_post", "township_basis")
    purges_files = True

    batch = models.ForeignKey(ReviewBatch, models.PROTECT, related_name="subjects", verbose_name="批次号")
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="+",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="reviews", verbose_name="人员", editable=False)
    domicile = models.CharField("户籍地", max_length=80, blank=True)
    current_post = models.CharField("现任职务", max_length=60, blank=True)
    body = models.CharField("拟参选职位类别", max_length=12, choices=Body)
    post = models.CharField("拟参选职务", max_length=40, blank=True)
    origin = models.CharField("来源", max_length=20, blank=True, editable=False)
    township_result = models.CharField("乡镇初审", max_length=12, choices=FirstReview, default=FirstReview.UNCHECKED)
    township_basis = models.CharField("初审依据", max_length=200, blank=True)
    township_reviewer = models.CharField("初审人", max_length=40, blank=True)
    township_signed_on = models.DateField("书记签字日期", null=True, blank=True)
    result = models.CharField("综合结论", max_length=12, choices=Result, blank=True, editable=False, db_index=True)
    code = models.CharField("条目代码", max_length=12, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "送审人员"
        ordering = [*BY_VILLAGE, "id"]
        indexes = [models.Index(fields=["batch", "result"], name="review_by_batch")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person"],
                condition=Q(withdrawn_at=None),
                name="review_person_once_per_batch",
                violation_error_message="此人已在本批次中。",
            )
        ]

    _stored: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return self.person.name

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._stored = {name: row.__dict__.get(name) for name in IDENTITY}  # type: ignore[misc]
        return row

    @property
    def identity_changed(self) -> bool:
        return any(getattr(self, name) != value for name, value in self._stored.items())

    def check_writable(self) -> None:
        super().check_writable()
        if self.follows_person:
            return
        if self.batch.state == BatchState.CLOSED:
            raise Refused(f"联审批次{self.batch}已办结，不能再改动送审人员。")
        if not self.batch.is_draft and (self._state.adding or self.identity_changed):
            raise Refused(
                f"联审批次{self.batch}{self.batch.get_state_display()}，送审名单不能增减，也不能改动送审内容；"
                "漏报的人员请列入新的批次。"
            )


class ReviewRequest(CycleRow):
    """What one department was asked about a batch, until when, and its stamped reply."""

    scope_lookup = "cycle__county__path"
    purges_files = True

    batch = models.ForeignKey(ReviewBatch, models.PROTECT, related_name="requests", verbose_name="批次号")
    department = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="联审部门",
        limit_choices_to={"kind": ListKind.REVIEW_DEPARTMENT},
    )
    questions = models.TextField("核查事项", blank=True)
    deadline = models.DateField("答复期限")
    replied_on = models.DateField("书面答复日期", null=True, blank=True)
    scan = models.ForeignKey(
        "electioncycle.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="盖章答复扫描件",
    )
    impersonal_fields = ("questions",)

    class Meta:
        verbose_name = verbose_name_plural = "联审事项"
        ordering = ["department__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "department"], condition=Q(withdrawn_at=None), name="review_department_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch}{self.department}"


class ReviewAnswer(LedgerModel):
    """What one department says about one person. Facts are read by named reviewers only, each reading recorded."""

    scope_lookup = "request__cycle__county__path"
    cycle_lookup = "request__cycle"
    personal_fields = ("handler", "reason")

    request = models.ForeignKey(ReviewRequest, models.PROTECT, related_name="answers", verbose_name="联审事项")
    subject = models.ForeignKey(ReviewSubject, models.PROTECT, related_name="answers", verbose_name="送审人员")
    result = models.CharField("结果", max_length=10, choices=AnswerResult)
    item = models.ForeignKey(
        NegativeItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对应条目"
    )
    facts = EncryptedField("事实", blank=True, mask=sealed)
    document_number = EncryptedField("文号", blank=True, mask=sealed)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    until_on = models.DateField("影响期止", null=True, blank=True)
    handler = models.CharField("经办人", max_length=40, blank=True)
    stamped_on = models.DateField("盖章日期", null=True, blank=True)
    by_login = models.BooleanField("部门账号填报", default=False)
    reason = models.CharField("核实或更正说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门答复"
        ordering = ["request__department__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "subject"], condition=Q(withdrawn_at=None), name="review_answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}对第{self.subject_id}号送审人员的答复"

    def check_writable(self) -> None:
        self.request.check_writable()


class ReviewDecision(CycleRow):
    """The conclusion on one person: proposed by one, confirmed by another; on an item of the list and its edition."""

    scope_lookup = "subject__village__path"
    personal_fields = ("basis",)

    subject = models.ForeignKey(ReviewSubject, models.PROTECT, related_name="decisions", verbose_name="送审人员")
    result = models.CharField("综合结论", max_length=12, choices=Result)
    item = models.ForeignKey(
        NegativeItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据条目"
    )
    basis = models.CharField("依据", max_length=200, blank=True)
    meeting_on = models.DateField("会议日期")
    counted_to = models.DateField("年限计算到")
    told_on = models.DateField("告知日期", null=True, blank=True)
    object_until = models.DateField("申诉期限", null=True, blank=True)
    state = StateField(
        "状态",
        max_length=10,
        choices=DecisionState,
        default=DecisionState.PROPOSED,
        protected=True,
        editable=False,
        db_index=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "联审结论"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(withdrawn_at=None, state__in=["proposed", "confirmed"]),
                name="review_decided_once",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.subject_id}号送审人员的联审结论"

    @classmethod
    def refused_in(cls, cycle: Cycle) -> models.QuerySet["ReviewDecision"]:
        """Confirmed 不合格 of a cycle with person and village: whom the secretary has to talk to."""
        rows = cls.objects.filter(cycle=cycle, state=DecisionState.CONFIRMED, result=Result.UNQUALIFIED)
        return rows.select_related("subject__person", "subject__village__township", "item")

    @transition("state", source=DecisionState.PROPOSED, target=DecisionState.CONFIRMED)
    def confirm(self) -> None: ...

    @transition("state", source=DecisionState.PROPOSED, target=DecisionState.RETURNED)
    def send_back(self) -> None: ...

    @transition("state", source=DecisionState.CONFIRMED, target=DecisionState.REVOKED)
    def revoke(self) -> None: ...

    @transition("state", source=DecisionState.CONFIRMED, target=DecisionState.LAPSED)
    def lapse(self) -> None: ...


class ReviewObjection(CycleRow):
    """The refused person's objection, its clock and its answer."""

    scope_lookup = "decision__subject__village__path"
    personal_fields = ("words", "answer")

    decision = models.ForeignKey(ReviewDecision, models.PROTECT, related_name="objections", verbose_name="联审结论")
    received_on = models.DateField("收到日期")
    words = models.CharField("申诉内容", max_length=300)
    answer_by = models.DateField("答复期限", null=True, blank=True)
    outcome = models.CharField("处理结果", max_length=10, choices=ObjectionOutcome, blank=True)
    answer = models.CharField("答复内容", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联审申诉"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.decision}的申诉"


class ProblemTransfer(CycleRow):
    """A 问题转办单: which secretary was handed the facts he must talk about, when and by whom."""

    scope_lookup = "decision__subject__village__path"
    personal_fields = ("secretary",)
    numbered = Numbered("number", ("cycle",), lambda row: f"ZB{row.issued_on:%Y}-")

    decision = models.ForeignKey(ReviewDecision, models.PROTECT, related_name="transfers", verbose_name="联审结论")
    number = models.CharField("编号", max_length=40)
    secretary = models.CharField("转办乡镇党委书记", max_length=40)
    issued_on = models.DateField("转办日期")
    talk_by = models.DateField("约谈期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "问题转办单"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"], condition=Q(withdrawn_at=None), name="transfer_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.number
