"""Facts about this installation kept in its database, such as which PII_KEY it was written with."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from electioncycle.privacy import fingerprint


class SiteFact(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "站点信息"

    def __str__(self) -> str:
        return self.key


def verify_pii_key() -> None:
    """Refuse to start with a key the database was not written with; the first start stores the fingerprint."""
    ours = fingerprint(settings.KEYS.pii)
    fact, _ = SiteFact.objects.get_or_create(key="pii_key", defaults={"value": ours})
    if fact.value != ours:
        raise ImproperlyConfigured("PII_KEY 与数据库不符：请换回原来的密钥，或按操作手册轮换密钥。")
