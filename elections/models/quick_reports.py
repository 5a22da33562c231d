"""The quick report (结果快报): what a village said by telephone of one round, before its result sheet is typed."""

from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Prefetch, Q

from electioncycle.records.name_fields import PersonNameField
from electioncycle.refusals import Refused
from elections.choices import MOST_SEATS
from elections.models.elections import Election
from elections.models.of_election import OfVote, committee_election_in
from elections.models.result_sheets import ResultSheet
from elections.models.rounds import Round, at_hand
from elections.models.staffing import VOTERS
from elections.rules.quick import moment_of_day
from elections.sheet_choices import DirectorSaid, OtherSaid, ValiditySaid
from villages.models import BY_VILLAGE

NO_ROUND = "{}这项选举还没有投票，不能登记结果快报。"
BEGUN = "ever_begun"
EVER_BEGUN = Prefetch("round__sheets", queryset=ResultSheet.all_rows.only("round"), to_attr=BEGUN)
"""Sheets of a round, those begun anew too, to be fetched for many rows at once."""
REPLACED = "“{}”的结果报告单已开始录入，以报告单为准，快报不能再登记或者改动。"


class QuickReport(OfVote):
    """At most eight values of a round, unverified. Once its sheet is begun it stands as it was told."""

    search_from = ("village",)
    personal_fields = ("incident", "reporter", "taker")

    round = models.ForeignKey(Round, models.PROTECT, related_name="quick_reports", verbose_name="轮次", editable=False)
    registered = models.PositiveIntegerField(
        "登记参加选举(人)", null=True, blank=True, validators=VOTERS, help_text="与已登记的人数一致的不填"
    )
    issued = models.PositiveIntegerField("发出选票(张)", validators=VOTERS)
    recovered = models.PositiveIntegerField("收回选票(张)", validators=VOTERS)
    validity = models.CharField("是否有效", max_length=8, choices=ValiditySaid)
    elected = models.PositiveSmallIntegerField("选出(人)", validators=(MaxValueValidator(MOST_SEATS),))
    director = models.CharField("主任", max_length=10, choices=DirectorSaid)
    other = models.CharField("另行选举", max_length=8, choices=OtherSaid)
    incident = models.CharField("异常", max_length=120, blank=True, help_text="没有异常的不填")
    ended_at = models.TimeField("结束时刻", help_text="投票结束的时刻，如：11:30；过了零点的照填")
    reporter = PersonNameField("报告人", max_length=40, blank=True)
    taker = PersonNameField("接报人", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结果快报"
        ordering = (*BY_VILLAGE, "round__number")
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(withdrawn_at=None),
                name="one_quick_report_a_round",
                violation_error_message="这一轮的结果快报已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}结果快报" if self.round_id else "结果快报"

    def find_election(self) -> Election | None:
        return committee_election_in([self.village_id]).get(self.village_id)

    def prepare(self) -> None:
        super().prepare()
        if self.round_id is None:
            found = at_hand([self.election_id]).get(self.election_id)
            if found is None:
                raise Refused(NO_ROUND.format(self.village))
            self.round = found
        self._require_before_sheet()

    @classmethod
    def locking(cls) -> tuple[Any, ...]:
        return (*super().locking(), EVER_BEGUN)

    @property
    def replaced(self) -> bool:
        """Whether the sheet of its round was ever begun; who types that must find nothing new here."""
        read = self.round.__dict__.get(BEGUN)
        return bool(ResultSheet.all_rows.filter(round=self.round_id).exists() if read is None else read)

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk:
            self._require_before_sheet()

    def _require_before_sheet(self) -> None:
        if self.replaced:
            raise Refused(REPLACED.format(self.round))

    @property
    def rules_edition(self) -> int | None:
        return self.round.rules_edition

    @property
    def ended(self) -> datetime:
        return moment_of_day(self.round.polling_day, self.ended_at)

    def said(self) -> dict[str, Any]:
        """Every value as the page and the comparison name it."""
        return {name: getattr(self, name) for name in VALUES}


VALUES = ("registered", "issued", "recovered", "validity", "elected", "director", "other", "incident")
"""What the village says, in the order of the form."""
