"""First passwords: kept encrypted for a day, handed out once."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Slip, User
from electioncycle.records import files
from electioncycle.refusals import Refused
from electioncycle.security import audit

KEPT_HOURS = 24


@dataclass(frozen=True)
class Strip:
    """What one official gets to know about his account."""

    unit: str
    name: str
    username: str
    password: str
    role: str = ""


def make(strips: Sequence[Strip], *, by: User, title: str) -> Slip:
    body = json.dumps([asdict(strip) for strip in strips], ensure_ascii=False).encode()
    kept = files.keep_result(
        "账号通知条.json", body, by=by, content_type="application/json", encrypted=True, hours=KEPT_HOURS
    )
    return Slip.objects.create(by=by, title=title[:120], count=len(strips), file=kept)


def take(slip: Slip, *, by: User) -> list[Strip]:
    """Hand the passwords out: the first who asks gets them, then they are gone."""
    with transaction.atomic():
        slip = Slip.objects.select_for_update(of=("self",)).select_related("file").get(pk=slip.pk)
        if slip.taken_at is not None:
            at = timezone.localtime(slip.taken_at)
            raise Refused(f"这份通知条已于{at:%Y-%m-%d %H:%M}领取，初始密码不再保存。没有收好的，请重新重置密码。")
        if not slip.is_waiting or slip.file is None:
            raise Refused("这份通知条已超过24小时，初始密码已经删除。请重新重置密码。")
        kept = slip.file
        strips = [Strip(**line) for line in json.loads(kept.read())]
        slip.taken_at, slip.file = timezone.now(), None
        slip.save(update_fields=["taken_at", "file"])
        kept.erase()
        audit.record(audit.Event.DOWNLOADED, by=by, row=slip, accounts=slip.count)
    return strips
