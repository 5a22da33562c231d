"""``manage.py verify_audit``: whether the audit trail still holds, as JSON."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from electioncycle.security import audit


class Command(BaseCommand):
    help = "核对审计链"

    def handle(self, *args: Any, **options: Any) -> None:
        result = audit.verify()
        self.stdout.write(json.dumps(result))
        if not result["ok"]:
            sys.exit(1)
