"""Addresses of corrections of verified results."""

from django.urls import URLPattern, path

from elections.views import corrections

urlpatterns: list[URLPattern] = [
    path("elections/sheets/<int:pk>/correct/<slug:kind>/", corrections.ProposePage.as_view(), name="correction_new"),
    path("elections/corrections/<int:pk>/", corrections.CorrectionPage.as_view(), name="correction"),
    path("elections/corrections/<int:pk>/scan/", corrections.CorrectionScan.as_view(), name="correction_scan"),
    path(
        "elections/corrections/<int:pk>/notice/<slug:form>/",
        corrections.CorrectionNotice.as_view(),
        name="correction_print",
    ),
    path(
        "elections/corrections/<int:pk>/move/<slug:move>/",
        corrections.CorrectionMove.as_view(),
        name="correction_move",
    ),
]
