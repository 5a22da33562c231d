"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from meetings.views import overview

urlpatterns: list[URLPattern] = [
    path("meetings/", overview.OverviewPage.as_view(), name="meetings"),
]
