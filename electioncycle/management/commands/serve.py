"""Command ``serve``: the services of a site on one machine, until Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from electioncycle.operations.processes import CannotRun
from electioncycle.operations.supervisor import Services, prepare


class Command(BaseCommand):
    help = "启动本机的全部服务(消息代理、后台进程、定时任务、网页)，按 Ctrl-C 停止。"
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            port = prepare()
            with Services(port) as services:
                self.stdout.write(f"地址 http://127.0.0.1:{port}/  数据 {settings.DATA_DIR}  按 Ctrl-C 停止")
                if not settings.HTTPS:
                    self.stdout.write("仅限本机访问，未启用 HTTPS；对外服务须在前面加反向代理并设 HTTPS=1。")
                self.stdout.flush()
                services.watch()
        except (CannotRun, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("已停止。")
