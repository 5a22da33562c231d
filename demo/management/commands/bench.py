"""``manage.py bench``: the benchmarks on made-up counties in a folder of their own, one JSON object a line."""

import os
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from demo import bench


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # they load every page, which would count as memory of the part
    help = "测速：在临时文件夹中建演示县，不动本站数据；每行一个JSON"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--villages", type=int, default=600)
        parser.add_argument("--registry", type=int, default=34000, help="列表页的大名册村数；0为不测")
        parser.add_argument("--rows", type=int, nargs="*", default=[5000, 40000], help="导入导出的行数")
        parser.add_argument("--marked", type=int, default=5000, help="错误标注表的行数，十分之一有误")
        parser.add_argument("--documents", type=int, default=1000, help="内存测试的报告份数")
        parser.add_argument("--people", type=int, default=3000, help="联审批次的人数，12个部门")
        parser.add_argument("--events", type=int, default=100000, help="核验审计链的条数")
        parser.add_argument("--sheets", type=int, default=1500, help="判定的结果报告单张数")
        parser.add_argument("--part", choices=sorted(bench.PARTS), help="只在现有数据上测一项")
        parser.add_argument("--size", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["part"]:
            bench.PARTS[options["part"]](options["size"])
            return
        size = options["villages"]
        parts = [("start", 1), ("reports", size), ("pdf", size), ("one_worker", size), ("two_workers", size)]
        parts += [("pages", size), ("saves", size)]
        parts += [("memory", options["documents"])]
        parts += [(way, rows) for rows in options["rows"] for way in ("import", "export")]
        parts += [("marked", options["marked"])]
        parts += [("reviews", options["people"]), ("audit_verify", options["events"])]
        parts += [("elections", options["sheets"])]
        self._measure(["--villages", str(size), "--townships", str(max(size // 30, 1))], parts)
        if options["registry"]:
            wanted = ["--villages", str(options["registry"]), "--townships", str(options["registry"] // 40), "--bare"]
            self._measure(wanted, [("registry_page", options["registry"])])

    def _measure(self, county: list[str], parts: list[tuple[str, int]]) -> None:
        """A fresh county and its parts, one process after the other; the first that fails ends the run."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
            environment = kept | {"DATA_DIR": folder, "HTTPS": "0", "DEBUG": "0"}

            def manage(*words: str, quiet: bool = False) -> None:
                command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
                out = subprocess.DEVNULL if quiet else None
                subprocess.run(command, env=environment, check=True, stdout=out)

            manage("migrate", "--verbosity", "0", quiet=True)
            manage("load_demo", *county, quiet=True)
            for part, size in parts:
                manage("bench", "--part", part, "--size", str(size))
