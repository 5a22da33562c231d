"""Questions about bodies and memberships over plain values."""

from collections.abc import Mapping
from typing import Any


def in_order(values: Mapping[str, Any], first: str, last: str, last_label: str, first_label: str) -> dict[str, str]:
    """A sentence when the later of two days stands before the earlier."""
    begins, ends = values.get(first), values.get(last)
    if begins and ends and ends < begins:
        return {last: f"{last_label}({ends})早于{first_label}({begins})，请核对。"}
    return {}
