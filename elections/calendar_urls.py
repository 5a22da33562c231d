"""Addresses of the days of elections."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections.views import calendar, defects, last_days, step_grid

DEFECT = REGISTRY["defect"]

urlpatterns: list[URLPattern] = [
    path("elections/<int:pk>/calendar/", calendar.CalendarPage.as_view(), name="election_calendar"),
    path("elections/<int:pk>/plans/", calendar.PlanSave.as_view(), name="election_plans"),
    path("elections/record/", calendar.RecordPage.as_view(), name="record_steps"),
    path("elections/record/table/", step_grid.StepGridPage.as_view(), name="step_grid"),
    path("elections/move-days/", calendar.MoveDays.as_view(), name="move_days"),
    path("elections/last-days/", last_days.LastDaysPage.as_view(), name="last_days"),
    path("elections/last-days/<slug:form>/", last_days.LastDaysFile.as_view(), name="last_days_print"),
    path("elections/clashes/", last_days.ClashesPage.as_view(), name="clashes"),
    path(f"{DEFECT.path}<int:pk>/", defects.DefectPage.as_view(ledger=DEFECT), name="defect_detail"),
    path(f"{DEFECT.path}<int:pk>/<slug:move>/act/", defects.DefectMove.as_view(ledger=DEFECT), name="defect_move"),
]
