"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from electioncycle.ledgers import REGISTRY
from risks.views import problems, visits

PROBLEM, VISIT = REGISTRY["problem"], REGISTRY["visit"]

urlpatterns: list[URLPattern] = [
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
