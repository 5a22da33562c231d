"""What changes in a village's bodies after the election (届中调整): who left, who is absent, who came in.

Rows of no cycle: they are written for years after the cycle was closed, beside its locked figures.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from electioncycle.records.months import MonthField
from electioncycle.records.name_fields import PersonNameField
from electioncycle.records.rows import LedgerModel
from elections.choices import Body, PostCode
from elections.mid_term_choices import LEAVES, Ground, MidTermKind
from villages.choices import Education, Politics, Sex, Source
from villages.models import BY_VILLAGE, Person, Village


class MidTermChange(LedgerModel):
    """One change of one post: facts as they happened, whatever the law says of their days."""

    scope_lookup = "village__path"
    search_from = ("name", "village")
    personal_fields = ("name", "acting", "because", "note")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="mid_term_changes",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    body = models.CharField("组织", max_length=16, choices=Body)
    post = models.CharField("职务", max_length=16, choices=PostCode)
    name = PersonNameField("姓名", max_length=40)
    kind = models.CharField("变动类别", max_length=10, choices=MidTermKind)
    ground = models.CharField("情形", max_length=10, choices=Ground, blank=True, help_text="职务终止、暂不能履职的须选")
    asked_on = models.DateField("提出或发生日期", help_text="辞职填书面提出日期，补选填选举日期", db_index=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.CharField("决定机关或会议", max_length=60, blank=True, help_text="如：村民代表会议、镇党委")
    number = models.CharField("文号", max_length=60, blank=True)
    effective_on = models.DateField(
        "离任(就任)日期", null=True, blank=True, help_text="不填则按决定日期；暂不能履职的填开始日期"
    )
    until = models.DateField("恢复履职日期", null=True, blank=True, help_text="仅暂不能履职的填写")
    published_on = models.DateField("公布日期", null=True, blank=True)
    acting = PersonNameField("期间主持工作的", max_length=40, blank=True)
    sex = models.CharField("性别", max_length=8, choices=Sex, blank=True, help_text="补选就任的须填，以下各项同")
    birth = MonthField("出生年月", null=True, blank=True)
    education = models.CharField("最高学历", max_length=16, choices=Education, blank=True)
    politics = models.CharField("政治面貌", max_length=16, choices=Politics, blank=True)
    source = models.CharField("主要来源", max_length=16, choices=Source, blank=True)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="mid_term_changes",
        verbose_name="对应人员",
    )
    because = models.CharField("事由", max_length=200, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "届中调整"
        ordering = (*BY_VILLAGE, "-asked_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["village", "body", "post", "name", "kind", "asked_on"],
                condition=Q(withdrawn_at=None),
                name="mid_term_change_once",
                violation_error_message="这一变动已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(kind=MidTermKind.ABSENT),
                name="only_who_is_absent_comes_back",
                violation_error_message="恢复履职日期只有“暂不能履职”才填写。",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("asked_on")),
                name="comes_back_after_absence",
                violation_error_message="恢复履职日期早于发生日期，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.name}{self.get_kind_display()}"

    @property
    def day(self) -> date | None:
        """From which day it holds; None while a resignation is not decided on."""
        stated = self.effective_on or self.decided_on
        return stated if self.kind == MidTermKind.RESIGNED else stated or self.asked_on

    @property
    def unnamed(self) -> bool:
        """Somebody came in whom nobody has said to be a person: the next team cannot take them yet."""
        return self.kind == MidTermKind.ELECTED and self.person_id is None

    @property
    def leaves(self) -> bool:
        return self.kind in LEAVES
