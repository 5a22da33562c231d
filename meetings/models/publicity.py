"""Publicity (宣传引导): what was done where by which channel, trainings of staff and who attended."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from electioncycle.records.name_fields import PersonNameField
from meetings.oversight_choices import Attendance
from villages.choices import AreaLevel, ListKind
from villages.models import BY_VILLAGE, Area, CycleRow, KindItem, Village

AREA_LIMIT = {"level__in": (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)}


class PublicityActivity(CycleRow):
    """One activity by one channel that reached one village, on a day, with its audience."""

    search_from = ("theme", "audience", "village")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="publicity",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    channel = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="宣传渠道",
        limit_choices_to={"kind": ListKind.PUBLICITY_CHANNEL},
    )
    held_on = models.DateField("日期", db_index=True)
    theme = models.CharField("主题", max_length=80)
    audience = models.CharField("对象", max_length=60, blank=True, help_text="如：全体村民、外出务工人员")
    reached = models.PositiveIntegerField("参加(覆盖)人数", null=True, blank=True)
    place = models.CharField("地点(平台)", max_length=60, blank=True)
    organiser = models.CharField("组织人", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "宣传活动"
        ordering = ["-held_on", *BY_VILLAGE, "id"]
        indexes = [models.Index(fields=["cycle", "held_on"], name="publicity_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "channel", "held_on", "theme"],
                condition=Q(withdrawn_at=None),
                name="publicity_once",
                violation_error_message="该村(社区)当天同一渠道、同一主题的活动已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.held_on:%m月%d日}{self.channel}"


class Training(CycleRow):
    """A training of the people who run the election, held by county or township."""

    scope_lookup = "area__path"
    scope_upward = True
    search_from = ("name", "lecturers")

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="trainings", verbose_name="乡镇(街道)/县", limit_choices_to=AREA_LIMIT
    )
    name = models.CharField("培训名称", max_length=80)
    held_on = models.DateField("日期", db_index=True)
    hours = models.PositiveSmallIntegerField("学时", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    lecturers = models.CharField("授课人", max_length=80, blank=True)
    content = models.TextField("内容", blank=True)
    audience = models.CharField("对象", max_length=60, blank=True, help_text="如：选举工作人员、志愿者")
    expected = models.PositiveIntegerField("应到人数", null=True, blank=True, validators=[MinValueValidator(1)])
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作人员培训"
        ordering = ["-held_on", "area__position", "area__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "area", "name", "held_on"],
                condition=Q(withdrawn_at=None),
                name="training_once",
                violation_error_message="当天已登记过同名的培训，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%m-%d} {self.area}{self.name}"


class Trainee(CycleRow):
    """One person's attendance of one training; entered by the township that sent him."""

    scope_lookup = "area__path"
    personal_fields = ("name",)
    search_from = ("name", "unit", "training")

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="乡镇(街道)/县", limit_choices_to=AREA_LIMIT
    )
    training = models.ForeignKey(Training, models.PROTECT, related_name="trainees", verbose_name="培训")
    name = PersonNameField("姓名", max_length=40)
    unit = models.CharField("单位职务(村及岗位)", max_length=80, blank=True)
    attendance = models.CharField("到训情况", max_length=8, choices=Attendance, default=Attendance.PRESENT)
    absence = models.CharField("缺席原因", max_length=80, blank=True)
    made_up_on = models.DateField("补训日期", null=True, blank=True)
    pledged_on = models.DateField("纪律承诺书签订日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参训名册"
        ordering = ["-training__held_on", "area__position", "area__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "area", "name", "unit"],
                condition=Q(withdrawn_at=None),
                name="trainee_once",
                violation_error_message="这次培训已登记过此人，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.training})"
