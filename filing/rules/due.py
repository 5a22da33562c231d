"""When a form is due."""

from collections.abc import Mapping
from typing import Any

from filing.choices import Cadence


def lacking(values: Mapping[str, Any]) -> dict[str, str]:
    """What the cadence asks for and is not filled in, by field."""
    if values.get("cadence") == Cadence.WEEKLY and not values.get("weekday"):
        return {"weekday": "每周报送的须选星期几。"}
    if values.get("cadence") == Cadence.ONCE and not values.get("day"):
        return {"day": "指定日期报送的须填报送日期。"}
    return {}
