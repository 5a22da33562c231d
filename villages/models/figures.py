"""What a village looked like in one cycle: its profile and the figures of the last term."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from villages import choices
from villages.models.cycles import BY_VILLAGE, CycleRow, KindItem
from villages.models.places import Village


class VillageProfile(CycleRow):
    """A village's figures and standing in one cycle: population, party members, seats, income, batch."""

    aside = ("note",)
    apart = (
        *("takes_part", "batch", "election_day", "groups", "households", "registered_population"),
        *("resident_population", "voters", "full_members", "probationary_members", "representatives", "party_form"),
        *("seats_approved", "collective_income", "claims", "debts", "merged_from", "lax"),
    )

    village = models.ForeignKey(Village, models.PROTECT, related_name="profiles", verbose_name="村(社区)")
    takes_part = models.BooleanField("参加本届换届", default=True)
    batch = models.ForeignKey(
        KindItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批次",
        limit_choices_to={"kind": choices.ListKind.BATCH},
    )
    election_day = models.DateField("计划选举日", null=True, blank=True, help_text="不填则按批次")
    groups = models.PositiveIntegerField("村(居)民小组数", null=True, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    registered_population = models.PositiveIntegerField("户籍人口", null=True, blank=True)
    resident_population = models.PositiveIntegerField("常住人口", null=True, blank=True)
    voters = models.PositiveIntegerField("登记参加选举人数(预计)", null=True, blank=True)
    full_members = models.PositiveIntegerField("正式党员数", null=True, blank=True)
    probationary_members = models.PositiveIntegerField("预备党员数", null=True, blank=True)
    representatives = models.PositiveIntegerField("村(居)民代表数", null=True, blank=True)
    party_form = models.CharField("党组织设置", max_length=16, choices=choices.PartyForm, blank=True)
    seats_approved = models.PositiveSmallIntegerField(
        "核定职数", null=True, blank=True, validators=[MaxValueValidator(30)]
    )
    collective_income = models.DecimalField(
        "集体经营性收入(万元)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    claims = models.DecimalField("债权(万元)", max_digits=12, decimal_places=2, null=True, blank=True)
    debts = models.DecimalField("债务(万元)", max_digits=12, decimal_places=2, null=True, blank=True)
    merged_from = models.CharField("原合并村", max_length=200, blank=True, help_text="如：由甲村、乙村合并")
    lax = models.BooleanField("软弱涣散", default=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "村情概况"
        ordering = BY_VILLAGE
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None),
                name="profile_once_per_cycle",
                violation_error_message="该村(社区)本届已有村情概况，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}村情概况"


class LastTermFigures(CycleRow):
    """What a village's team looked like when the last term was elected; the base of 一降一升."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="last_terms", verbose_name="村(社区)")
    members = models.PositiveSmallIntegerField("两委人数")
    mean_age = models.DecimalField("平均年龄", max_digits=4, decimal_places=1, null=True, blank=True)
    under_36 = models.PositiveSmallIntegerField("35岁及以下", default=0)
    over_59 = models.PositiveSmallIntegerField("60岁及以上", default=0)
    women = models.PositiveSmallIntegerField("女", default=0)
    party_members = models.PositiveSmallIntegerField("党员", default=0)
    high_school_up = models.PositiveSmallIntegerField("高中(中专)及以上", default=0)
    college_up = models.PositiveSmallIntegerField("大专及以上", default=0)
    one_shoulder = models.BooleanField("一肩挑", default=False)
    cross_posts = models.PositiveSmallIntegerField("交叉任职", default=0)
    polling_day = models.DateField("上届投票日", null=True, blank=True, help_text="村(居)委会换届的投票日")
    registered = models.PositiveIntegerField("登记参加选举(人)", null=True, blank=True)
    recovered = models.PositiveIntegerField("参加投票(人)", null=True, blank=True, help_text="收回选票数")

    class Meta:
        verbose_name = verbose_name_plural = "上届换届时数据"
        ordering = BY_VILLAGE
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village"],
                condition=Q(withdrawn_at=None),
                name="last_term_once",
                violation_error_message="该村(社区)上届数据已有，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}上届数据"
