"""First passwords on their way to their owners."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Slip(models.Model):
    """Names and first passwords of some accounts, encrypted; shown or printed once, gone after a day."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="slips", verbose_name="经办人")
    title = models.CharField("事由", max_length=120)
    count = models.PositiveIntegerField("账号数")
    file = models.ForeignKey("electioncycle.StoredFile", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("生成时间", default=timezone.now)
    taken_at = models.DateTimeField("领取时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "账号通知条"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        """Not taken yet, and its day is not over."""
        return (
            self.taken_at is None
            and self.file is not None
            and self.file.expires_at is not None
            and self.file.expires_at > timezone.now()
        )
