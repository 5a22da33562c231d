"""Addresses of publicity, inspection, accountability, discipline and checklists beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from electioncycle.disclosure.restricted_pages import traced
from electioncycle.ledgers.ledger import REGISTRY
from meetings.views import checklists, complaints, discipline, oversight, publicity

TRAINING, COMPLAINT = REGISTRY["training"], REGISTRY["complaint"]
INSPECTION, FINDING, CASE = (REGISTRY[n] for n in ("inspection", "inspectionfinding", "accountabilitycase"))

urlpatterns: list[URLPattern] = [
    path("meetings/publicity/", publicity.CoveragePage.as_view(), name="publicity_coverage"),
    path("meetings/publicity/campaign/", publicity.CampaignPage.as_view(), name="publicity_campaign"),
    path(f"{TRAINING.path}<int:pk>/", publicity.TrainingPage.as_view(ledger=TRAINING), name="training_detail"),
    path("meetings/discipline/", discipline.CalendarPage.as_view(), name="discipline"),
    path("meetings/discipline/reminders/", discipline.DraftReminders.as_view(), name="reminder_draft"),
    path("meetings/discipline/reminders.txt", discipline.ReminderExport.as_view(), name="reminder_export"),
    path("meetings/checklists/<slug:which>/", checklists.ChecklistPage.as_view(), name="checklist"),
    path("meetings/checklists/<slug:which>/<slug:to>/", checklists.SwitchPage.as_view(), name="checklist_switch"),
    path("meetings/checklists/<slug:which>/townships/<int:pk>/", checklists.GridPage.as_view(), name="checklist_grid"),
    path("meetings/complaints/figures/", complaints.ComplaintFigures.as_view(), name="complaint_figures"),
    path("meetings/complaints/readers/", complaints.ComplaintReaders.as_view(), name="complaint_readers"),
    path(f"{COMPLAINT.path}<int:pk>/", complaints.ComplaintPage.as_view(ledger=COMPLAINT), name="complaint_detail"),
    path(
        f"{COMPLAINT.path}<int:pk>/move/<slug:move>/",
        complaints.ComplaintMove.as_view(ledger=COMPLAINT),
        name="complaint_move",
    ),
    path(
        f"{COMPLAINT.path}<int:pk>/papers/<slug:paper>/<slug:form>/",
        complaints.ReceiptPrint.as_view(ledger=COMPLAINT),
        name="complaint_paper",
    ),
    *traced(COMPLAINT),
    path("meetings/digest/", oversight.DigestPage.as_view(), name="inspection_digest"),
    path("meetings/digest/<slug:form>/", oversight.DigestPrint.as_view(), name="inspection_digest_print"),
    path(f"{INSPECTION.path}<int:pk>/", oversight.InspectionPage.as_view(ledger=INSPECTION), name="inspection_detail"),
    path(f"{FINDING.path}<int:pk>/", oversight.FindingPage.as_view(ledger=FINDING), name="inspectionfinding_detail"),
    path(
        f"{FINDING.path}<int:pk>/move/<slug:move>/",
        oversight.FindingMove.as_view(ledger=FINDING),
        name="inspectionfinding_move",
    ),
    path(f"{CASE.path}<int:pk>/", oversight.CasePage.as_view(ledger=CASE), name="accountabilitycase_detail"),
    path(f"{CASE.path}<int:pk>/trace/", oversight.TracePage.as_view(ledger=CASE), name="accountability_trace"),
    path(f"{CASE.path}<int:pk>/move/<slug:move>/", oversight.CaseMove.as_view(ledger=CASE), name="accountability_move"),
    path(
        f"{CASE.path}<int:pk>/report/<slug:form>/",
        oversight.CasePrint.as_view(ledger=CASE),
        name="accountability_print",
    ),
]
