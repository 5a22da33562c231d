"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections import calendar_urls
from elections.views import elections, registering

ELECTION = REGISTRY["election"]

urlpatterns: list[URLPattern] = [
    path(f"{ELECTION.path}new/", registering.AddElection.as_view(ledger=ELECTION), name="election_add"),
    path(f"{ELECTION.path}<int:pk>/edit/", registering.EditElection.as_view(ledger=ELECTION), name="election_edit"),
    path(f"{ELECTION.path}<int:pk>/", elections.ElectionPage.as_view(ledger=ELECTION), name="election_detail"),
    path(
        f"{ELECTION.path}<int:pk>/move/<slug:move>/",
        elections.ElectionMove.as_view(ledger=ELECTION),
        name="election_move",
    ),
    *calendar_urls.urlpatterns,
]
