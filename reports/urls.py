"""Addresses of this app."""

from django.urls import URLPattern, path

from reports.views import figures_apart, home, hung, leaders, printed

urlpatterns: list[URLPattern] = [
    path("", home.DashboardPage.as_view(), name="dashboard"),
    path("reports/", printed.ReportList.as_view(), name="report_list"),
    path("reports/villages/<int:pk>/", printed.VillageReportPage.as_view(), name="report_village"),
    path("reports/villages/<int:pk>/report.pdf", printed.ReportPdf.as_view(), name="report_pdf"),
    path("reports/villages/<int:pk>/report.docx", printed.ReportDocx.as_view(), name="report_docx"),
    path("reports/editions/<int:pk>/", printed.EditionPdf.as_view(), name="report_edition"),
    path("reports/figures/", printed.TeamFiguresPage.as_view(), name="team_figures"),
    path("reports/figures/<str:form>/", printed.TeamFiguresFile.as_view(), name="team_figures_file"),
    path("hung/", hung.CountyPage.as_view(), name="hung"),
    path("hung/villages/", hung.VillagesPage.as_view(), name="hung_villages"),
    path("hung/gantt/", hung.GanttPage.as_view(), name="hung_gantt"),
    path("hung/sheets/<slug:sheet>/", hung.HungFile.as_view(), name="hung_print"),
    path("hung/week/", hung.WeekPage.as_view(), name="week"),
    path("hung/week/<slug:form>/", hung.WeekFile.as_view(), name="week_print"),
    path("sheets/villages/<int:pk>/", leaders.VillageSheet.as_view(), name="village_sheet"),
    path("sheets/villages/<int:pk>/<slug:form>/", leaders.VillageSheet.as_view(), name="village_sheet_print"),
    path("sheets/areas/<int:pk>/<slug:form>/", leaders.PlaceSheet.as_view(), name="area_sheet_print"),
    path("sheets/<slug:form>/", leaders.PlaceSheet.as_view(), name="place_sheet_print"),
    path("dossiers/<int:pk>/<slug:form>/", leaders.Dossier.as_view(), name="dossier_print"),
    path("figures-apart/", figures_apart.FiguresApart.as_view(), name="figures_apart"),
    path("figures-apart/<int:pk>/check/", figures_apart.CompareFigures.as_view(), name="figures_apart_check"),
    path("daily-papers/", leaders.DailyPapers.as_view(), name="daily_papers"),
    path("daily-papers/of/<int:pk>/make/", leaders.MakeDailyPaper.as_view(), name="daily_paper_make"),
    path("daily-papers/<int:pk>/<slug:form>/", leaders.DailyPaperFile.as_view(), name="daily_paper_print"),
]
