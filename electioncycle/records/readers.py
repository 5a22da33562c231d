"""Rows that territory alone does not open: who was assigned to read them, and the managers that show only those."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records.rows import LiveManager, M, ScopedQuerySet


class AssignedQuerySet(ScopedQuerySet[M]):
    def visible_to(self, user: Actor) -> Self:
        """Territory is not enough: only rows this user was assigned to."""
        mine = standing(self.model).filter(user=user.pk).values("object_id")
        return super().visible_to(user).filter(pk__in=mine)


LiveEntries = LiveManager.from_queryset(AssignedQuerySet)
AllEntries = models.Manager.from_queryset(AssignedQuerySet)
"""Those in the recycle bin as well."""


class Reader(models.Model):
    """Who may open a row, by whom assigned; an assignment that ended stays on record."""

    object_type = models.CharField("对象类型", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="可查阅人")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="指定人")
    assigned_at = models.DateTimeField("指定时间", default=timezone.now)
    ended_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "查阅授权"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "user"], condition=models.Q(ended_at=None), name="reader_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_type}:{self.object_id} {self.user}"


def standing(model: type[models.Model]) -> models.QuerySet[Reader]:
    """Assignments to rows of this model that have not ended."""
    return Reader.objects.filter(object_type=model._meta.label_lower, ended_at=None)


def is_assigned(model: type[models.Model]) -> bool:
    """Whether only assigned readers open the rows of this model, each reading an act of its own."""
    return issubclass(type(model._default_manager.all()), AssignedQuerySet)
