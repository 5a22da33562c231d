"""What concerns the figures and is done by itself: keep them as the day ended, work them out before they are asked."""

from datetime import time, timedelta

from electioncycle.jobs import periodic
from reports import ahead, snapshots


@periodic.act("keep_figures", "每日数字留存", at=time(0, 10))
def keep_figures() -> str:
    return told(*snapshots.keep_last_night())


@periodic.act("work_ahead", "预先算好县级首页和待办", every=timedelta(seconds=10))
def work_ahead() -> str:
    return f"县级在线{ahead.work_ahead()}人。"


def told(cycles: int, figures: int) -> str:
    return f"留存{cycles}个届次的数字{figures}项。" if figures else "前一天的数字已经留存，没有重复。"
