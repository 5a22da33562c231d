"""Command ``demo``: a made-up county, its analysis reports as PDF, and the site, until Ctrl-C."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from electioncycle.operations.processes import CannotRun
from electioncycle.operations.supervisor import Services, prepare
from villages.models import Area, Village

COUNTY = "990101"
REPORTS = settings.DATA_DIR / "demo-reports"
# Load_demo tells the passwords once; a later start shows them again.
ACCOUNTS = settings.DATA_DIR / "demo-accounts.json"


class Command(BaseCommand):
    help = "建立演示县(虚构数据)，生成各村研判报告并启动网页，按 Ctrl-C 停止。再次运行很快，不丢失已有内容。"
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with self.step("准备数据库"):
                port = prepare()
            with self.step("建立演示县(150个村，全部为虚构数据)"):
                self.load()
            begun = time.monotonic()
            with Services(port) as services:
                self.say(f"启动各项服务：用时 {time.monotonic() - begun:.0f} 秒")
                self.introduce(port)
                with self.step("生成各村研判报告，其间网页已可使用"):
                    result = self.build_reports(services)
                self.tell(port, result)
                services.watch()
        except CannotRun as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.say("已停止。")

    def load(self) -> None:
        """The made-up county, unless it is there; refuses to mix it with real villages."""
        if not Area.objects.filter(code=COUNTY).exists():
            if Village.objects.exists():
                raise CannotRun("数据库里已有真实的村(社区)，不再写入演示数据。请用 make up 启动，或另设 DATA_DIR。")
            told = io.StringIO()
            call_command("load_demo", stdout=told)
            ACCOUNTS.touch(mode=0o600)
            ACCOUNTS.write_text(json.dumps(json.loads(told.getvalue())["accounts"], ensure_ascii=False))
        connections.close_all()

    def build_reports(self, services: Services) -> dict[str, Any]:
        """The main job, done by the services' own worker; one that is killed meanwhile is started again."""
        command = [sys.executable, "manage.py", "build_reports", "--area", COUNTY, "--out", str(REPORTS)]
        options: dict[str, Any] = {"stdout": subprocess.PIPE, "text": True, "start_new_session": True}
        with subprocess.Popen(command, cwd=settings.BASE_DIR, **options) as process:
            try:
                services.watch(until=process)
            except BaseException:
                process.terminate()
                raise
            answer = process.stdout.read() if process.stdout else ""
        try:
            return json.loads(answer)
        except ValueError:
            raise CannotRun("研判报告未能生成，原因见上。") from None

    def introduce(self, port: int) -> None:
        """Where the pages are and who may sign in: they can be used while the reports are still being made."""
        self.say("账号(仅供演示):")
        for account in json.loads(ACCOUNTS.read_text()) if ACCOUNTS.exists() else []:
            note = f"  {account['note']}" if account.get("note") else ""
            self.say(f"  {account['username']}  {account['password']}  {account['role']}{note}")
        if not settings.HTTPS:
            self.say("仅限本机访问，未启用 HTTPS。")
        self.say(f"网页已就绪：http://127.0.0.1:{port}/")

    def tell(self, port: int, result: dict[str, Any]) -> None:
        files = len(list(Path(REPORTS).glob("*.pdf")))
        self.say(f"研判报告 {files} 份：{REPORTS}")
        self.say(
            f"  本次生成 {result['done']}，沿用 {result['skipped']}，失败 {result['failed']}，{result['seconds']} 秒"
        )
        self.say(f"地址 http://127.0.0.1:{port}/  按 Ctrl-C 停止")

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """A step of the start: what is done, then how long it took."""
        self.say(f"{what}……")
        begun = time.monotonic()
        yield
        self.say(f"  用时 {time.monotonic() - begun:.0f} 秒")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
