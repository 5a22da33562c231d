"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from candidates.views import overview, people, pledges
from electioncycle.ledgers import REGISTRY

RESERVE, PLACEMENT = REGISTRY["reservecandidate"], REGISTRY["placement"]
PLEDGE = REGISTRY["pledge"]

urlpatterns: list[URLPattern] = [
    path("candidates/", overview.OverviewPage.as_view(), name="candidates"),
    path("candidates/pool/", overview.PoolPage.as_view(), name="reserve_pool"),
    path("candidates/intentions/", overview.IntentionsPage.as_view(), name="intentions"),
    path(f"{RESERVE.path}<int:pk>/", people.ReservePage.as_view(ledger=RESERVE), name="reservecandidate_detail"),
    path(f"{PLACEMENT.path}<int:pk>/", people.PlacementPage.as_view(ledger=PLACEMENT), name="placement_detail"),
    path(f"{PLACEMENT.path}<int:pk>/notes/", people.PlacementNotePost.as_view(ledger=PLACEMENT), name="placement_note"),
    path(f"{PLEDGE.path}<int:pk>/", pledges.PledgePage.as_view(ledger=PLEDGE), name="pledge_detail"),
    path(f"{PLEDGE.path}<int:pk>/paper/", pledges.PaperPrint.as_view(ledger=PLEDGE), name="pledge_paper"),
    path(
        f"{PLEDGE.path}<int:pk>/paper.docx",
        pledges.PaperPrint.as_view(ledger=PLEDGE, docx=True),
        name="pledge_paper_docx",
    ),
    path(f"{PLEDGE.path}<int:pk>/move/<slug:move>/", pledges.PledgeMove.as_view(ledger=PLEDGE), name="pledge_move"),
]
