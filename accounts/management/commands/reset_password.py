"""``manage.py reset_password``: where there is nobody to confirm the reset of an account that takes two."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services import slips
from accounts.services.accounts import reset_password
from electioncycle.refusals import Refused
from villages.services.accounts import named_account, service_account


class Command(BaseCommand):
    help = "重置一个账号的密码，并显示一次新的初始密码；本人下次登录须修改。没有第二人可以复核时用，记入审计"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="原因，记入账号的办理记录")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            by, user = service_account(), named_account(options["username"])
            (strip,) = slips.take(reset_password(user, by=by, reason=options["reason"]), by=by)
        except Refused as error:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from error
        self.stdout.write(json.dumps({"username": strip.username, "password": strip.password}, ensure_ascii=False))
