"""The villages a user keeps at hand."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from villages.models.places import Village


class Favourite(models.Model):
    """One village that one user marked; nobody else's business, and shown only while it lies in his territory."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    village = models.ForeignKey(Village, models.CASCADE, related_name="+", verbose_name="村(社区)")
    at = models.DateTimeField("收藏时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "收藏的村(社区)"
        constraints = [models.UniqueConstraint(fields=["user", "village"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.village}"
