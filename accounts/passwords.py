"""The password policy: validators with Chinese sentences, and first passwords that people can type."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

LETTERS, CAPITALS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"  # no 0O 1lI
OFFICE_FAVOURITES = ("huanjie", "zuzhibu", "zzb12380", "12371", "dangjian", "cunliangwei", "woaini1314", "a123456789")
REMEMBERED = 5
DENGBAO_DAYS = 90
ROTATES = {"dengbao": timedelta(days=DENGBAO_DAYS)}

POLICY_WORDS = {
    "length": "至少10位，不能只用数字，不能用常见密码，不能与用户名或姓名相近。",
    "dengbao": (
        "至少8位，大写字母、小写字母、数字、符号至少三类，不能用常见密码，"
        f"不能与用户名或姓名相近；每{DENGBAO_DAYS}天更换，最近{REMEMBERED}次用过的不能再用。"
    ),
}


class Owner(Protocol):
    """Whose password it is."""

    pk: int
    password: str
    password_set_at: datetime
    former_passwords: Any


class LongEnough:
    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: Owner | None = None) -> None:
        if len(password) < self.least:
            raise ValidationError(f"密码只有{len(password)}位，请至少设{self.least}位。", code="short")
        if password.isdigit():
            raise ValidationError("密码不能只用数字，请加上字母。", code="digits")

    def get_help_text(self) -> str:
        return f"至少{self.least}位，不能只用数字。"


class SeveralClasses:
    """Three of four: capitals, small letters, digits, other characters."""

    def validate(self, password: str, user: Owner | None = None) -> None:
        kinds = {
            "大写字母": any(c.isascii() and c.isupper() for c in password),
            "小写字母": any(c.isascii() and c.islower() for c in password),
            "数字": any(c.isdigit() for c in password),
            "符号": any(not c.isalnum() for c in password),
        }
        if sum(kinds.values()) < 3:
            lacking = "、".join(name for name, there in kinds.items() if not there)
            raise ValidationError(f"大写字母、小写字母、数字、符号至少要有三类，现在缺{lacking}。", code="classes")

    def get_help_text(self) -> str:
        return "大写字母、小写字母、数字、符号至少三类。"


class NotCommon(CommonPasswordValidator):
    """Not in Django's list of 20,000, nor what offices of this trade like to take."""

    def validate(self, password: str, user: Owner | None = None) -> None:
        plain = password.lower().strip()
        bare = plain.rstrip("0123456789!@#$%.-_")
        if plain in self.passwords or bare in OFFICE_FAVOURITES or plain in OFFICE_FAVOURITES:
            raise ValidationError("这个密码太常见，容易被猜到，请另设一个。", code="common")

    def get_help_text(self) -> str:
        return "不能用常见密码。"


class NotLikeOwner(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name", "unit"))

    def validate(self, password: str, user: Any = None) -> None:
        sentence = "密码与用户名、姓名或单位太相近，请另设一个。"
        own = [getattr(user, name, "") for name in self.user_attributes]
        if any(len(text) >= 4 and text.lower() in password.lower() for text in own):
            raise ValidationError(sentence, code="similar")
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(sentence, code="similar") from error

    def get_help_text(self) -> str:
        return "不能与用户名或姓名相近。"


class NotUsedBefore:
    """Not one of the last passwords of this account."""

    def validate(self, password: str, user: Owner | None = None) -> None:
        if user is None or user.pk is None:
            return
        former = user.former_passwords.values_list("password", flat=True)[: REMEMBERED - 1]
        if any(check_password(password, one) for one in (user.password, *former)):
            raise ValidationError(f"最近{REMEMBERED}次用过的密码不能再用，请另设一个。", code="used")

    def get_help_text(self) -> str:
        return f"最近{REMEMBERED}次用过的不能再用。"


def must_rotate(user: Owner) -> bool:
    """Whether the policy asks for a new password by now."""
    after = ROTATES.get(settings.PASSWORD_POLICY)
    return after is not None and user.password_set_at < timezone.now() - after


def first_password() -> str:
    """Like ``Kdmr-7xpw-Tq4h``: 69 bits, no characters that look alike, three classes and a hyphen."""
    while True:
        groups = ["".join(secrets.choice(LETTERS + CAPITALS + DIGITS) for _ in range(4)) for _ in range(3)]
        text = "-".join(groups)
        if all(any(c in kind for c in text) for kind in (LETTERS, CAPITALS, DIGITS)):
            return text
