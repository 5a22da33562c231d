"""Addresses of result sheets."""

from django.urls import URLPattern, path

from elections.views import result_sheets

urlpatterns: list[URLPattern] = [
    path("elections/rounds/<int:pk>/sheet/", result_sheets.BeginPage.as_view(), name="sheet_begin"),
    path("elections/sheets/<int:pk>/", result_sheets.SheetPage.as_view(), name="result_sheet"),
    path("elections/sheets/<int:pk>/entry/", result_sheets.EntryPage.as_view(), name="sheet_entry"),
    path("elections/sheets/<int:pk>/keep/", result_sheets.KeepPage.as_view(), name="sheet_keep"),
    path("elections/sheets/<int:pk>/compare/", result_sheets.ComparePage.as_view(), name="sheet_compare"),
    path("elections/sheets/<int:pk>/move/<slug:move>/", result_sheets.SheetMove.as_view(), name="result_sheet_move"),
]
