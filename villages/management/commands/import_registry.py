"""``manage.py import_registry``: a county's villages from its registry workbook, all or nothing."""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser

from electioncycle.ledgers import REGISTRY
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from villages.services.registry import import_registry, outcome

SERVICE = "system"


class Command(BaseCommand):
    help = "导入村(社区)名册(xlsx 或 csv);任何一行有误则整份不写入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只核对,不写入")
        parser.add_argument("--actor", default="", help="以哪个账号的名义导入;不填为系统服务账号")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self._import(options["file"], options["actor"], dry_run=options["dry_run"])
        except (Refused, OSError) as error:
            reason = str(error) if isinstance(error, Refused) else "文件不存在或不能读取,请核对路径。"
            value = str(options["file"])
            result = outcome(None, errors=[{"row": None, "column": "", "value": value, "reason": reason}])
        result["dry_run"] = options["dry_run"]
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if result["errors"]:
            raise SystemExit(1)

    def _import(self, file: Path, actor: str, *, dry_run: bool) -> dict[str, Any]:
        data = file.read_bytes()
        ledger = REGISTRY["village"]
        user = find_actor(actor)
        trusted = user.is_service or user.is_superuser
        if not trusted and not ledger.allows(user, Action.IMPORT):
            raise Refused(f"账号“{actor}”没有导入名册的权限,请换用县级账号。")
        return import_registry(ledger, data, file.name, by=user, anywhere=trusted, dry_run=dry_run)


def find_actor(username: str) -> Any:
    """The named account, else the service account of this site, which nobody can sign in with."""
    users = get_user_model().objects
    if username:
        user = users.filter(username=username, is_active=True).first()
        if user is None:
            raise Refused(f"没有可用的账号“{username}”,请核对用户名。")
        return user
    user = users.filter(is_service=True).order_by("pk").first()
    if user is None:
        user = users.create(username=SERVICE, name="系统服务账号", is_service=True)
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
