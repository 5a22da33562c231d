"""Rules of a province and period as data."""

from django.db import models

from electioncycle.records.editions import Edition


class RuleSet(Edition):
    """The rules of one province and period as data: every value with its legal source; published by a second person."""

    scope_lookup = ""

    code = models.CharField("规则集代码", max_length=40)
    name = models.CharField("名称", max_length=80)
    province = models.CharField("适用地区", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "规则集"
        ordering = ["province", "code", "-edition"]
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="ruleset_edition_once")]


class Rule(models.Model):
    """One value of a rule set with the text it rests on. ``unsure`` marks what the county must confirm."""

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rules", verbose_name="规则集")
    key = models.CharField("参数", max_length=60)
    label = models.CharField("名称", max_length=80)
    value = models.JSONField("取值", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)
    unsure = models.BooleanField("待确认", default=False)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "规则"
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["rule_set", "key"], name="rule_once_per_set")]

    def __str__(self) -> str:
        return self.label
