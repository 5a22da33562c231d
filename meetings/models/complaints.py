"""Complaints and clues (信访举报线索): who complained is sealed, what happens to it has clocks."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.numbering import Numbered
from electioncycle.records.readers import AllEntries, LiveEntries
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from electioncycle.security.privacy import EncryptedField, mask_hidden, mask_phone
from meetings.oversight_choices import ENDED, Channel, ComplaintState, HandlingLevel, Verdict
from villages.choices import ListKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, Village

EDITABLE = (ComplaintState.RECEIVED, ComplaintState.ACCEPTED)
"""States in which facts and handler may still be written."""


class Complaint(RemembersState, CycleRow):
    """One complaint or clue about the election of a village, from its receipt to its answer and publication.

    Name, phone and address of whoever complained are encrypted and shown to nobody but those assigned, one at a time.
    """

    personal_fields = ("about", "handler")
    purges_files = True
    search_from = ("number", "village")
    numbered = Numbered("number", ("cycle",), "XS", telling=False)

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="complaints", verbose_name="村(社区)", limit_choices_to={"valid_to": None}
    )
    number = models.CharField("线索编号", max_length=20, blank=True, help_text="不填则由系统编号")
    received_on = models.DateField("收到日期", db_index=True)
    channel = models.CharField("来源渠道", max_length=10, choices=Channel, default=Channel.LETTER)
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="反映事项类别",
        limit_choices_to={"kind": ListKind.COMPLAINT_KIND},
    )
    anonymous = models.BooleanField("匿名", default=False)
    name = EncryptedField("反映人姓名", blank=True, mask=mask_hidden)
    phone = EncryptedField("反映人电话", blank=True, mask=mask_phone)
    address = EncryptedField("反映人住址", blank=True, mask=mask_hidden)
    about = models.CharField("反映对象", max_length=80, blank=True)
    facts = models.TextField("反映的事实", help_text="只写反映的事实，不写能认出反映人的内容")
    level = models.CharField(
        "办理层级",
        max_length=10,
        choices=HandlingLevel,
        blank=True,
        help_text="不填则为受理人所在的一级；文书以该级名义出具",
    )
    handler = models.CharField("承办单位(人)", max_length=80, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True, editable=False)
    extended = models.BooleanField("已延长办理期限", default=False, editable=False)
    verdict = models.CharField("核查结论", max_length=12, choices=Verdict, blank=True, editable=False)
    result = models.TextField("核查情况和处理结果", blank=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    published_on = models.DateField("结果公布日期", null=True, blank=True, editable=False)
    published_at = models.CharField("公布地点", max_length=80, blank=True, editable=False)
    state = StateField(
        "状态",
        max_length=12,
        choices=ComplaintState,
        default=ComplaintState.RECEIVED,
        protected=True,
        editable=False,
        db_index=True,
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects: ClassVar[Any] = LiveEntries()
    all_rows: ClassVar[Any] = AllEntries()

    class Meta:
        verbose_name = verbose_name_plural = "信访举报线索"
        ordering = ["-received_on", *BY_VILLAGE, "id"]
        indexes = [models.Index(fields=["cycle", "received_on"], name="complaint_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"],
                condition=Q(withdrawn_at=None),
                name="complaint_number_once",
                violation_error_message="本届已有这个线索编号，请换一个或留空由系统编号。",
            )
        ]

    def __str__(self) -> str:
        """Stands in histories and refusals: never what or whom it is about."""
        return f"线索{self.label}"

    @property
    def label(self) -> str:
        return self.number or "(未编号)"

    @property
    def office(self) -> str:
        """The body that handles it and signs its papers."""
        of_township = self.level == HandlingLevel.TOWNSHIP
        return f"{self.village.township if of_township else self.cycle.county}村(社区)“两委”换届工作领导小组办公室"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    def prepare(self) -> None:
        if self.pk and not self.level and self.state != ComplaintState.RECEIVED:  # who has taken it up stays
            self.level = type(self).all_rows.values_list("level", flat=True).get(pk=self.pk)
        if self.anonymous:
            self.name = self.phone = self.address = ""
        super().prepare()

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and not self.editable:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动。待审核的请先退回，再修改。")

    @transition("state", source=ComplaintState.RECEIVED, target=ComplaintState.ACCEPTED)
    def accept(self) -> None: ...

    @transition("state", source=ComplaintState.RECEIVED, target=ComplaintState.REFUSED)
    def refuse(self) -> None: ...

    @transition("state", source=ComplaintState.RECEIVED, target=ComplaintState.TRANSFERRED)
    def transfer(self) -> None: ...

    @transition("state", source=ComplaintState.ACCEPTED, target=ComplaintState.CONCLUDED)
    def conclude(self) -> None: ...

    @transition("state", source=ComplaintState.CONCLUDED, target=ComplaintState.ACCEPTED)
    def send_back(self) -> None: ...

    @transition("state", source=ComplaintState.CONCLUDED, target=ComplaintState.ANSWERED)
    def answer(self) -> None: ...

    @transition("state", source=ComplaintState.ANSWERED, target=ComplaintState.PUBLISHED)
    def publish(self) -> None: ...
