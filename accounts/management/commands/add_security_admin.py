"""``manage.py add_security_admin``: the first account of a site; every other one is opened by it, on its pages."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import Details
from accounts.passwords import first_password
from accounts.places import Place
from accounts.services.accounts import open_account
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from villages.models import Area
from villages.services.accounts import service_account


class Command(BaseCommand):
    help = "建立安全管理员账号，并显示一次初始密码(须先导入村(社区)名册)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--area", required=True, help="县(市、区)的区划代码")

    def handle(self, *args: Any, **options: Any) -> None:
        password = first_password()
        try:
            area = Area.objects.filter(code=options["area"]).first()
            if area is None:
                raise Refused(f"没有区划代码为“{options['area']}”的县，请先用 import_registry 导入名册。")
            open_account(
                options["username"],
                Details(name=options["name"], unit=str(area), post="安全管理员"),
                by=service_account(),
                roles=[Role.SECURITY_ADMIN],
                places=[Place(area)],
                password=password,
            )
        except Refused as error:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from error
        self.stdout.write(json.dumps({"username": options["username"], "password": password}, ensure_ascii=False))
