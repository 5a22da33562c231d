"""What earlier meetings of the same holder left open: it comes first at the next one."""

from django.db.models import Max

from meetings.models import Meeting, MinutesLine
from risks.choices import UNSETTLED
from risks.models import Problem

MOST = 40


def of_meeting(meeting: Meeting) -> list[Problem]:
    """Unsettled problems of the holder's earlier meetings, those of the last one first."""
    earlier = MinutesLine.objects.filter(
        minutes__withdrawn_at=None,
        minutes__meeting__cycle=meeting.cycle_id,
        minutes__meeting__area=meeting.area_id,
        minutes__meeting__village=meeting.village_id,
        minutes__meeting__held_on__lte=meeting.held_on,
        problem__state__in=UNSETTLED,
        problem__withdrawn_at=None,
    ).exclude(minutes__meeting=meeting.pk)
    raised = earlier.order_by().values("problem").annotate(last=Max("minutes__meeting__held_on"))
    newest = {one["problem"]: one["last"] for one in raised}
    rows = Problem.objects.filter(pk__in=newest).select_related("village").prefetch_related("lines")
    return sorted(rows, key=lambda row: (-newest[row.pk].toordinal(), row.pk))[:MOST]


def words(problem: Problem) -> str:
    """Where it stands, in one line of the minutes."""
    lines = [one for one in problem.lines.all() if one.withdrawn_at is None]
    done = sum(one.is_finished for one in lines)
    progress = "；".join(one.progress for one in lines if one.progress and not one.is_finished)
    text = f"上次会议未办结：{problem}“{problem.text}”，任务对策{len(lines)}条、已完成{done}条"
    return (f"{text}；进展：{progress}。" if progress else f"{text}。")[:1000]
