"""``manage.py url_inventory``: every route with methods, roles and scope, as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from electioncycle.web.routes import routes


class Command(BaseCommand):
    help = "列出全部路由及其角色与范围"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps([route.as_dict() for route in routes()], ensure_ascii=False, indent=1))
