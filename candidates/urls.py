"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from candidates.review_urls import REVIEWS
from candidates.views import nominees, overview, people, pledges
from electioncycle.ledgers.ledger import REGISTRY

RESERVE, PLACEMENT = REGISTRY["reservecandidate"], REGISTRY["placement"]
PLEDGE, NOMINEE, NOMINATION = REGISTRY["pledge"], REGISTRY["nominee"], REGISTRY["nomination"]

urlpatterns: list[URLPattern] = [
    path("candidates/", overview.OverviewPage.as_view(), name="candidates"),
    path("candidates/pool/", overview.PoolPage.as_view(), name="reserve_pool"),
    path("candidates/figures/<slug:which>/<slug:form>/", overview.FiguresFile.as_view(), name="candidate_figures_file"),
    path("candidates/intentions/", overview.IntentionsPage.as_view(), name="intentions"),
    path(f"{RESERVE.path}<int:pk>/", people.ReservePage.as_view(ledger=RESERVE), name="reservecandidate_detail"),
    path(f"{PLACEMENT.path}<int:pk>/", people.PlacementPage.as_view(ledger=PLACEMENT), name="placement_detail"),
    path(f"{PLACEMENT.path}<int:pk>/notes/", people.PlacementNotePost.as_view(ledger=PLACEMENT), name="placement_note"),
    path(f"{NOMINEE.path}<int:pk>/", nominees.NomineePage.as_view(ledger=NOMINEE), name="nominee_detail"),
    path("candidates/structure/", nominees.StructurePage.as_view(ledger=NOMINEE), name="nominee_structure"),
    path(f"{NOMINATION.path}<int:pk>/", nominees.NominationPage.as_view(ledger=NOMINATION), name="nomination_detail"),
    path(
        f"{NOMINATION.path}<int:pk>/move/<slug:move>/",
        nominees.NominationMove.as_view(ledger=NOMINATION),
        name="nomination_move",
    ),
    path(
        f"{NOMINATION.path}<int:pk>/letter/<slug:which>/",
        nominees.LetterPrint.as_view(ledger=NOMINATION),
        name="nomination_letter",
    ),
    path(
        f"{NOMINATION.path}<int:pk>/letter/<slug:which>.docx",
        nominees.LetterPrint.as_view(ledger=NOMINATION, suffix="docx"),
        name="nomination_letter_docx",
    ),
    path("candidates/pledges/", pledges.PledgeFiguresPage.as_view(), name="pledge_figures"),
    path(f"{PLEDGE.path}<int:pk>/", pledges.PledgePage.as_view(ledger=PLEDGE), name="pledge_detail"),
    path(f"{PLEDGE.path}<int:pk>/paper/", pledges.PaperPrint.as_view(ledger=PLEDGE), name="pledge_paper"),
    path(
        f"{PLEDGE.path}<int:pk>/paper.docx",
        pledges.PaperPrint.as_view(ledger=PLEDGE, suffix="docx"),
        name="pledge_paper_docx",
    ),
    path(f"{PLEDGE.path}<int:pk>/move/<slug:move>/", pledges.PledgeMove.as_view(ledger=PLEDGE), name="pledge_move"),
    *REVIEWS,
]
