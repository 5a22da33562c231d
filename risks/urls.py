"""Addresses of this app beyond the ledgers' standard pages."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from electioncycle.disclosure.restricted_pages import traced
from electioncycle.ledgers.ledger import REGISTRY
from risks.views import daily, key_persons, problems, settled, sweeps, visits

PROBLEM, VISIT = REGISTRY["problem"], REGISTRY["visit"]
SETTLED = ("riskpoint", "keyvillage", "keyperson")


def pages_of(name: str) -> Iterator[URLPattern]:
    """The pages of a ledger whose rows are worked on until closed."""
    ledger = REGISTRY[name]
    detail = key_persons.PersonPage if name == "keyperson" else settled.SettledPage
    yield path(f"{ledger.path}<int:pk>/", detail.as_view(ledger=ledger), name=f"{name}_detail")
    folder, docx = settled.FolderPage.as_view(ledger=ledger), settled.FolderPage.as_view(ledger=ledger, suffix="docx")
    yield path(f"{ledger.path}<int:pk>/folder/", folder, name=f"{name}_folder")
    yield path(f"{ledger.path}<int:pk>/folder.docx", docx, name=f"{name}_folder_docx")
    yield path(f"{ledger.path}folders/", settled.FoldersPage.as_view(ledger=ledger), name=f"{name}_folders")
    yield path(
        f"{ledger.path}<int:pk>/move/<slug:move>/", settled.SettledMove.as_view(ledger=ledger), name=f"{name}_move"
    )


urlpatterns: list[URLPattern] = [
    path("risks/", sweeps.OverviewPage.as_view(), name="risks"),
    path("risks/daily/", daily.DailyReports.as_view(), name="daily_reports"),
    path("risks/daily/report/", daily.DailyReportPost.as_view(), name="daily_report"),
    path("risks/townships/<int:pk>/", sweeps.GridPage.as_view(), name="sweep_grid"),
    path("risks/readers/", key_persons.ReadersPage.as_view(), name="key_person_readers"),
    *(page for name in SETTLED for page in pages_of(name)),
    *traced(REGISTRY["keyperson"]),
    path("risks/problems/totals/", problems.TotalsPage.as_view(), name="problem_totals"),
    path("risks/problems/totals/print/", problems.TotalsPrint.as_view(), name="problem_totals_print"),
    path(f"{PROBLEM.path}<int:pk>/", problems.ProblemPage.as_view(ledger=PROBLEM), name="problem_detail"),
    path(f"{PROBLEM.path}<int:pk>/<slug:move>/act/", problems.ProblemMove.as_view(ledger=PROBLEM), name="problem_move"),
    path(f"{VISIT.path}new/", visits.VisitAdd.as_view(ledger=VISIT), name="visit_add"),
    path("risks/leaders/", visits.LeadersPage.as_view(), name="leaders"),
    path("risks/leaders/print/", visits.LeadersPrint.as_view(), name="leaders_print"),
    path("risks/leaders/<slug:holder>/", visits.LeaderPage.as_view(), name="leader"),
    path("risks/leaders/<slug:holder>/sheet/", visits.SheetPrint.as_view(), name="leader_sheet"),
    path("risks/visit-sheets/<int:pk>/", visits.VillageSheet.as_view(), name="visit_sheet"),
]
