"""``manage.py import_registry``: a county's villages from its registry workbook, all or nothing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from villages.services.accounts import named_account, service_account
from villages.workbooks.registry import import_registry, outcome


class Command(BaseCommand):
    help = "导入村(社区)名册(xlsx 或 csv)；任何一行有误则整份不写入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--actor", default="", help="以哪个账号的名义导入；不填为系统服务账号")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self._import(options["file"], options["actor"], dry_run=options["dry_run"])
        except (Refused, OSError) as error:
            reason = str(error) if isinstance(error, Refused) else "文件不存在或不能读取，请核对路径。"
            value = str(options["file"])
            result = outcome(None, errors=[{"row": None, "column": "", "value": value, "reason": reason}])
        result["dry_run"] = options["dry_run"]
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if result["errors"]:
            raise SystemExit(1)

    def _import(self, file: Path, actor: str, *, dry_run: bool) -> dict[str, Any]:
        data = file.read_bytes()
        ledger = REGISTRY["village"]
        user = named_account(actor) if actor else service_account()
        trusted = user.is_service or user.is_superuser
        if not trusted and not ledger.allows(user, Action.IMPORT):
            raise Refused(f"账号“{actor}”没有导入名册的权限，请换用县级账号。")
        return import_registry(ledger, data, file.name, by=user, anywhere=trusted, dry_run=dry_run)
