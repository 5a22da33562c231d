"""Election rules of a village for the tests."""

from typing import Any

from tests import factories
from villages.models import Rule

GOOD = factories.SCHEME


def rule(cycle: Any, **values: Any) -> None:
    """These rules in the cycle's set, with a source."""
    for key, value in values.items():
        Rule.objects.update_or_create(
            rule_set=cycle.rule_set, key=key, defaults={"label": key, "value": value, "law": f"{key}所依文件"}
        )


def typed(values: Any = GOOD, /, **more: Any) -> dict[str, Any]:
    """The values as the form sends them."""
    words = {True: "是", False: "否"}
    return {key: words.get(value, value) if isinstance(value, bool) else value for key, value in values.items()} | more


MEETING = {
    "adopted_by": "representatives",
    "held_on": "2026-01-15",
    "entitled": "40",
    "present": "30",
    "in_favour": "28",
    "document_number": "青村〔2026〕3号",
}
"""A vote with quorum, as the form sends it."""
