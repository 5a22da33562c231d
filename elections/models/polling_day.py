"""What a polling day leaves behind beside rounds and sheets: checks, helpers, ballots on their way, turnout, incidents.

All of it are counts and facts of an election; who was fetched or visited is on paper in the village alone.
"""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from electioncycle.records.name_fields import PersonNameField
from elections.day_choices import Custody, IncidentKind
from elections.models.calendar import CodeField
from elections.models.of_election import OfVote
from elections.models.staffing import VOTERS
from elections.rules.day_checklist import item_choices
from villages.models import BY_VILLAGE


def today() -> date:
    """What a form proposes for a day of the vote."""
    return timezone.localdate()


class DayCheck(OfVote):
    """One item of the day's checklist in one village: whether it is in order, and who looked."""

    search_from = ("village", "checker")
    personal_fields = ("checker", "note")

    item = CodeField("检查事项", max_length=20, choices=item_choices)
    ready = models.BooleanField("已落实", default=False)
    checker = PersonNameField("核对人", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投票日检查"
        ordering = (*BY_VILLAGE, "election_id", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "item"],
                condition=Q(withdrawn_at=None),
                name="day_check_once",
                violation_error_message="该村这项选举已登记这一检查事项，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.get_item_display()}"


class DaySupport(OfVote):
    """Who is called about a village on its day, its volunteers and cars, how many were visited, called, fetched."""

    search_from = ("village", "contact")
    personal_fields = ("contact", "office_phone", "note")

    contact = PersonNameField("值守联络人", max_length=40, blank=True)
    office_phone = models.CharField("值守电话", max_length=30, blank=True)
    volunteers = models.PositiveIntegerField("志愿者(人)", default=0, validators=VOTERS)
    trained = models.PositiveIntegerField("已培训(人)", default=0, validators=VOTERS)
    signed = models.PositiveIntegerField("已签承诺书(人)", default=0, validators=VOTERS)
    drivers = models.PositiveIntegerField("接送驾驶员(人)", default=0, validators=VOTERS)
    cars = models.PositiveIntegerField("接送车辆(辆)", default=0, validators=VOTERS)
    visited = models.PositiveIntegerField("入户宣传(户)", null=True, blank=True, validators=VOTERS)
    called = models.PositiveIntegerField("电话通知(人次)", null=True, blank=True, validators=VOTERS)
    rides = models.PositiveIntegerField("接送(人次)", null=True, blank=True, validators=VOTERS)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投票日值守和志愿服务"
        ordering = (*BY_VILLAGE, "election_id")
        constraints = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(withdrawn_at=None),
                name="day_support_once",
                violation_error_message="该村这项选举已登记值守和志愿服务，请直接修改原记录。",
            ),
            models.CheckConstraint(
                condition=Q(trained__lte=F("volunteers"), signed__lte=F("volunteers"), drivers__lte=F("volunteers")),
                name="volunteers_are_most",
                violation_error_message="已培训、已签承诺书和驾驶员都不能多于志愿者人数，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}值守和志愿服务"


class BallotCustody(OfVote):
    """One step on the way of a vote's ballots: how many, when, from whom to whom, against which receipt."""

    search_from = ("village", "receipt")
    personal_fields = ("handed_by", "taken_by", "note")

    step = models.CharField("环节", max_length=10, choices=Custody)
    day = models.DateField("日期", default=today)
    at = models.TimeField("时间", null=True, blank=True)
    ballots = models.PositiveIntegerField("选票(张)", null=True, blank=True, validators=VOTERS)
    packages = models.PositiveSmallIntegerField("包(箱)数", null=True, blank=True, validators=[MinValueValidator(1)])
    handed_by = PersonNameField("交出人", max_length=40, blank=True)
    taken_by = PersonNameField("接收人", max_length=40, blank=True)
    receipt = models.CharField("回执编号", max_length=60, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "选票交接和封存"
        ordering = (*BY_VILLAGE, "election_id", "day", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "step", "day"],
                condition=Q(withdrawn_at=None),
                name="ballot_custody_once",
                violation_error_message="该村这项选举当天已登记这一环节，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}选票{self.get_step_display()}"


class Turnout(OfVote):
    """How many had voted on one day by the three reports of a duty desk; each is optional."""

    search_from = ("village",)

    day = models.DateField("投票日", default=today)
    opening = models.PositiveIntegerField("大会开始时(人)", null=True, blank=True, validators=VOTERS)
    halfway = models.PositiveIntegerField("收回过半时(人)", null=True, blank=True, validators=VOTERS)
    closing = models.PositiveIntegerField("投票结束时(人)", null=True, blank=True, validators=VOTERS)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投票进度"
        ordering = (*BY_VILLAGE, "election_id", "day")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "day"],
                condition=Q(withdrawn_at=None),
                name="turnout_once_a_day",
                violation_error_message="该村这一天的投票进度已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}投票进度"

    @property
    def last(self) -> int | None:
        """The figure of the last report that was given."""
        return next((one for one in (self.closing, self.halfway, self.opening) if one is not None), None)


class Incident(OfVote):
    """Something unforeseen at a vote (突发情况): told by telephone first, on paper afterwards."""

    search_from = ("village",)
    personal_fields = ("circumstances", "measures", "note")

    day = models.DateField("发生日期", default=today)
    at = models.TimeField("发生时间", null=True, blank=True)
    kind = models.CharField("类别", max_length=10, choices=IncidentKind)
    circumstances = models.TextField("情况", max_length=500, help_text="写事实和影响，不写个人信息")
    measures = models.TextField("处置措施", max_length=500, blank=True)
    document_number = models.CharField("书面报告文号", max_length=60, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "突发情况"
        ordering = (*BY_VILLAGE, "-day", "-id")

    def __str__(self) -> str:
        return f"{self.village}突发情况({self.get_kind_display()})"
