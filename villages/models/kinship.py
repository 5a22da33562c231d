"""Who is related to whom among those who hold posts in a village, and who keeps its books and papers."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from electioncycle.records.months import MonthField
from villages import choices
from villages.models.cycles import BY_VILLAGE, CycleRow, KindItem
from villages.models.people import Person
from villages.models.places import Village


class VillageStaff(CycleRow):
    """Somebody who does a village's office work without being of its team by that: 报账员, 文书."""

    search_from = ("person", "village")
    personal_fields = ("note",)

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="staff",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="staff_posts", verbose_name="人员", editable=False)
    post = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="村务岗位",
        limit_choices_to={"kind": choices.ListKind.STAFF_POST},
    )
    since = MonthField("任职时间", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "村务人员"
        ordering = (*BY_VILLAGE, "post__position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "person", "post"],
                condition=Q(withdrawn_at=None),
                name="staff_once",
                violation_error_message="该村已登记此人任这一村务岗位。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name


class Kinship(CycleRow):
    """Two persons of a village who are related (亲属关系); which of them stands first says nothing."""

    search_from = ("person", "other", "village")
    personal_fields = ("source", "note")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="kinships",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="kin", verbose_name="姓名")
    other = models.ForeignKey(Person, models.PROTECT, related_name="kin_of", verbose_name="亲属姓名")
    relation = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="关系",
        limit_choices_to={"kind": choices.ListKind.KINSHIP},
    )
    source = models.CharField("来源", max_length=120, blank=True, help_text="如：乡镇填报、户籍核对、本人申报")
    noted_on = models.DateField("登记日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "亲属关系"
        ordering = (*BY_VILLAGE, "id")
        constraints = [
            models.UniqueConstraint(
                "cycle",
                "village",
                Least("person", "other"),
                Greatest("person", "other"),
                condition=Q(withdrawn_at=None),
                name="kinship_once",
                violation_error_message="这两人的亲属关系已经登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("other")),
                name="kinship_of_two",
                violation_error_message="亲属关系的两人是同一条人员登记，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}与{self.other}：{self.relation}"


class KinshipReading(CycleRow):
    """That the county has settled a township's words about relatives; for other words in their place it asks anew."""

    personal_fields = ("digest",)

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="村(社区)")
    text_source = models.CharField("填报处", max_length=40)
    text_row = models.PositiveBigIntegerField("填报记录")
    digest = models.CharField("文字摘要", max_length=64, blank=True)
    outcome = models.CharField("核对结果", max_length=10, choices=choices.ReadingOutcome)

    class Meta:
        verbose_name = verbose_name_plural = "亲属关系文字核对"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "text_source", "text_row"],
                condition=Q(withdrawn_at=None),
                name="kin_reading_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}亲属关系文字核对"
