"""Addresses of a polling day: the duty desk and the checklist."""

from django.urls import URLPattern, path

from elections.views import day_checks, duty_desk

urlpatterns: list[URLPattern] = [
    path("elections/desk/", duty_desk.DeskPage.as_view(), name="duty_desk"),
    path("elections/day-checks/", day_checks.DayChecksPage.as_view(), name="day_checks"),
]
