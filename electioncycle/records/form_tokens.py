"""A form that adds a row is carried out once: sent again (double click, reload), it leads to the row it made."""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.refusals import Refused

NAME = "form_token"
KEPT = timedelta(days=2)
_SHAPE = re.compile(r"[A-Za-z0-9_-]{16,40}")


class SentForm(models.Model):
    """One form of one user that was carried out, and the row it made."""

    token = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "已办理的表单"
        constraints = [models.UniqueConstraint(fields=["by", "token"], name="form_sent_once")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"


class Repeated(Refused):
    """The form was carried out before."""

    def __init__(self) -> None:
        super().__init__("这张表单刚才已经提交并保存过，没有重复新增。")


def new() -> str:
    """A token for the hidden field ``form_token`` of a form that adds."""
    return secrets.token_urlsafe(18)


def made_by(token: str, *, by: Actor) -> SentForm | None:
    """The row this user made with this form before."""
    return SentForm.objects.filter(by=by.pk, token=token).first() if _SHAPE.fullmatch(token) else None


def claim(token: str, *, by: Actor) -> SentForm | None:
    """First statement of the adding transaction: a second sending waits here for the first, then is ``Repeated``."""
    if not _SHAPE.fullmatch(token):
        return None
    try:
        with transaction.atomic():
            return SentForm.objects.create(token=token, by_id=by.pk)
    except IntegrityError as error:
        raise Repeated from error


def settle(sent: SentForm | None, row: models.Model) -> None:
    """Remember which row came of it."""
    if sent is not None:
        sent.object_type, sent.object_id = row._meta.label_lower, row.pk
        sent.save(update_fields=["object_type", "object_id"])


def forget_old() -> None:
    SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
