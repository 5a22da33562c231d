"""``manage.py rotate_keys``: writes everything anew with PII_KEY that was written with a key of PII_KEY_OLD."""

import json
import sys
import time
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand

from electioncycle.operations import rotation


class Command(BaseCommand):
    help = "轮换密钥：用新的PII_KEY重写全部加密数据、检索值和文件(含历史)；中断后可再次运行"

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        by = get_user_model().objects.filter(is_service=True).order_by("pk").first()
        try:
            result = rotation.rotate(self._say, by=by)
        except (ImproperlyConfigured, RuntimeError) as error:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            sys.exit(1)
        result["seconds"] = round(time.monotonic() - begun, 1)
        self.stdout.write(json.dumps(result, ensure_ascii=False))

    def _say(self, what: str, count: int) -> None:
        if count:
            self.stderr.write(f"{what}：已重写{count}")
