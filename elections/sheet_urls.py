"""Addresses of result sheets and of the quick reports before them."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections.views import blind_entry, quick_reports, result_sheets, sheet_decisions

QUICK, LOT = REGISTRY["quickreport"], REGISTRY["blindlot"]

urlpatterns: list[URLPattern] = [
    path("elections/quick/", quick_reports.TotalsPage.as_view(), name="quick_totals"),
    path(f"{QUICK.path}new/", quick_reports.AddQuickReport.as_view(ledger=QUICK), name="quickreport_add"),
    path(f"{QUICK.path}<int:pk>/", quick_reports.QuickReportPage.as_view(ledger=QUICK), name="quickreport_detail"),
    path("elections/rounds/<int:pk>/sheet/", result_sheets.BeginPage.as_view(), name="sheet_begin"),
    path("elections/sheets/<int:pk>/", result_sheets.SheetPage.as_view(), name="result_sheet"),
    path("elections/sheets/<int:pk>/entry/", result_sheets.EntryPage.as_view(), name="sheet_entry"),
    path("elections/sheets/<int:pk>/keep/", result_sheets.KeepPage.as_view(), name="sheet_keep"),
    path("elections/sheets/<int:pk>/compare/", result_sheets.ComparePage.as_view(), name="sheet_compare"),
    path("elections/sheets/<int:pk>/move/<slug:move>/", result_sheets.SheetMove.as_view(), name="result_sheet_move"),
    path("elections/sheets/<int:pk>/decide/", sheet_decisions.DecidePage.as_view(), name="sheet_decide"),
    path(
        "elections/sheets/decisions/<int:pk>/move/<slug:move>/",
        sheet_decisions.DecisionMove.as_view(),
        name="sheet_decision_move",
    ),
    path(
        "elections/sheets/decisions/<int:pk>/scan/", sheet_decisions.DecisionScan.as_view(), name="sheet_decision_scan"
    ),
    path("elections/sheets/elected/<int:pk>/", sheet_decisions.WinnerPage.as_view(), name="sheet_winner"),
    path(f"{LOT.path}<int:pk>/", blind_entry.LotPage.as_view(ledger=LOT), name="blindlot_detail"),
    path(f"{LOT.path}<int:pk>/move/<slug:move>/", blind_entry.LotMove.as_view(ledger=LOT), name="blindlot_move"),
]
