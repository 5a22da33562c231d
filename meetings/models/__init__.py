"""Rows of organisation and meetings, one module per subject."""

from meetings.models.accountability import AccountabilityCase, TraceItem
from meetings.models.bodies import BodyMember, TownshipLink, WorkBody
from meetings.models.checklists import ChecklistEntry
from meetings.models.complaints import Complaint
from meetings.models.discipline import DisciplineActivity, ReminderText
from meetings.models.gatherings import Meeting, MeetingSeries
from meetings.models.inspections import Inspection, InspectionFinding
from meetings.models.minutes import Minutes, MinutesDraft, MinutesLine
from meetings.models.publicity import PublicityActivity, Trainee, Training

__all__ = [
    "AccountabilityCase",
    "BodyMember",
    "ChecklistEntry",
    "Complaint",
    "DisciplineActivity",
    "Inspection",
    "InspectionFinding",
    "Meeting",
    "MeetingSeries",
    "Minutes",
    "MinutesDraft",
    "MinutesLine",
    "PublicityActivity",
    "ReminderText",
    "TownshipLink",
    "TraceItem",
    "Trainee",
    "Training",
    "WorkBody",
]
