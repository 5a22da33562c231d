"""Terms of office (任期) of a county's villages; they outlast the cycle in which they were elected."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import Refused
from villages.choices import AreaLevel
from villages.models import Area, Cycle


class Term(LedgerModel):
    """From when until when those sit who were elected together; ``cycle`` is the one that elected them, if known."""

    scope_lookup = "county__path"
    scope_upward = True
    search_from = ("name",)

    county = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="terms",
        verbose_name="县(市、区)",
        limit_choices_to={"level": AreaLevel.COUNTY},
    )
    name = models.CharField("任期名称", max_length=60)
    begins_on = models.DateField("任期起", help_text="全县开始选举新一届的日期，如集中投票首日")
    ends_on = models.DateField("任期止", null=True, blank=True, help_text="届满尚未确定的不填")
    elected_in = models.OneToOneField(
        Cycle, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="产生届次"
    )

    class Meta:
        verbose_name = verbose_name_plural = "任期"
        ordering = ["-begins_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "name"],
                condition=Q(withdrawn_at=None),
                name="term_name_once",
                violation_error_message="本县已有同名的任期，请核对名称。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("begins_on")),
                name="term_ends_after_it_begins",
                violation_error_message="任期止须晚于任期起，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules_edition(self) -> int | None:
        return self.elected_in.rules_edition if self.elected_in else None


def term_for(county: Area, day: date, *, regular: bool = False) -> Term:
    """The term in force on the day; a regular election belongs to the county's newest, which it begins."""
    terms = Term.objects.filter(county=county).order_by("-begins_on", "-id")
    if not regular:
        terms = terms.filter(Q(ends_on=None) | Q(ends_on__gte=day), begins_on__lte=day)
    found = terms.first()
    if found is None:
        raise Refused(f"{county}没有{day:%Y年%m月%d日}在任的任期，请县级管理员先在“任期”中登记，再办理选举。")
    return found
