"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from candidates.views import overview, pledges
from electioncycle.ledgers import REGISTRY

PLEDGE = REGISTRY["pledge"]

urlpatterns: list[URLPattern] = [
    path("candidates/", overview.OverviewPage.as_view(), name="candidates"),
    path(f"{PLEDGE.path}<int:pk>/", pledges.PledgePage.as_view(ledger=PLEDGE), name="pledge_detail"),
    path(f"{PLEDGE.path}<int:pk>/paper/", pledges.PaperPrint.as_view(ledger=PLEDGE), name="pledge_paper"),
    path(
        f"{PLEDGE.path}<int:pk>/paper.docx",
        pledges.PaperPrint.as_view(ledger=PLEDGE, docx=True),
        name="pledge_paper_docx",
    ),
    path(f"{PLEDGE.path}<int:pk>/move/<slug:move>/", pledges.PledgeMove.as_view(ledger=PLEDGE), name="pledge_move"),
]
