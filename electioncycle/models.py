"""Collects the tables that the shared layer keeps itself; Django looks for them here, nothing imports it."""

from electioncycle.desk.calendars import CalendarAddress
from electioncycle.desk.inbox import Notice, NoticeRead
from electioncycle.disclosure.retention import Hold
from electioncycle.disclosure.unmasked import UnmaskedExport
from electioncycle.jobs.periodic import PeriodicRun
from electioncycle.jobs.rows import Job, JobItem
from electioncycle.ledgers.saved_queries import SavedView
from electioncycle.records.figure_days import FigureDay
from electioncycle.records.files import Attachment, StoredFile
from electioncycle.records.form_tokens import SentForm
from electioncycle.records.kept import Kept
from electioncycle.records.readers import Reader
from electioncycle.records.workflow import StepRecord
from electioncycle.security.audit import AuditEvent
from electioncycle.security.credentials import CredentialIssue
from electioncycle.security.limits import RateCount
from electioncycle.security.marks import Mark
from electioncycle.security.site_facts import SiteFact
from electioncycle.workbooks.batches import ImportBatch, ImportBook

__all__ = [
    "Attachment",
    "AuditEvent",
    "CalendarAddress",
    "CredentialIssue",
    "FigureDay",
    "Hold",
    "ImportBatch",
    "ImportBook",
    "Job",
    "JobItem",
    "Kept",
    "Mark",
    "Notice",
    "NoticeRead",
    "PeriodicRun",
    "RateCount",
    "Reader",
    "SavedView",
    "SentForm",
    "SiteFact",
    "StepRecord",
    "StoredFile",
    "UnmaskedExport",
]
