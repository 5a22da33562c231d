"""Notices (公告): the texts a county publishes for them, and what was posted in a village, word for word."""

from datetime import date

from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.editions import Edition
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from elections.choices import NoticeSeries, NoticeState
from elections.models.calendar import OF_ELECTION, CodeField, StepDay
from elections.models.elections import Election
from elections.rules.calendar import step_choices
from villages.models import CycleRow


class Numbered(models.Model):
    """A number in a series: 第2-1号 is the first branch of the second."""

    series = models.CharField("编列", max_length=12, choices=NoticeSeries, default=NoticeSeries.COMMITTEE)
    number = models.PositiveSmallIntegerField("编号")
    branch = models.PositiveSmallIntegerField("分号", default=0, help_text="没有分号的填0；第2-1号的分号为1")

    class Meta:
        abstract = True

    @property
    def full_number(self) -> str:
        return f"第{self.number}{f'-{self.branch}' if self.branch else ''}号"


class NoticeSet(Edition, CycleRow):
    """One edition of the county's notice texts; what was posted under an earlier one stays as it was."""

    scope_lookup = "cycle__county__path"
    scope_upward = True

    name = models.CharField("名称", max_length=60, default="公告文本")

    class Meta:
        verbose_name = verbose_name_plural = "公告文本"
        ordering = ["-edition"]
        constraints = [models.UniqueConstraint(fields=["cycle", "edition"], name="notice_set_edition_once")]


class NoticeText(Numbered, LedgerModel):
    """One text. ``step`` is the step it belongs to; ``publishes``: posting it is what that step consists of."""

    scope_lookup = "notice_set__cycle__county__path"
    scope_upward = True
    impersonal_fields = ("text",)

    notice_set = models.ForeignKey(NoticeSet, models.PROTECT, related_name="texts", verbose_name="公告文本")
    code = models.CharField("代码", max_length=30)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("正文", max_length=2000)
    step = CodeField("对应步骤", max_length=24, choices=step_choices, blank=True)
    publishes = models.BooleanField("张贴即完成该步骤", default=False)
    unsure = models.BooleanField("待确认", default=False)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "公告文本明细"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["notice_set", "code"], name="notice_text_once")]

    def __str__(self) -> str:
        return self.title

    def check_writable(self) -> None:
        self.notice_set.check_writable()
        self.notice_set.require_draft()


class PublicNotice(Numbered, RemembersState, LedgerModel):
    """One notice of one election: drafted from a text, posted, taken down. Its words are fixed once it is posted.

    The day of posting lies in the calendar (``step_day``) where the posting is a step of it, else here. What is wrong
    in one that hangs is put right by another one (``corrects``).
    """

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"
    search_from = ("election", "title")
    day_corrected = False
    """Set where the day alone is corrected that was recorded for the posting: its words stand."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="notices", verbose_name="选举", editable=False)
    wording = models.ForeignKey(
        NoticeText,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="notices",
        verbose_name="所用文本",
    )
    step = CodeField("对应步骤", max_length=24, choices=step_choices, blank=True, editable=False)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("正文", max_length=4000)
    place = models.CharField("张贴地点", max_length=100, blank=True)
    signed_by = models.CharField("落款", max_length=60, blank=True)
    state = StateField(
        "状态",
        max_length=10,
        choices=NoticeState,
        default=NoticeState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )
    step_day = models.ForeignKey(
        StepDay, models.PROTECT, null=True, blank=True, editable=False, related_name="notices", verbose_name="日程登记"
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="corrections",
        verbose_name="更正的公告",
    )
    posted_on = models.DateField("张贴日期", null=True, blank=True, editable=False)
    taken_down_on = models.DateField("撤下日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "公告"
        ordering = (*OF_ELECTION, "election", "series", "number", "branch", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "series", "number", "branch"],
                condition=Q(withdrawn_at=None),
                name="notice_number_once",
                violation_error_message="这项选举已有同一编号的公告，请改用别的编号或分号。",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.DRAFT, step_day=None, posted_on=None, taken_down_on=None)
                | (~Q(state=NoticeState.DRAFT) & (Q(step_day=None) ^ Q(posted_on=None))),
                name="posted_notice_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election.village}公告{self.full_number}“{self.title}”"

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition

    @property
    def day(self) -> date | None:
        """On which day it was posted."""
        return self.step_day.done_on if self.step_day else self.posted_on

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.state != NoticeState.DRAFT and not self.day_corrected:
            raise Refused(f"“{self}”{self.get_state_display()}，文字不能改动；内容有误的，请在公告页面拟更正公告。")

    @transition("state", source=NoticeState.DRAFT, target=NoticeState.POSTED)
    def post(self) -> None: ...

    @transition("state", source=NoticeState.POSTED, target=NoticeState.TAKEN_DOWN)
    def take_down(self) -> None: ...
