"""Addresses of papers, ballots and notices."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections.views import ballots, certificates, notices, papers, undelivered

NOTICE = REGISTRY["publicnotice"]

urlpatterns: list[URLPattern] = [
    path("elections/papers/<int:pk>/", papers.PapersPage.as_view(), name="village_papers"),
    path(
        "elections/papers/<int:pk>/<slug:code>/<slug:which>/<slug:form>/",
        papers.PaperFile.as_view(),
        name="village_paper_print",
    ),
    path("elections/packs/<slug:form>/", papers.PackFile.as_view(), name="blank_packs_print"),
    path("elections/needed/", papers.NeededPage.as_view(), name="needed_papers"),
    path("elections/needed/<slug:form>/", papers.NeededFile.as_view(), name="needed_papers_file"),
    path("elections/undelivered/", undelivered.UndeliveredPage.as_view(), name="undelivered"),
    path("elections/undelivered/<slug:form>/", undelivered.UndeliveredFile.as_view(), name="undelivered_print"),
    path("elections/needed-votes/<slug:form>/", papers.NeededVotesFile.as_view(), name="needed_votes_print"),
    path("elections/contacts/<slug:form>/", papers.ContactSheet.as_view(), name="polling_contacts_print"),
    path("elections/<int:pk>/certificates/", certificates.CertificatesPage.as_view(), name="certificates"),
    path(
        "elections/<int:pk>/certificates/<slug:form>/",
        certificates.CertificatesFile.as_view(),
        name="certificates_print",
    ),
    path(
        "elections/certificates/measure/",
        certificates.MeasuringSheet.as_view(),
        name="certificate_measure_print",
    ),
    path("elections/<int:pk>/ballots/", ballots.BallotsPage.as_view(), name="ballots"),
    path("elections/<int:pk>/ballots/<slug:what>/", ballots.BallotsFile.as_view(), name="ballots_file"),
    path("elections/<int:pk>/notices/", notices.DraftNotices.as_view(), name="draft_notices"),
    path("elections/notices/texts/", notices.TextListPage.as_view(), name="notice_sets"),
    path("elections/notices/texts/<int:pk>/", notices.TextPage.as_view(), name="notice_set"),
    path(
        "elections/notices/texts/<int:pk>/compare/<int:other>/",
        notices.TextComparison.as_view(),
        name="notice_set_compare",
    ),
    path("elections/notices/texts/<int:pk>/<slug:move>/", notices.TextMove.as_view(), name="notice_set_move"),
    path(f"{NOTICE.path}<int:pk>/", notices.NoticePage.as_view(ledger=NOTICE), name="publicnotice_detail"),
    path(
        f"{NOTICE.path}<int:pk>/move/<slug:move>/", notices.NoticeMove.as_view(ledger=NOTICE), name="public_notice_move"
    ),
    path(
        f"{NOTICE.path}<int:pk>/print/<slug:suffix>/",
        notices.NoticePaper.as_view(ledger=NOTICE),
        name="notice_paper_print",
    ),
]
