"""``manage.py load_demo``: a made-up county at any size, always the same for the same seed and day."""

import json
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from demo.load import load
from electioncycle.refusals import Refused


class Command(BaseCommand):
    help = "建立演示县(地名、人员全部为虚构)；再次运行不作任何改动"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--villages", type=int, default=150, help="村(社区)数")
        parser.add_argument("--townships", type=int, default=12, help="乡镇数；区划代码不够用时自动增加")
        parser.add_argument("--seed", type=int, default=1, help="同一数字得到同一个县")
        parser.add_argument("--today", type=date.fromisoformat, help="演示县所处的日期，如2026-11-22；默认今天")
        parser.add_argument("--bare", action="store_true", help="只建名册和村情概况，不建班子、包联和研判")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        wanted = {name: options[name] for name in ("villages", "townships", "seed", "bare")}
        try:
            result = load(**wanted, today=options["today"] or timezone.localdate())
        except Refused as error:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from error
        result["seconds"] = round(time.monotonic() - begun, 2)
        self.stdout.write(json.dumps(result, ensure_ascii=False))
