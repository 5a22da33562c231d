"""Addresses of this app."""

from django.urls import URLPattern, path

from reports import views

urlpatterns: list[URLPattern] = [
    path("", views.DashboardPage.as_view(), name="dashboard"),
    path("reports/", views.ReportList.as_view(), name="report_list"),
    path("reports/villages/<int:pk>/", views.VillageReportPage.as_view(), name="report_village"),
    path("reports/villages/<int:pk>/report.pdf", views.ReportPdf.as_view(), name="report_pdf"),
    path("reports/villages/<int:pk>/report.docx", views.ReportDocx.as_view(), name="report_docx"),
    path("reports/editions/<int:pk>/", views.EditionPdf.as_view(), name="report_edition"),
    path("reports/figures/", views.TeamFiguresPage.as_view(), name="team_figures"),
    path("reports/figures/<str:form>/", views.TeamFiguresFile.as_view(), name="team_figures_file"),
]
