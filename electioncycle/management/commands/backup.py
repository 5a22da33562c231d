"""``manage.py backup FILE``: the whole site in one encrypted, verified file, as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from electioncycle.operations.backups import making
from electioncycle.refusals import Refused


class Command(BaseCommand):
    help = "把数据库、文件和审计锚点备份成一个加密文件，并读回核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = {"ok": True, **making.make(options["file"].absolute())}
        except Refused as error:
            result = {"ok": False, "reason": str(error)}
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if not result["ok"]:
            sys.exit(1)
