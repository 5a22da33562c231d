"""Addresses of those elected, of the team that sits and its changes, and of the next cycle's team."""

from django.urls import URLPattern, path

from elections.views import elected_team, mid_term, next_team

urlpatterns: list[URLPattern] = [
    path("elections/elected/", elected_team.ElectedPage.as_view(), name="elected_team"),
    path("elections/elected/people/", elected_team.ElectedPeoplePage.as_view(), name="elected_people"),
    path("elections/batches/", elected_team.BatchesPage.as_view(), name="batches"),
    path("elections/batches/<slug:form>/", elected_team.BatchesFile.as_view(), name="batches_print"),
    path("elections/elected/helpers/<slug:form>/", elected_team.GovernanceFile.as_view(), name="governance_print"),
    path("elections/elected/<slug:which>/<slug:form>/", elected_team.ElectedFile.as_view(), name="elected_print"),
    path("elections/sitting/<int:pk>/", mid_term.SittingPage.as_view(), name="sitting_team"),
    path("elections/vacancies/", mid_term.VacanciesPage.as_view(), name="vacancies"),
    path("elections/vacancies/<slug:form>/", mid_term.VacanciesFile.as_view(), name="vacancies_print"),
    path(
        "elections/changes/<int:pk>/papers/<slug:paper>/<slug:form>/",
        mid_term.MidTermPaper.as_view(),
        name="mid_term_paper",
    ),
    path("elections/changes/<int:pk>/person/", mid_term.MidTermPerson.as_view(), name="mid_term_person"),
    path("elections/next-team/", next_team.NextTeamPage.as_view(), name="next_team"),
]
