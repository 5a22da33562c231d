"""Addresses of rounds, of those that elected not everybody, and of disputes."""

from django.urls import URLPattern, path

from electioncycle.disclosure.restricted_pages import traced
from electioncycle.ledgers.ledger import REGISTRY
from elections.views import disputes, rounds

DISPUTE = REGISTRY["dispute"]

urlpatterns: list[URLPattern] = [
    path("elections/rounds/<int:pk>/", rounds.RoundPage.as_view(), name="round"),
    path("elections/rounds/<int:pk>/move/<slug:move>/", rounds.RoundMove.as_view(), name="round_move"),
    path("elections/failures/", rounds.FailuresPage.as_view(), name="failures"),
    path("elections/failures/<slug:form>/", rounds.FailuresFile.as_view(), name="failures_print"),
    path("elections/disputes/readers/", disputes.DisputeReaders.as_view(), name="dispute_readers"),
    path(f"{DISPUTE.path}<int:pk>/", disputes.DisputePage.as_view(ledger=DISPUTE), name="dispute_detail"),
    path(
        f"{DISPUTE.path}<int:pk>/move/<slug:move>/", disputes.DisputeMove.as_view(ledger=DISPUTE), name="dispute_move"
    ),
    path(
        f"{DISPUTE.path}<int:pk>/papers/<slug:paper>/<slug:form>/",
        disputes.DisputePrint.as_view(ledger=DISPUTE),
        name="dispute_paper",
    ),
    *traced(DISPUTE),
]
