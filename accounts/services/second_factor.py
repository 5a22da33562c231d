"""Setting up the authenticator app, checking its codes, and the codes on paper for when the phone is lost."""

import math
import secrets
from base64 import b32encode

from django.db import transaction
from django.utils import timezone

from accounts.models import Authenticator, RecoveryCode, User
from accounts.passwords import DIGITS, LETTERS
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.security.privacy import blind_index

CODES = 10
WIDE = 20  # steps: at set-up the phone's clock may be ten minutes off


def confirmed(user: User) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(user=user, confirmed=True).first()
    return found


def begin(user: User) -> Authenticator:
    """The authenticator being set up: the same secret until it is confirmed, so that reloading the page harms not."""
    with transaction.atomic():
        # The row of the account is the lock: two tabs get one secret.
        User.objects.select_for_update().get(pk=user.pk)
        device: Authenticator | None = Authenticator.objects.filter(user=user).first()
        if device is not None and device.confirmed:
            raise Refused("这个账号已经启用动态验证码。更换手机的，请先停用或由安全管理员重置。")
        if device is None:
            key = b32encode(secrets.token_bytes(20)).decode()
            device = Authenticator.objects.create(user=user, name="app", confirmed=False, key=key)
        return device


def prepare(user: User, key: str) -> None:
    """A ready authenticator with this secret, for accounts of made-up counties."""
    Authenticator.objects.create(user=user, name="app", confirmed=True, key=key)


def confirm(user: User, token: str) -> list[str]:
    """The first right code ends the set-up; returns the recovery codes, which are shown once."""
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None:
            raise Refused("没有正在设置的动态验证码，请从头开始。")
        _require_patience(device)
        right = device.matches(plain(token), tolerance=WIDE)
        if right:
            device.confirmed = True
            device.throttle_reset(commit=False)
            device.save()
            codes = _new_codes(user)
            audit.record(audit.Event.ACCOUNT_CHANGED, by=user, row=user, move="second_factor_on")
        else:
            device.throttle_increment()
    if not right:
        raise Refused("验证码不对。请核对手机上的6位数字；仍不对的，请检查手机时间是否准确。")
    return codes


def accept(user: User, text: str) -> str:
    """``totp`` or ``recovery`` when the code is right and unused, else empty. Raises Refused between wrong ones."""
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().get(user=user, confirmed=True)
        _require_patience(device)
        factor = "totp" if device.matches(plain(text)) else ""
        if not factor and _use_recovery_code(user, text):
            factor = "recovery"
        if factor:
            device.throttle_reset()
        else:
            device.throttle_increment()
    return factor


def plain(text: str) -> str:
    return "".join(text.split()).replace("-", "").lower()


def _require_patience(device: Authenticator) -> None:
    """Each wrong code doubles the wait before the next: 1, 2, 4, 8 seconds."""
    allowed, why = device.verify_is_allowed()
    if not allowed:
        until = (why or {}).get("locked_until")
        left = max(1, math.ceil((until - timezone.now()).total_seconds())) if until else 5
        raise Refused(f"刚才的验证码不对，请等{left}秒再输入新的验证码。")


def _use_recovery_code(user: User, text: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, used_at=None, digest=_digest(user, text))
    return bool(unused.update(used_at=timezone.now()))


def _digest(user: User, code: str) -> str:
    return blind_index(f"recovery:{user.pk}:{plain(code)}")


def _new_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [f"{_letters(5)}-{_letters(5)}" for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return codes


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS + DIGITS) for _ in range(count))


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def renew_codes(user: User, token: str) -> list[str]:
    """A new list; the old one is void."""
    _require_code(user, token)
    with transaction.atomic():
        codes = _new_codes(user)
        audit.record(audit.Event.ACCOUNT_CHANGED, by=user, row=user, move="recovery_codes")
    return codes


def switch_off(user: User, token: str, *, required: bool) -> None:
    """By the owner himself, where his roles do not ask for it."""
    if required:
        raise Refused("您的角色必须使用动态验证码，不能停用。更换手机的，请由安全管理员重置。")
    _require_code(user, token)
    with transaction.atomic():
        erase(user)
        audit.record(audit.Event.ACCOUNT_CHANGED, by=user, row=user, move="second_factor_off")


def _require_code(user: User, token: str) -> None:
    if confirmed(user) is None or not accept(user, token):
        raise Refused("验证码不对，没有作任何改动。请输入手机上当前的6位数字。")


def erase(user: User) -> None:
    """Nothing is left of the second factor; the caller says why."""
    Authenticator.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
