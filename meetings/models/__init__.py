"""Rows of organisation and meetings, one module per subject."""

from meetings.models.bodies import BodyMember, TownshipLink, WorkBody
from meetings.models.gatherings import Meeting, MeetingSeries
from meetings.models.minutes import Minutes, MinutesDraft, MinutesLine

__all__ = [
    "BodyMember",
    "Meeting",
    "MeetingSeries",
    "Minutes",
    "MinutesDraft",
    "MinutesLine",
    "TownshipLink",
    "WorkBody",
]
