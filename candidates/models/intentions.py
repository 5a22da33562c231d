"""Intentions to stand (参选意向): what somebody himself declared, when and how; never a forecast."""

from django.db import models
from django.db.models import Q

from candidates.choices import DeclaredHow, IntentionState, PostKind
from villages.models import BY_VILLAGE, CycleRow, Person, Village


class Intention(CycleRow):
    """One person's own declaration that he wants to stand for a kind of post in a village."""

    search_from = ("person", "village")
    personal_fields = ("declaration", "present_post", "note")
    purges_files = True

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="intentions",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="intentions", verbose_name="人员", editable=False)
    post = models.CharField("拟参选职位", max_length=24, choices=PostKind)
    declaration = models.TextField("本人意愿表述", help_text="照本人原话摘记，不写他人评价，不估计得票")
    declared_how = models.CharField("表示方式", max_length=12, choices=DeclaredHow)
    declared_on = models.DateField("表示日期")
    recorded_by = models.CharField("记录人", max_length=40, blank=True)
    present_post = models.CharField("现任职务", max_length=60, blank=True)
    state = models.CharField("现状", max_length=12, choices=IntentionState, default=IntentionState.STANDING)
    given_up_on = models.DateField("放弃日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参选意向"
        ordering = [*BY_VILLAGE, "declared_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "person", "post"],
                condition=Q(withdrawn_at=None),
                name="intention_once",
                violation_error_message="该村已登记过此人对这一职位的参选意向。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name
