"""``manage.py load_rules``: adds the rule sets that come with the product, as drafts for the county to publish."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from villages.services.accounts import service_account
from villages.services.rule_sets import ship_rule_sets


class Command(BaseCommand):
    help = "载入随产品提供的规则集(草稿，须由两人发布)"

    def handle(self, *args: Any, **options: Any) -> None:
        added = ship_rule_sets(by=service_account())
        self.stdout.write(json.dumps({"added": [str(row) for row in added]}, ensure_ascii=False))
