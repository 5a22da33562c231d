"""Disputes about an election (选举异议): who raised it is sealed, what is done with it has clocks."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.numbering import Numbered
from electioncycle.records.readers import AllEntries, LiveEntries
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from electioncycle.security.privacy import EncryptedField, mask_hidden, mask_phone
from elections.choices import PostCode
from elections.dispute_choices import OPEN, Acceptor, Consequence, DisputeKind, DisputeState, Finding
from elections.models.elections import Election
from elections.models.of_election import OfVote
from elections.models.rounds import Round

EDITABLE = (DisputeState.RECEIVED, DisputeState.ACCEPTED)
"""States in which what was raised may still be written."""


class Dispute(RemembersState, OfVote):
    """One dispute, from the day it was raised to its finding and what followed.

    It is shown to those assigned alone; everybody else learns that the election has one that is open.
    """

    personal_fields = ("found_words",)
    purges_files = True
    search_from = ("number", "village")
    numbered = Numbered("number", ("village",), "YY", telling=False)
    no_election = "{village.township}{village}没有村(居)委会选举，没有可以提出异议的投票。"

    number = models.CharField("异议编号", max_length=20, blank=True, help_text="不填则由系统编号")
    round_number = models.PositiveSmallIntegerField("第几轮", null=True, blank=True, help_text="不针对某轮投票的不填")
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, editable=False, related_name="disputes", verbose_name="轮次"
    )
    received_on = models.DateField("收到日期", db_index=True)
    kind = models.CharField("异议事项", max_length=12, choices=DisputeKind)
    name = EncryptedField("提出人姓名", blank=True, mask=mask_hidden)
    phone = EncryptedField("提出人电话", blank=True, mask=mask_phone)
    people = models.PositiveSmallIntegerField("提出人数", default=1)
    facts = models.TextField("异议内容", help_text="只写对选举的异议，不写能认出提出人的内容")
    acceptor = models.CharField("受理机关", max_length=10, choices=Acceptor, blank=True, editable=False)
    accepted_on = models.DateField("受理日期", null=True, blank=True, editable=False)
    finding = models.CharField("认定", max_length=12, choices=Finding, blank=True, editable=False)
    found_post = models.CharField("认定涉及职务", max_length=16, choices=PostCode, blank=True, editable=False)
    found_words = models.TextField("调查核实情况和认定理由", blank=True, editable=False)
    found_number = models.CharField("认定文号", max_length=60, blank=True, editable=False)
    found_on = models.DateField("认定日期", null=True, blank=True, editable=False)
    consequence = models.CharField("后续", max_length=12, choices=Consequence, blank=True, editable=False)
    done_on = models.DateField("后续办理日期", null=True, blank=True, editable=False)
    state = StateField(
        "状态",
        max_length=12,
        choices=DisputeState,
        default=DisputeState.RECEIVED,
        protected=True,
        editable=False,
        db_index=True,
    )

    objects: ClassVar[Any] = LiveEntries()
    all_rows: ClassVar[Any] = AllEntries()

    class Meta:
        verbose_name = verbose_name_plural = "选举异议"
        ordering = ["-received_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"],
                condition=Q(withdrawn_at=None),
                name="dispute_number_once",
                violation_error_message="这项选举已有这个异议编号，请换一个或留空由系统编号。",
            )
        ]

    def __str__(self) -> str:
        """Stands in histories and refusals: never what or whom it is about."""
        return f"异议{self.label}"

    @property
    def label(self) -> str:
        return self.number or "(未编号)"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    def prepare(self) -> None:
        super().prepare()
        self.round = self._round_named(self.round_number) if self.round_number else None

    def _round_named(self, number: int) -> Round:
        found = Round.objects.filter(election=self.election_id, number=number).first()
        if found is None:
            raise Refused(f"“{self.election}”没有第{number}轮投票，请核对轮次；不针对某轮投票的不填。")
        return found

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and not self.editable:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动。待审核的请先退回，再修改。")

    @transition("state", source=DisputeState.RECEIVED, target=DisputeState.ACCEPTED)
    def accept(self) -> None: ...

    @transition("state", source=DisputeState.RECEIVED, target=DisputeState.REFUSED)
    def refuse(self) -> None: ...

    @transition("state", source=sorted(EDITABLE), target=DisputeState.RETRACTED)
    def retract(self) -> None: ...

    @transition("state", source=DisputeState.ACCEPTED, target=DisputeState.CONCLUDED)
    def conclude(self) -> None: ...

    @transition("state", source=DisputeState.CONCLUDED, target=DisputeState.ACCEPTED)
    def send_back(self) -> None: ...

    @transition("state", source=DisputeState.CONCLUDED, target=DisputeState.FOUND)
    def find(self) -> None: ...

    @transition("state", source=[DisputeState.CONCLUDED, DisputeState.FOUND], target=DisputeState.CLOSED)
    def close(self) -> None: ...


class Recount(LedgerModel):
    """The sealed ballots of a disputed round opened, counted again and sealed again (启封复核), as it happened.

    ``figures``: by post what was counted again, votes in the order of the sheet's lines, without a name.
    """

    scope_lookup = "dispute__election__village__path"
    cycle_lookup = "dispute__election__start__cycle"
    personal_fields = ("opened_by", "resealed_by")
    impersonal_fields = ("approval",)

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="recounts", verbose_name="选举异议")
    approval = models.CharField("批准文号", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    opened_at = models.DateTimeField("启封时间")
    opened_by = models.CharField("启封在场人", max_length=200, help_text="姓名用顿号隔开")
    resealed_at = models.DateTimeField("重新封存时间", null=True, blank=True)
    resealed_by = models.CharField("封存人", max_length=200, blank=True)
    figures = models.JSONField("复核数", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "启封复核"
        ordering = ["dispute_id", "id"]

    def __str__(self) -> str:
        return f"{self.dispute}启封复核"

    @property
    def rules_edition(self) -> int | None:
        return self.dispute.rules_edition

    @property
    def election(self) -> Election:
        return self.dispute.election

    @property
    def opened_on(self) -> date:
        return self.opened_at.date()
