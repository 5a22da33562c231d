"""催报: the sentence that is copied into the work group."""

from collections.abc import Sequence
from datetime import datetime


def reminder(reported: int, missing: Sequence[str], now: datetime, before: str, *, unit: str = "个乡镇") -> str:
    """Who has reported and who has not by ``now`` (local time); ``before`` says until when (今日20时)."""
    head = f"截至{now.month}月{now.day}日{now.hour}时，"
    if not missing:
        return f"{head}{reported}{unit}已全部报送。"
    return f"{head}已报{reported}{unit}，未报：{'、'.join(missing)}，请于{before}前报送。"
