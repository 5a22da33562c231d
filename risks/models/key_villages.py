"""The key-village ledger (重点村， 一包到底): one set a village and kind, with everybody who answers for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from risks import choices
from risks.models.base import Settled
from villages.choices import ListKind
from villages.models import BY_VILLAGE, KindItem


class KeyVillage(Settled):
    """A village that needs special attention: a leader of the county carries it until it is closed."""

    search_from = ("village", "county_leader", "township_leader")
    owner_fields: ClassVar[tuple[str, ...]] = ("county_leader", "township_leader")

    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="类型",
        limit_choices_to={"kind__in": [ListKind.RISK_KIND, ListKind.KEY_VILLAGE]},
    )
    level = models.CharField("等级", max_length=8, choices=choices.KeyLevel, default=choices.KeyLevel.KEY)
    facts = models.TextField("主要问题(事实)", help_text="只写事实，不写评价")
    started_on = models.DateField("起始时间", null=True, blank=True)
    people = models.PositiveIntegerField("涉及人数", null=True, blank=True)
    county_leader = models.CharField("县级包案领导", max_length=60, blank=True, help_text="姓名及职务")
    department = models.CharField("帮扶部门", max_length=80, blank=True)
    township_leader = models.CharField("乡镇责任领导", max_length=60, blank=True, help_text="姓名及职务")
    cadre = models.CharField("驻村干部", max_length=40, blank=True)
    police = models.CharField("民警", max_length=40, blank=True)
    goal = models.CharField("化解目标", max_length=200, blank=True)
    deadline = models.DateField("时限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重点村台账"
        ordering = (*BY_VILLAGE, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "kind"],
                condition=Q(withdrawn_at=None),
                name="key_village_once_per_kind",
                violation_error_message="该村(社区)本届已有这一类型的重点村台账，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}重点村台账({self.kind})"
