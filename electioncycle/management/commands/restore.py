"""``manage.py restore FILE``: puts the site back to a backup, the former data aside, as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from electioncycle.operations.backups import restoring
from electioncycle.refusals import Refused


class Command(BaseCommand):
    help = "从备份恢复整个站点；先核对备份和密钥，原有数据另存，恢复后核对审计链"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="只核对备份，不恢复")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"].absolute()
        try:
            found = restoring.examine(file) if options["check"] else restoring.restore(file)
            result = {"ok": found.get("audit", {}).get("ok", True), **found}
        except Refused as error:
            result = {"ok": False, "reason": str(error)}
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if not result["ok"]:
            sys.exit(1)
