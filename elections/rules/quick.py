"""What a quick report may say, and where it differs from the sheet that replaces it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from elections.sheet_choices import DirectorSaid, OtherSaid, ValiditySaid

NIGHT_ENDS = time(6)
"""A vote or count that ended before this hour ended in the night after its day."""
TITLES = {
    "registered": "登记参加选举",
    "issued": "发出选票",
    "recovered": "收回选票",
    "validity": "是否有效",
    "elected": "选出",
    "director": "主任",
    "other": "另行选举",
}


def moment_of_day(day: date, at: time) -> datetime:
    """The hour told of a polling day; small hours are those of the night after it."""
    told = timezone.make_aware(datetime.combine(day, at))
    return told + timedelta(days=1) if at < NIGHT_ENDS else told


def faults(values: Mapping[str, Any]) -> dict[str, str]:
    """What contradicts itself, by field; figures that merely should not be so are recorded as they were told."""
    elected, validity = values.get("elected"), values.get("validity")
    if validity == ValiditySaid.VOID:
        if elected:
            return {"elected": "选举无效，没有人当选，请核对是否有效或者选出人数。"}
        if values.get("director") == DirectorSaid.ELECTED:
            return {"director": "选举无效，主任不会已选出，请核对。"}
        if values.get("other") not in (None, "", OtherSaid.NONE):
            return {"other": "选举无效的重新选举，不填另行选举，请选“不需要”。"}
    if values.get("director") == DirectorSaid.ELECTED and elected == 0:
        return {"director": "选出0人，主任不会已选出，请核对。"}
    return {}


def differences(said: Mapping[str, Any], counted: Mapping[str, Any]) -> list[str]:
    """Where the report and the sheet differ, by place alone; what one of them does not say is no difference."""
    return [
        title
        for name, title in TITLES.items()
        if said.get(name) not in (None, "") and counted.get(name) is not None and said[name] != counted[name]
    ]
