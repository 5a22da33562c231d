"""What the commands of the election have in common: JSON on standard output, and 2 for what cannot be read."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from elections.rules.sheet import Unreadable

UNREADABLE = 2


class AnsweringCommand(BaseCommand):
    requires_system_checks: list[str] = []

    def answer(self, options: dict[str, Any]) -> Any:
        """Plain data for the output. Raises Unreadable, which names the field."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = self.answer(options)
        except Unreadable as error:
            self.stdout.write(json.dumps({"error": str(error), "field": error.place}, ensure_ascii=False))
            raise SystemExit(UNREADABLE) from error
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
