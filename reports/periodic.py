"""What concerns the figures and is done by itself: keep them as they stood when the day had ended."""

from datetime import time

from electioncycle.jobs import periodic
from reports import snapshots


@periodic.act("keep_figures", "每日数字留存", at=time(0, 10))
def keep_figures() -> str:
    return told(*snapshots.keep_last_night())


def told(cycles: int, figures: int) -> str:
    return f"留存{cycles}个届次的数字{figures}项。" if figures else "前一天的数字已经留存，没有重复。"
