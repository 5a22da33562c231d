"""Where an account is signed in now."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class OpenSession(models.Model):
    """One browser in which an official is signed in, so that he can see and end it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    address = models.CharField("登录地址", max_length=45, blank=True)
    browser = models.CharField("浏览器", max_length=60, blank=True)
    started_at = models.DateTimeField("登录时间", default=timezone.now)
    seen_at = models.DateTimeField("最近操作", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.address} {self.browser}"
