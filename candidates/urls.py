"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from candidates.views import overview

urlpatterns: list[URLPattern] = [
    path("candidates/", overview.OverviewPage.as_view(), name="candidates"),
]
