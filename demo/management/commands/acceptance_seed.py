"""``manage.py acceptance_seed``: a made-up county for acceptance runs and the manifest of what it holds."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo.acceptance import seed_county
from electioncycle.refusals import Refused


class Command(BaseCommand):
    help = "建立验收用的虚构县，并写出清单：账号、标记字符串、记录编号"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="同一数字得到同一个县")
        parser.add_argument("--villages", type=int, default=12, help="村(社区)数")
        parser.add_argument("--townships", type=int, default=3, help="乡镇数")
        parser.add_argument("--out", type=Path, required=True, help="清单写到这个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        wanted = {name: options[name] for name in ("seed", "villages", "townships")}
        try:
            manifest = seed_county(**wanted)
            options["out"].write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        except (Refused, OSError) as error:
            reason = str(error) if isinstance(error, Refused) else "清单文件不能写入，请核对路径。"
            self.stdout.write(json.dumps({"error": reason}, ensure_ascii=False))
            raise SystemExit(1) from error
        counts = {name: len(manifest[name]) for name in ("users", "markers")}
        counts["objects"] = sum(len(keys) for keys in manifest["objects"].values())
        told = {"out": str(options["out"]), **counts, "seconds": round(time.monotonic() - begun, 2)}
        self.stdout.write(json.dumps(told, ensure_ascii=False))
