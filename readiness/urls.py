"""Addresses of this app beyond the ledger's standard pages."""

from django.urls import URLPattern, path

from readiness.views import analysis as views

urlpatterns: list[URLPattern] = [
    path("readiness/", views.ProgressPage.as_view(), name="readiness"),
    path("readiness/townships/<int:pk>/", views.EntryChoice.as_view(), name="readiness_township"),
    path("readiness/analysis/<int:pk>/", views.EntryPage.as_view(), name="analysis_entry"),
    path("readiness/review/<int:pk>/", views.ReviewPage.as_view(), name="analysis_review"),
    path("readiness/review/<int:pk>/scan/<int:step>/", views.ScanPage.as_view(), name="analysis_scan"),
    path("readiness/review/<int:pk>/<slug:move>/", views.MovePage.as_view(), name="analysis_move"),
    path("readiness/one-shoulder/", views.OneShoulderPage.as_view(), name="one_shoulder"),
    path("readiness/one-shoulder/print/", views.OneShoulderPrint.as_view(), name="one_shoulder_print"),
]
