"""Addresses of nomination beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections.views import nominations

ELECTION, CANDIDACY, LIST = REGISTRY["election"], REGISTRY["candidacy"], REGISTRY["candidatelist"]

urlpatterns: list[URLPattern] = [
    path("elections/nominations/of/<int:pk>/", nominations.NominationsPage.as_view(), name="nominations_of"),
    path(
        f"{ELECTION.path}<int:pk>/candidates/<slug:move>/",
        nominations.ListMove.as_view(ledger=ELECTION),
        name="nominations_move",
    ),
    path(f"{CANDIDACY.path}new/", nominations.AddCandidacy.as_view(ledger=CANDIDACY), name="candidacy_add"),
    path(f"{CANDIDACY.path}<int:pk>/edit/", nominations.EditCandidacy.as_view(ledger=CANDIDACY), name="candidacy_edit"),
    path(f"{CANDIDACY.path}<int:pk>/", nominations.CandidacyPage.as_view(ledger=CANDIDACY), name="candidacy_detail"),
    path(
        f"{CANDIDACY.path}<int:pk>/move/<slug:move>/",
        nominations.CandidacyMove.as_view(ledger=CANDIDACY),
        name="candidacy_move",
    ),
    path(
        f"{CANDIDACY.path}<int:pk>/review/<slug:suffix>/",
        nominations.ReviewPaper.as_view(ledger=CANDIDACY),
        name="candidacy_review_print",
    ),
    path(
        f"{CANDIDACY.path}<int:pk>/reason/", nominations.ReasonPage.as_view(ledger=CANDIDACY), name="candidacy_reason"
    ),
    path(f"{LIST.path}<int:pk>/", nominations.ListPage.as_view(ledger=LIST), name="candidatelist_detail"),
    path(
        f"{LIST.path}<int:pk>/move/<slug:move>/",
        nominations.CandidateListMove.as_view(ledger=LIST),
        name="candidatelist_move",
    ),
]
