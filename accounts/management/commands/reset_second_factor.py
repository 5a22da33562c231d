"""``manage.py reset_second_factor``: for the only security administrator, and where nobody is there to confirm."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services.accounts import reset_second_factor
from electioncycle.refusals import Refused
from villages.services.accounts import named_account, service_account


class Command(BaseCommand):
    help = "重置一个账号的动态验证码，下次登录重新设置"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="原因，记入账号的办理记录")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = named_account(options["username"])
            reset_second_factor(user, by=service_account(), reason=options["reason"])
        except Refused as error:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from error
        self.stdout.write(json.dumps({"username": user.username, "reset": True}, ensure_ascii=False))
