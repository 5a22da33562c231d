"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
