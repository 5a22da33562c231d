"""Leading groups and work bodies with their members, and which county leader and department answers for a township."""

from datetime import date

from django.db import models
from django.db.models import Q

from electioncycle.records.name_fields import PersonNameField
from meetings.choices import POST_ORDER, GroupPost
from villages.choices import AreaLevel, ListKind
from villages.models import Area, CycleRow, KindItem

AREA_ORDER = ("area__level", "area__position", "area__code")


class WorkBody(CycleRow):
    """A leading group (领导小组) or one of the work bodies under it, of the county or of a township.

    A township sees its county's bodies too.
    """

    scope_lookup = "area__path"
    scope_upward = True
    search_from = ("name", "area", "document_number")
    impersonal_fields = ("duties",)

    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="work_bodies",
        verbose_name="县或乡镇(街道)",
        limit_choices_to={"level__in": (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)},
    )
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="机构类别",
        limit_choices_to={"kind": ListKind.WORK_BODY},
    )
    name = models.CharField("机构名称", max_length=60, blank=True, help_text="不填则用类别名称")
    duties = models.TextField("主要职责", blank=True)
    document = models.CharField("成立文件", max_length=120, blank=True, help_text="如：关于成立换届工作领导小组的通知")
    document_number = models.CharField("文号", max_length=40, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导小组和工作机构"
        ordering = [*AREA_ORDER, "kind__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "area", "name"],
                condition=Q(withdrawn_at=None),
                name="work_body_once",
                violation_error_message="这里本届已登记过同名的机构，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}{self.name}"

    def prepare(self) -> None:
        self.name = self.name.strip() or self.kind.name
        super().prepare()


class BodyMember(CycleRow):
    """One person's membership of a body, from a day until a day: changes are new rows, so the past stays readable."""

    scope_lookup = "body__area__path"
    scope_upward = True
    search_from = ("name", "unit", "post", "body")

    body = models.ForeignKey(WorkBody, models.PROTECT, related_name="members", verbose_name="机构")
    rank = models.CharField("组内职务", max_length=16, choices=GroupPost, default=GroupPost.MEMBER)
    rank_order = models.PositiveSmallIntegerField("职务顺序", default=9, editable=False)
    name = PersonNameField("姓名", max_length=40)
    unit = models.CharField("单位", max_length=80, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    duties = models.CharField("分工", max_length=200, blank=True)
    since = models.DateField("任职起始日", null=True, blank=True)
    until = models.DateField("调整日期", null=True, blank=True, help_text="不再担任的日期；在任的不填")
    document_number = models.CharField("任免(调整)文号", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构成员"
        ordering = [
            "body__area__level",
            "body__area__position",
            "body__area__code",
            "body__kind__position",
            "body_id",
            "rank_order",
            "id",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name", "unit", "rank"],
                condition=Q(withdrawn_at=None, until=None),
                name="body_member_once",
                violation_error_message="这名同志在该机构已有同一在任职务，请直接修改原记录；职务调整的先填写调整日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}{self.get_rank_display()}{self.name}"

    def prepare(self) -> None:
        self.rank_order = POST_ORDER.get(self.rank, len(POST_ORDER))
        super().prepare()

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class TownshipLink(CycleRow):
    """A county leader, with a department, who answers for a township's change of committees (领导挂联)."""

    scope_lookup = "township__path"
    search_from = ("leader", "department", "township")

    township = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="leader_links",
        verbose_name="乡镇(街道)",
        limit_choices_to={"level": AreaLevel.TOWNSHIP},
    )
    leader = models.CharField("县领导", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    department = models.CharField("挂联部门", max_length=80, blank=True)
    contact = models.CharField("部门联络员", max_length=40, blank=True)
    since = models.DateField("挂联起始日", null=True, blank=True)
    until = models.DateField("结束日", null=True, blank=True, help_text="不再挂联的日期；在挂联的不填")
    ended_reason = models.CharField("结束原因", max_length=100, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导挂联乡镇"
        ordering = ["township__position", "township__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "township", "leader"],
                condition=Q(withdrawn_at=None, until=None),
                name="township_link_once",
                violation_error_message="这位领导已挂联该乡镇，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.leader}挂联{self.township}" + (f"(至{self.until:%Y-%m-%d})" if self.until else "")
