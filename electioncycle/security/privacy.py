"""Personal numbers: the encrypted field, the blind index that finds equal ones, and the masks shown on screen."""

import base64
import functools
import hashlib
import hmac
import logging
import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

_ID_OR_PHONE = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")


@functools.cache
def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, b"electioncycle", purpose.encode()).derive(secret.encode())


def fingerprint(secret: str) -> str:
    """Names a key without giving it away; stored in the database and in front of every encrypted value."""
    return hashlib.sha256(_derive(secret, "fingerprint")).hexdigest()[:12]


def encrypt_bytes(value: bytes) -> bytes:
    nonce = os.urandom(12)
    sealed = AESGCM(_derive(settings.KEYS.pii, "encrypt")).encrypt(nonce, value, None)
    return fingerprint(settings.KEYS.pii).encode() + nonce + sealed


def decrypt_bytes(value: bytes) -> bytes:
    """Raises ImproperlyConfigured when no key of this site fits."""
    name, nonce, sealed = value[:12].decode(), value[12:24], value[24:]
    for secret in (settings.KEYS.pii, *settings.KEYS.pii_old):
        if fingerprint(secret) == name:
            try:
                return AESGCM(_derive(secret, "encrypt")).decrypt(nonce, sealed, None)
            except InvalidTag as error:
                raise ImproperlyConfigured("加密数据已损坏，无法读取。") from error
    raise ImproperlyConfigured("没有能解开这条数据的 PII_KEY，请检查 PII_KEY 与 PII_KEY_OLD。")


def encrypt(value: str) -> str:
    return base64.b64encode(encrypt_bytes(value.encode())).decode()


def decrypt(value: str) -> str:
    return decrypt_bytes(base64.b64decode(value)).decode()


def blind_index(value: str) -> str:
    """The same for equal numbers, useless without the key. Empty for an empty value."""
    return _index(value, settings.KEYS.pii) if value else ""


def _index(value: str, secret: str) -> str:
    return hmac.new(_derive(secret, "blind"), value.strip().upper().encode(), "sha256").hexdigest()[:32]


def blind_indexes(value: str) -> list[str]:
    """What to look equal numbers up by (``field__in=``): while keys are rotated, rows carry either key's index."""
    return [_index(value, secret) for secret in (settings.KEYS.pii, *settings.KEYS.pii_old)] if value else []


def mask_id(value: str) -> str:
    """First three and last four: ``110***********002X``."""
    return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}" if len(value) > 7 else "*" * len(value)


def mask_phone(value: str) -> str:
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else "*" * max(len(value) - 2, 0) + value[-2:]


def mask_hidden(value: str) -> str:
    """Nothing of it, for who must not be recognised at all: ``***``."""
    return "***" if value else ""


def mask_text(text: str) -> str:
    """Free text with every ID number and mobile number masked; for logs and error mails."""
    return _ID_OR_PHONE.sub(lambda found: (mask_id if len(found[0]) == 18 else mask_phone)(found[0]), text)


class EncryptedField(models.TextField):
    """Text kept as AES-256-GCM; ``mask`` says how it shows. It cannot be searched: keep a blind index beside it."""

    def __init__(self, *args: Any, mask: Callable[[str], str] = mask_id, **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.mask is not mask_id:
            kwargs["mask"] = self.mask
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> str:
        return encrypt(str(value)) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return decrypt(value) if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("isnull", "exact"):
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted; search its blind index instead")

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return super().formfield(**{"widget": forms.TextInput, "max_length": 40, **kwargs})


class BlindIndexField(models.CharField):
    """The blind index of other fields of the row, set by ``LedgerModel.prepare`` and anew when keys are rotated.

    ``of`` are alternatives, the first that is filled counts; ``unit|name`` takes two fields together.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{"max_length": 64, "editable": False, "db_index": True, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def index_of(self, row: Any) -> str:
        for alternative in self.of:
            values = [str(getattr(row, name) or "") for name in alternative.split("|")]
            if any(values):
                return blind_index("|".join(values))
        return ""


class MaskingLogFilter(logging.Filter):
    """Masks ID and phone numbers in every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        masked = mask_text(text)
        if masked != text:
            record.msg, record.args = masked, ()
        if record.exc_info and not record.exc_text:
            # A formatter prints this in place of the traceback, whose last line may quote what was entered.
            record.exc_text = mask_text(logging.Formatter().formatException(record.exc_info))
        return True
