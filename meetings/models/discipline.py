"""Discipline in daily life: the activities of the county's “十个一”, and the reminder texts it sends by its own SMS."""

from django.db import models
from django.db.models import Q

from meetings.models.publicity import AREA_LIMIT
from villages.choices import ListKind
from villages.models import Area, CycleRow, KindItem


class DisciplineActivity(CycleRow):
    """One activity of the list 十个一, planned for a day and, once held, proved."""

    scope_lookup = "area__path"
    search_from = ("content", "place", "area")

    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="discipline_activities",
        verbose_name="乡镇(街道)/县",
        limit_choices_to=AREA_LIMIT,
    )
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="活动项目",
        limit_choices_to={"kind": ListKind.DISCIPLINE_ACTIVITY},
    )
    planned_on = models.DateField("计划日期", db_index=True)
    held_on = models.DateField("开展日期", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    content = models.CharField("内容", max_length=200, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    organiser = models.CharField("组织单位(人)", max_length=60, blank=True)
    proof = models.CharField("佐证说明", max_length=200, blank=True, help_text="如：签到册、照片，附件在详情页上传")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纪律教育活动"
        ordering = ["planned_on", "area__position", "area__code", "kind__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "area", "kind", "planned_on"],
                condition=Q(withdrawn_at=None),
                name="discipline_activity_once",
                violation_error_message="该单位当天已安排同一项活动，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}{self.planned_on:%m月%d日}{self.kind}"

    @property
    def is_held(self) -> bool:
        return self.held_on is not None


class ReminderText(CycleRow):
    """The reminder of one day, drafted for the county's own SMS channel; the product sends nothing."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("text",)

    day = models.DateField("发送日期", db_index=True)
    audience = models.CharField("对象", max_length=60, default="党员、候选人、村民代表")
    text = models.CharField("提醒内容", max_length=140)
    sent = models.BooleanField("已由县短信平台发送", default=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纪律提醒短信"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "day", "audience"],
                condition=Q(withdrawn_at=None),
                name="reminder_text_once",
                violation_error_message="这一天对同一对象的提醒已起草，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%m月%d日}纪律提醒"
