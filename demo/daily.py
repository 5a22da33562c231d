"""Daily reports of the last three weeks: quiet, late, with an event, missing."""

from datetime import date, datetime, time
from random import Random

from django.utils import timezone

from demo.county import County
from risks.choices import DayState
from risks.models import DailyReport
from villages.models import Area

DAYS = 21
EVERY_MISSING, EVERY_EVENT = 3, 4
"""Of today, so that the page shows what it is for: townships that have not reported yet, and those with an event."""
EVENTS = (
    ("下午两户村民因宅基地滴水问题到村委会反映。", "驻村干部和村监委主任当场调解，双方约定勘界日期。"),
    ("有群众电话询问外出务工人员怎样办理参选登记。", "组织干事已答复，并请各村在公告中写明联系方式。"),
    ("上午强降雨，一处村级道路塌方，登记工作推迟半天。", "镇应急办已到场，道路当日抢通，登记次日补上。"),
)


def add_daily_reports(county: County) -> None:
    rng = county.rng("daily reports")
    before = [county.days.at(-number) for number in range(DAYS, 0, -1)]
    drawn = [_report(county, township, day, rng) for day in before for township in county.townships]
    county.save([row for row in drawn if row is not None] + _today(county))


def _today(county: County) -> list[DailyReport]:
    """Some townships have reported and some have not, at whatever hour the data are made."""
    today, drawn = county.days.today, list[DailyReport]()
    at = min(timezone.localtime(), timezone.make_aware(datetime.combine(today, time(16, 20))))
    for number, township in enumerate(county.townships):
        if number % EVERY_MISSING == EVERY_MISSING - 1 or number == len(county.townships) - 1 > 0:
            continue
        row = DailyReport(cycle=county.cycle, township=township, day=today, state=DayState.QUIET, reported_at=at)
        if number % EVERY_EVENT == 1:
            row.state = DayState.EVENT
            row.situation, row.handling = EVENTS[number % len(EVENTS)]
        drawn.append(row)
    return drawn


def _report(county: County, township: Area, day: date, rng: Random) -> DailyReport | None:
    fate = rng.random()
    if fate < 0.04:
        return None
    late = fate > 0.93
    at = time(rng.choice((18, 19, 20)) if late else rng.choice((15, 16)), rng.randint(0, 59))
    row = DailyReport(cycle=county.cycle, township=township, day=day, state=DayState.QUIET)
    row.reported_at = timezone.make_aware(datetime.combine(day, at))
    if 0.04 <= fate < 0.12:
        row.state = DayState.EVENT
        row.situation, row.handling = rng.choice(EVENTS)
    return row
