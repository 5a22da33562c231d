"""Checklists a cycle may switch on: special control (专项防控) and governance after the election (换届后治理)."""

from django.db import models
from django.db.models import Q

from villages.choices import ListKind
from villages.models import BY_VILLAGE, CycleRow, KindItem, Village

LISTS = (ListKind.SPECIAL_CONTROL, ListKind.GOVERNANCE)


class ChecklistEntry(CycleRow):
    """One village, one item: not done (0), done (1), or a number where the item asks for one. No row: not filled in."""

    search_from = ("village", "checked_by")

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="checklist", verbose_name="村(社区)", limit_choices_to={"valid_to": None}
    )
    item = models.ForeignKey(
        KindItem, models.PROTECT, related_name="+", verbose_name="清单项目", limit_choices_to={"kind__in": LISTS}
    )
    value = models.PositiveSmallIntegerField(
        "落实情况", default=0, help_text="已落实填1、未落实填0；按数量填报的项目填实际数"
    )
    checked_on = models.DateField("填报日期", null=True, blank=True)
    checked_by = models.CharField("填报人", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专项清单"
        ordering = [*BY_VILLAGE, "item__kind", "item__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "item"],
                condition=Q(withdrawn_at=None),
                name="checklist_entry_once",
                violation_error_message="该村(社区)本届这一项已填报，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.item}"
