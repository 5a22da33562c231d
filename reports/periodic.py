"""What concerns the figures and is done by itself: keep them as the day ended, compare the ways in which they leave,
tell the leaders at 8:30, work them out before they are asked."""

from datetime import time, timedelta

from django.utils import timezone

from electioncycle.jobs import periodic
from reports import agreement, ahead, morning, snapshots
from reports.briefing import READY


@periodic.act("keep_figures", "每日数字留存", at=time(0, 10))
def keep_figures() -> str:
    return told(*snapshots.keep_last_night())


@periodic.act(agreement.ACT, "数字核对(数字打架)", at=time(3, 20))
def compare_figures() -> str:
    return agreement.in_words(*agreement.compare_all())


@periodic.act("daily_paper", "换届工作日报(领导参阅)", at=READY)
def daily_paper() -> str:
    made = morning.make_all(timezone.localdate())
    return f"已生成{made}个县的换届工作日报。" if made else "没有进行中的届次，未生成日报。"


@periodic.act("work_ahead", "预先算好县级首页和待办", every=timedelta(seconds=10))
def work_ahead() -> str:
    return f"县级在线{ahead.work_ahead()}人。"


def told(cycles: int, figures: int) -> str:
    return f"留存{cycles}个届次的数字{figures}项。" if figures else "前一天的数字已经留存，没有重复。"
