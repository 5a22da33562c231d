"""Rules of a province and period as data."""

from django.db import models
from django.db.models import Q

from electioncycle.records.editions import Edition
from villages.choices import Confirmer
from villages.rules.sources import Source


class RuleSet(Edition):
    """The rules of one province and period as data: every value with its legal source; published by a second person."""

    scope_lookup = ""

    code = models.CharField("规则集代码", max_length=40)
    name = models.CharField("名称", max_length=80)
    province = models.CharField("适用地区", max_length=40)
    texts_before = models.DateField(
        "所依文本早于", null=True, blank=True, help_text="数值取自这一天以前的文本；全部核对确认前标注“依据旧文本”"
    )

    class Meta:
        verbose_name = verbose_name_plural = "规则集"
        ordering = ["province", "code", "-edition"]
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="ruleset_edition_once")]


class Rule(models.Model):
    """One value of a rule set with the text it rests on. ``unsure`` marks what the county must confirm.

    A key may stand there several times, each entry in force ``since`` another day.
    """

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rules", verbose_name="规则集")
    key = models.CharField("参数", max_length=60)
    label = models.CharField("名称", max_length=80)
    value = models.JSONField("取值", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    law = models.CharField("依据", max_length=200, blank=True)
    version = models.CharField("文本版本", max_length=60, blank=True)
    article = models.CharField("条款", max_length=60, blank=True)
    note = models.CharField("核对说明", max_length=200, blank=True)
    since = models.DateField("起施行", null=True, blank=True)
    unsure = models.BooleanField("待确认", default=False)
    confirmed_by = models.CharField("核对单位", max_length=12, choices=Confirmer, default=Confirmer.CIVIL)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "规则"
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "key"], condition=Q(since=None), name="rule_once_per_set"),
            models.UniqueConstraint(fields=["rule_set", "key", "since"], name="rule_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def source(self) -> Source:
        return Source(self.law, self.version, self.article, self.note)
