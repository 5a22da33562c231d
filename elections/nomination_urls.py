"""Addresses of nomination beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections.views import drafts, nominations

DRAFT = REGISTRY["villagedraft"]
ELECTION, CANDIDACY, LIST = REGISTRY["election"], REGISTRY["candidacy"], REGISTRY["candidatelist"]

urlpatterns: list[URLPattern] = [
    path("elections/drafts/", drafts.VillageForms.as_view(), name="village_forms"),
    path("elections/drafts/new/<slug:of>/", drafts.FillDraft.as_view(), name="draft_fill"),
    path("elections/drafts/<int:draft>/edit/", drafts.RefillDraft.as_view(), name="draft_refill"),
    path("elections/drafts/<int:draft>/take/", drafts.TakeDraft.as_view(), name="draft_take"),
    path(f"{DRAFT.path}<int:pk>/", drafts.DraftPage.as_view(ledger=DRAFT), name="villagedraft_detail"),
    path(f"{DRAFT.path}<int:pk>/move/<slug:move>/", drafts.DraftMove.as_view(ledger=DRAFT), name="villagedraft_move"),
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
