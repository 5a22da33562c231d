"""Addresses of a polling day and what follows from it: the duty desk, the checklist, matters after the election."""

from django.urls import URLPattern, path

from elections.views import after_matters, day_checks, duty_desk

urlpatterns: list[URLPattern] = [
    path("elections/desk/", duty_desk.DeskPage.as_view(), name="duty_desk"),
    path("elections/day-checks/", day_checks.DayChecksPage.as_view(), name="day_checks"),
    path("elections/after/", after_matters.AfterPage.as_view(), name="after_matters"),
    path("elections/after/<slug:form>/", after_matters.AfterFile.as_view(), name="after_matters_print"),
]
