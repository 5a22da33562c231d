"""The figures of a round that two persons agreed on, and who was elected by them.

Votes are kept by counting group, post and person, nothing finer: a box says what it recovered and nothing of votes.
Names of those not elected lie apart from the figures, so that a purge takes them and leaves the figures.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from electioncycle.records.rows import LedgerModel
from elections.choices import PostCode
from elections.models.corrections import Correction
from elections.models.nominations import Candidacy
from elections.models.result_sheets import ResultSheet
from elections.models.staffing import PollingPlace
from elections.sheet_choices import LineStanding
from villages.choices import Sex
from villages.models import Person


def _figure(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label)


def _optional(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


class OfSheet(LedgerModel):
    """A row of an agreed sheet; replaced only together with all the others.

    Of a verified sheet in statements alone that name its ``correction``; what it replaced is withdrawn and names it.
    """

    scope_lookup = "sheet__round__election__village__path"
    cycle_lookup = "sheet__round__election__start__cycle"

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="%(class)s_rows", verbose_name="结果报告单")
    correction = models.ForeignKey(
        Correction, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="所依更正"
    )

    class Meta:
        abstract = True

    @property
    def rules_edition(self) -> int | None:
        return self.sheet.rules_edition

    @property
    def cycle(self) -> Any:
        return self.sheet.cycle


class SheetHead(OfSheet):
    """How many were registered or sent, as the sheet was decided by."""

    registered = _optional("登记参加选举人数")
    expected = _optional("应到人数")
    present = _optional("实到人数")

    class Meta:
        verbose_name = verbose_name_plural = "结果报告单人数"
        ordering = ["sheet_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet"], condition=Q(withdrawn_at=None), name="one_head_a_sheet")
        ]

    def __str__(self) -> str:
        return f"{self.sheet}人数"


class BallotAccount(OfSheet):
    """The account of one ballot paper (票数账); ``paper`` is the post that has its own, empty: one for all."""

    paper = models.CharField("选票", max_length=16, choices=PostCode, blank=True)
    printed = _figure("印制选票")
    spare = _optional("其中备用")
    opened = _optional("启封点数")
    in_person = _figure("本人领取")
    proxy = _figure("委托领取")
    roving = _figure("流动票箱领取")
    issued = _figure("发出合计")
    spoiled = _figure("作废更换")
    left_over = _figure("剩余选票")
    recovered = _figure("收回合计")
    valid = _optional("整张有效")
    void = _optional("整张无效")
    blank = _optional("整张空白")

    class Meta:
        verbose_name = verbose_name_plural = "票数账"
        ordering = ["sheet_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "paper"], condition=Q(withdrawn_at=None), name="one_account_a_paper"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}{self.get_paper_display()}票数账"


class BoxCount(OfSheet):
    """What one box recovered of one ballot paper."""

    paper = models.CharField("选票", max_length=16, choices=PostCode, blank=True)
    place = models.ForeignKey(PollingPlace, models.PROTECT, related_name="+", verbose_name="票箱")
    issued = _optional("发出")
    recovered = _figure("收回")

    class Meta:
        verbose_name = verbose_name_plural = "票箱收回数"
        ordering = ["sheet_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "paper", "place"], condition=Q(withdrawn_at=None), name="one_count_a_box"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}票箱收回数"


class PostCount(OfSheet):
    """The ballots of one post; ``skipped``: the hall did not vote on it."""

    post = models.CharField("职务", max_length=16, choices=PostCode)
    seats = models.PositiveSmallIntegerField("应选名额")
    valid = _figure("有效票")
    void = _figure("废票")
    blank = _figure("弃权票")
    skipped = models.BooleanField("没有投票", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "职务票数"
        ordering = ["sheet_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "post"], condition=Q(withdrawn_at=None), name="one_count_a_post")
        ]

    def __str__(self) -> str:
        return f"{self.sheet}{self.get_post_display()}票数"


class VoteCount(OfSheet):
    """What one line of a post received: the report's figure (``group`` 0) or that of one counting group."""

    post = models.CharField("职务", max_length=16, choices=PostCode)
    line = models.PositiveSmallIntegerField("第几行")
    group = models.PositiveSmallIntegerField("计票组", default=0)
    votes = _figure("得票")
    against = _optional("反对")
    abstain = _optional("弃权")

    class Meta:
        verbose_name = verbose_name_plural = "得票"
        ordering = ["sheet_id", "post", "line", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "post", "line", "group"], condition=Q(withdrawn_at=None), name="votes_once_a_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}{self.get_post_display()}第{self.line}行得票"


class SheetName(OfSheet):
    """Whose line it is. A name that was written in is linked to a person later."""

    personal_fields = ("name",)

    post = models.CharField("职务", max_length=16, choices=PostCode)
    line = models.PositiveSmallIntegerField("第几行")
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=8, choices=Sex)
    standing = models.CharField("登记情况", max_length=16, choices=LineStanding)
    candidacy = models.ForeignKey(
        Candidacy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提名人选"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员")

    class Meta:
        verbose_name = verbose_name_plural = "结果报告单姓名"
        ordering = ["sheet_id", "post", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "post", "line"], condition=Q(withdrawn_at=None), name="one_name_a_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}{self.get_post_display()}第{self.line}行"


class ElectedPerson(OfSheet):
    """Who was elected by the figures of a sheet, for good once it is verified; a purge of the cycle leaves it."""

    cycle_lookup = ""

    post = models.CharField("职务", max_length=16, choices=PostCode)
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=8, choices=Sex)
    votes = _figure("得票")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员")

    class Meta:
        verbose_name = verbose_name_plural = "当选人"
        ordering = ["sheet_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "post", "name"],
                condition=Q(withdrawn_at=None, person=None),
                name="elected_once_by_name",
            ),
            models.UniqueConstraint(
                fields=["sheet", "person"], condition=Q(withdrawn_at=None), name="elected_once_by_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.get_post_display()})"
