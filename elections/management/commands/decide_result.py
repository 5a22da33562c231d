"""``manage.py decide_result FILE``: the result engine on figures alone."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from elections.rules.decide import decide
from elections.rules.norms import Norms
from elections.rules.sheet import Fields, Unreadable, read
from elections.rules.shipped import norms_of

UNREADABLE = 2


def decided(data: Any) -> dict[str, Any]:
    """The outcome of a round given as plain data. Raises Unreadable, which names the field."""
    top = Fields(data, "")
    sheet = read(data)
    norms = Norms(norms_of(data.get("rule_set"), top.object("rules")), sheet.day, top.object("scheme"))
    return decide(sheet, norms).as_data()


class Command(BaseCommand):
    help = "按规则集和票数判定选举结果，输出 JSON；“-”表示从标准输入读取"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON 文件，“-”为标准输入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text(encoding="utf-8")
            answer = decided(json.loads(text))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            self._refuse(f"无法读取输入：{error}", "")
        except Unreadable as error:
            self._refuse(str(error), error.place)
        else:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _refuse(self, sentence: str, field: str) -> None:
        self.stdout.write(json.dumps({"error": sentence, "field": field}, ensure_ascii=False))
        raise SystemExit(UNREADABLE)
