"""The reserve pool (后备人选库) and the floating party committees (流动党委) that recommend for it."""

from django.db import models
from django.db.models import Q

from candidates import choices
from villages.choices import ListKind
from villages.models import BY_VILLAGE, Area, CycleRow, KindItem, Person, Village


class FloatingCommittee(CycleRow):
    """A party committee of those who work away from home: where it sits, who leads it, how to reach it."""

    scope_lookup = "area__path"
    scope_upward = True
    search_from = ("name", "place", "secretary")
    personal_fields = ("secretary", "note")

    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="floating_committees",
        verbose_name="隶属(县或乡镇)",
    )
    name = models.CharField("流动党委名称", max_length=60)
    place = models.CharField("所在地", max_length=60, help_text="务工所在的省、市、区县")
    secretary = models.CharField("书记", max_length=40, blank=True)
    phone = models.CharField("办公电话", max_length=20, blank=True)
    members = models.PositiveIntegerField("党员数", null=True, blank=True)
    founded_on = models.DateField("成立时间", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "流动党委"
        ordering = ["area__level", "area__position", "area__code", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "area", "name"],
                condition=Q(withdrawn_at=None),
                name="floating_committee_once",
                violation_error_message="该地本届已登记过同名的流动党委。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReserveCandidate(CycleRow):
    """Somebody a village keeps in reserve (后备人选): who recommended him, what he is trained for, where he stands."""

    search_from = ("person", "village", "work_place")
    lookup_by = "person__name"
    personal_fields = ("home", "work_place", "trade", "recommender", "trainer", "left_because", "note")
    purges_files = True
    apart = (
        *("party_stage", "home", "work_place", "trade", "group", "channel", "committee", "recommender"),
        *("recommended_on", "return_state", "willingness", "direction", "trainer", "township_review", "state"),
        *("left_because", "note"),
    )

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="reserves",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="reserves", verbose_name="人员", editable=False)
    party_stage = models.CharField("党员发展阶段", max_length=12, choices=choices.PartyStage, blank=True)
    home = models.CharField("户籍村组", max_length=60, blank=True)
    work_place = models.CharField("现居(务工)地", max_length=80, blank=True)
    trade = models.CharField("行业单位", max_length=80, blank=True)
    group = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="主要类别",
        limit_choices_to={"kind": ListKind.RESERVE_GROUP},
    )
    channel = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="推荐渠道",
        limit_choices_to={"kind": ListKind.RESERVE_CHANNEL},
    )
    committee = models.ForeignKey(
        FloatingCommittee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommended",
        verbose_name="推荐的流动党委",
    )
    recommender = models.CharField("推荐单位(人)", max_length=60, blank=True)
    recommended_on = models.DateField("推荐日期", null=True, blank=True)
    return_state = models.CharField("返乡状态", max_length=12, choices=choices.ReturnState, blank=True)
    willingness = models.CharField("本人意愿", max_length=12, choices=choices.Willingness, blank=True)
    direction = models.CharField("培养方向", max_length=12, choices=choices.Direction, blank=True)
    trainer = models.CharField("培养联系人", max_length=40, blank=True)
    township_review = models.CharField(
        "乡镇初审", max_length=8, choices=choices.TownshipReview, default=choices.TownshipReview.OPEN
    )
    state = models.CharField(
        "状态", max_length=12, choices=choices.ReserveState, default=choices.ReserveState.POOLED, db_index=True
    )
    left_because = models.CharField("退出原因", max_length=120, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后备人选"
        ordering = [*BY_VILLAGE, "id"]
        indexes = [models.Index(fields=["cycle", "village", "state"], name="reserve_by_village")]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "person"],
                condition=Q(withdrawn_at=None),
                name="reserve_once",
                violation_error_message="该村后备人选库中已有此人，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def township(self) -> Area:
        return self.village.township

    def prepare(self) -> None:
        if self.committee is not None and not self.recommender:
            self.recommender = self.committee.name
        super().prepare()
