"""Addresses of those elected, of the team that sits and its changes, and of the next cycle's team."""

from django.urls import URLPattern, path

from elections.views import elected_team

urlpatterns: list[URLPattern] = [
    path("elections/elected/", elected_team.ElectedPage.as_view(), name="elected_team"),
    path("elections/elected/people/", elected_team.ElectedPeoplePage.as_view(), name="elected_people"),
    path("elections/elected/helpers/<slug:form>/", elected_team.GovernanceFile.as_view(), name="governance_print"),
    path("elections/elected/<slug:which>/<slug:form>/", elected_team.ElectedFile.as_view(), name="elected_print"),
]
