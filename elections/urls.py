"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern

from elections import calendar_urls

urlpatterns: list[URLPattern] = [*calendar_urls.urlpatterns]
