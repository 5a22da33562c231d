"""``manage.py seed_scenario``: enters what a county's document reports and prints the product's own figures of it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo.scenarios import muchuan, pingyang, zhaohua
from electioncycle.refusals import Refused

SCENARIOS = {"zhaohua": zhaohua.run, "muchuan": muchuan.run, "pingyang": pingyang.run}


class Command(BaseCommand):
    help = "按公开报道的情节录入一个虚构县，并输出系统统计的数字；再次运行不重复录入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scenario", choices=sorted(SCENARIOS))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            figures = SCENARIOS[options["scenario"]]()
        except Refused as error:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from error
        self.stdout.write(json.dumps(figures, ensure_ascii=False))
