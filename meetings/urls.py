"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from meetings import oversight_urls
from meetings.views import bodies, cadence, figures, minutes, overview

LINK, MEETING, MINUTES = (REGISTRY[name] for name in ("townshiplink", "meeting", "minutes"))

urlpatterns: list[URLPattern] = [
    path("meetings/", overview.OverviewPage.as_view(), name="meetings"),
    path("meetings/figures/<slug:what>/<slug:form>/", figures.FiguresFile.as_view(), name="meeting_figures_file"),
    path("meetings/chart/", bodies.ChartPage.as_view(), name="body_chart"),
    path("meetings/chart/<slug:form>/", bodies.ChartPrint.as_view(), name="body_chart_print"),
    path("meetings/links/", bodies.LinksPage.as_view(), name="leader_links"),
    path("meetings/links/<slug:form>/", bodies.LinksPrint.as_view(), name="leader_links_print"),
    path(f"{LINK.path}<int:pk>/", bodies.LinkPage.as_view(ledger=LINK), name="townshiplink_detail"),
    path(f"{LINK.path}<int:pk>/end/", bodies.LinkEnd.as_view(ledger=LINK), name="townshiplink_end"),
    path("meetings/cadence/", cadence.CadencePage.as_view(), name="cadence"),
    path("meetings/cascade/", cadence.CascadePage.as_view(), name="cascade"),
    path(f"{MEETING.path}<int:pk>/", minutes.MeetingPage.as_view(ledger=MEETING), name="meeting_detail"),
    path(f"{MEETING.path}<int:pk>/minutes/", minutes.MinutesBegin.as_view(ledger=MEETING), name="minutes_begin"),
    path(f"{MINUTES.path}<int:pk>/", minutes.MinutesPage.as_view(ledger=MINUTES), name="minutes_detail"),
    path(f"{MINUTES.path}<int:pk>/write/", minutes.MinutesWrite.as_view(ledger=MINUTES), name="minutes_write"),
    path(f"{MINUTES.path}<int:pk>/keep/", minutes.MinutesKeep.as_view(ledger=MINUTES), name="minutes_keep"),
    path(f"{MINUTES.path}<int:pk>/<slug:move>/act/", minutes.MinutesMove.as_view(ledger=MINUTES), name="minutes_move"),
    path(
        f"{MINUTES.path}<int:pk>/document/<slug:form>/",
        minutes.MinutesPrint.as_view(ledger=MINUTES),
        name="minutes_document",
    ),
    *oversight_urls.urlpatterns,
]
