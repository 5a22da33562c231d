"""``manage.py check_states``: every state of every ledger has a row in the made-up county, or a reason to have none."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from demo import shown


class Command(BaseCommand):
    help = "核对演示县：各台账的每种状态都有一条记录，或者写明了为什么没有"

    def handle(self, *args: Any, **options: Any) -> None:
        missing = shown.missing()
        self.stdout.write(json.dumps({"ok": not missing, "missing": missing}, ensure_ascii=False))
        if missing:
            raise SystemExit(1)
