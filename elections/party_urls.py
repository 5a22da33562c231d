"""Addresses of the party organisation's election."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections.views import party

PLAN, RESULT = REGISTRY["partyplan"], REGISTRY["partyresult"]

urlpatterns: list[URLPattern] = [
    path("elections/<int:pk>/party/", party.TrackPage.as_view(), name="party_track"),
    path(f"{PLAN.path}<int:pk>/", party.AnsweredPage.as_view(ledger=PLAN), name="partyplan_detail"),
    path(f"{PLAN.path}<int:pk>/move/<slug:move>/", party.AnsweredMove.as_view(ledger=PLAN), name="partyplan_move"),
    path(f"{RESULT.path}<int:pk>/", party.AnsweredPage.as_view(ledger=RESULT), name="partyresult_detail"),
    path(f"{RESULT.path}<int:pk>/move/<slug:move>/", party.ResultMove.as_view(ledger=RESULT), name="partyresult_move"),
]
