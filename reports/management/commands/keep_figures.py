"""``manage.py keep_figures``: keep the figures of the day that ended last, where the night has not done so."""

from typing import Any

from django.core.management.base import BaseCommand

from reports import periodic


class Command(BaseCommand):
    help = "留存前一天的数字(夜间自动进行；漏了的，当天补记)"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(periodic.keep_figures())
