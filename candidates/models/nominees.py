"""Nominees of the party (预备人选) for posts of a village's party organisation; villagers' candidates are not here."""

from django.db import models
from django.db.models import Q

from candidates.choices import PARTY_POSTS, PostKind
from villages.models import CycleRow, Person, Village


class Nominee(CycleRow):
    """One person whom the township's party committee puts forward for one post of a village's party organisation."""

    search_from = ("person", "village")
    personal_fields = ("note",)
    purges_files = True

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="nominees",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="nominations", verbose_name="人员", editable=False)
    post = models.CharField(
        "提名职务", max_length=24, choices=[(kind.value, kind.label) for kind in PostKind if kind in PARTY_POSTS]
    )
    round = models.PositiveSmallIntegerField("提名轮次", default=1)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预备人选"
        ordering = [
            "village__township__position",
            "village__township__code",
            "village__position",
            "village__code",
            "round",
            "id",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "person", "post", "round"],
                condition=Q(withdrawn_at=None),
                name="nominee_once",
                violation_error_message="该村本轮已有此人对这一职务的提名。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name
