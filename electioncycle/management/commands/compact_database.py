"""Command ``compact_database``: the database's files written anew, without anything that was deleted."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand

from electioncycle.security import freed_pages


class Command(BaseCommand):
    help = "重写数据库文件，使已删除的内容不再留在空闲页中。期间其他操作须等待，请在下班后执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        freed_pages.rewrite()
        self.stdout.write(json.dumps({"rewritten": True, "seconds": round(time.monotonic() - begun, 1)}))
