"""Facts about this installation kept in its database, such as which PII_KEY it was written with."""

import secrets

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction

from electioncycle.security.privacy import fingerprint

KEY, NEXT_KEY = "pii_key", "pii_key_next"
MARK = "mark"
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class SiteFact(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "站点信息"

    def __str__(self) -> str:
        return self.key


def site_mark() -> str:
    """Four letters that tell what this site hands out from what another does; made once, kept with the database."""
    new = "".join(secrets.choice(LETTERS) for _ in range(4))
    return SiteFact.objects.get_or_create(key=MARK, defaults={"value": new})[0].value


def _prints() -> tuple[str, set[str]]:
    """Fingerprints of this process's key and of those it still reads."""
    return fingerprint(settings.KEYS.pii), {fingerprint(old) for old in settings.KEYS.pii_old}


def verify_pii_key() -> None:
    """Refuse to start with a key the database was not written with; the first start stores the fingerprint.

    While keys are rotated (``rotate_keys`` began it) only processes with both keys may work: one that knows the old
    key alone could neither read nor find what has been written with the new one.
    """
    ours, old = _prints()
    written_with = SiteFact.objects.get_or_create(key=KEY, defaults={"value": ours})[0].value
    coming = SiteFact.objects.filter(key=NEXT_KEY).values_list("value", flat=True).first()
    if coming is not None:
        if ours != coming or written_with not in old:
            raise ImproperlyConfigured(
                "数据库正在轮换密钥：本机的 PII_KEY 须为新密钥、PII_KEY_OLD 须含旧密钥，请改正后再启动。"
            )
    elif ours != written_with:
        if written_with in old:
            raise ImproperlyConfigured("已换上新的 PII_KEY，但尚未轮换：请先运行 manage.py rotate_keys，再启动服务。")
        raise ImproperlyConfigured("PII_KEY 与数据库不符：请换回原来的密钥，或按操作手册轮换密钥。")


def begin_rotation() -> bool:
    """Announce the new key; False when the database is written with it already."""
    ours, old = _prints()
    with transaction.atomic():
        written_with = SiteFact.objects.get_or_create(key=KEY, defaults={"value": ours})[0].value
        if written_with == ours:
            return False
        if written_with not in old:
            raise ImproperlyConfigured("PII_KEY_OLD 中没有数据库现用的密钥，无法轮换。请把原来的密钥写入 PII_KEY_OLD。")
        coming = SiteFact.objects.get_or_create(key=NEXT_KEY, defaults={"value": ours})[0].value
        if coming != ours:
            raise ImproperlyConfigured("上一次轮换尚未完成，请先用那一次的新密钥运行完 rotate_keys。")
    return True


def end_rotation() -> None:
    ours, _ = _prints()
    with transaction.atomic():
        SiteFact.objects.filter(key=KEY).update(value=ours)
        SiteFact.objects.filter(key=NEXT_KEY).delete()
