"""The second factor: an authenticator app on the official's phone, and codes on paper for when the phone is lost."""

import time
from base64 import b32decode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from electioncycle.security.privacy import EncryptedField

STEP_SECONDS = 30


class Authenticator(ThrottlingMixin, Device):
    """A time-based code generator (RFC 6238). Its secret is encrypted; a code counts once.

    ``drift`` is by how many steps the phone's clock differs from ours: offices without internet set clocks by hand.
    """

    key = EncryptedField("密钥")
    drift = models.SmallIntegerField("时钟偏差", default=0)
    last_step = models.BigIntegerField("最近使用的时段", default=-1)

    class Meta:
        verbose_name = verbose_name_plural = "动态验证码"
        constraints = [models.UniqueConstraint(fields=["user"], name="one_authenticator_a_user")]

    def __str__(self) -> str:
        return str(self.user)

    def matches(self, token: str, *, tolerance: int = 1) -> bool:
        """Whether this is a code of now that was not used before; sets drift and step, saves nothing."""
        if not (token.isascii() and token.isdigit() and len(token) == 6):
            return False
        clock = TOTP(b32decode(self.key), STEP_SECONDS, drift=self.drift)
        clock.time = time.time()
        if not clock.verify(int(token), tolerance, self.last_step + 1):
            return False
        self.drift, self.last_step = clock.drift, clock.t()
        return True

    def next_code(self) -> str:
        """The first code that is still good: of this half minute, or of the next one when that was used."""
        clock = TOTP(b32decode(self.key), STEP_SECONDS, drift=self.drift)
        clock.time = time.time()
        clock.drift += max(0, self.last_step + 1 - clock.t())
        return f"{clock.token():06d}"

    @property
    def address(self) -> str:
        """What the QR code says to the app."""
        label = quote(f"{settings.PRODUCT_NAME}:{self.user.get_username()}")
        query = urlencode({"secret": self.key, "issuer": settings.PRODUCT_NAME}, quote_via=quote)
        return f"otpauth://totp/{label}?{query}"

    def get_throttle_factor(self) -> int:
        return 1


class RecoveryCode(models.Model):
    """One code of the list an official keeps on paper; only a keyed hash of it is stored, and it works once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "备用验证码"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.user)
