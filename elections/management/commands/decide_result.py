"""``manage.py decide_result FILE``: the result engine on figures alone."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from elections.management.answering import AnsweringCommand
from elections.rules.decide import decide
from elections.rules.norms import Norms, for_unit
from elections.rules.sheet import Fields, Unreadable, read
from elections.rules.shipped import norms_of


def decided(data: Any) -> dict[str, Any]:
    """The outcome of a round given as plain data. Raises Unreadable, which names the field."""
    top = Fields(data, "")
    sheet = read(data)
    known = for_unit(norms_of(data.get("rule_set"), top.object("rules")), community=sheet.community)
    norms = Norms(known, sheet.day, top.object("scheme"))
    return decide(sheet, norms).as_data()


class Command(AnsweringCommand):
    help = "按规则集和票数判定选举结果，输出 JSON；“-”表示从标准输入读取"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON 文件，“-”为标准输入")

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text(encoding="utf-8")
            data = json.loads(text)
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise Unreadable("", f"无法读取输入：{error}") from error
        return decided(data)
