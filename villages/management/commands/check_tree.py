"""``manage.py check_tree [--repair]``: whether every area and village hangs where it belongs, as JSON."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from villages.services import tree
from villages.services.accounts import service_account


class Command(BaseCommand):
    help = "核对区划隶属；有误时退出码为1，加 --repair 即修复"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="修复可以修复的")

    def handle(self, *args: Any, **options: Any) -> None:
        found, repaired = tree.misplaced(), 0
        if options["repair"] and any(one.path for one in found):
            repaired = tree.repair(by=service_account(), reason="核对区划隶属后修复")
            found = tree.misplaced()
        self.stdout.write(json.dumps({**tree.told(found), "repaired": repaired}, ensure_ascii=False))
        if found:
            sys.exit(1)
