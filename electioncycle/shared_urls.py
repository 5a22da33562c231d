"""Addresses of the shared layer: inbox, jobs, health, the state of the site."""

from django.urls import URLPattern, path

from electioncycle.desk import definitions, finding, help_pages
from electioncycle.desk import pages as inbox_pages
from electioncycle.disclosure import unmasked_pages
from electioncycle.jobs import pages as job_pages
from electioncycle.ledgers import saved_query_pages
from electioncycle.operations import health
from electioncycle.operations import pages as site_pages
from electioncycle.workbooks import book_pages

urlpatterns: list[URLPattern] = [
    path("search/", finding.SearchPage.as_view(), name="search"),
    path("inbox/", inbox_pages.Inbox.as_view(), name="inbox"),
    path("inbox/read/", inbox_pages.ReadAll.as_view(), name="notices_read"),
    path("inbox/notices/<int:pk>/", inbox_pages.OpenNotice.as_view(), name="notice_open"),
    path("inbox/calendar.ics", inbox_pages.CalendarFile.as_view(), name="calendar"),
    path("inbox/calendar/open/", inbox_pages.CalendarOpen.as_view(), name="calendar_open"),
    path("inbox/calendar/close/", inbox_pages.CalendarClose.as_view(), name="calendar_close"),
    path("help/", help_pages.HelpHome.as_view(), name="help"),
    path("help/first-day/", help_pages.FirstDay.as_view(), name="help_first_day"),
    path("help/<slug:chapter>/", help_pages.HelpChapter.as_view(), name="help_chapter"),
    path("definitions/", definitions.DefinitionsPage.as_view(), name="figure_definitions"),
    path("definitions/<str:form>/", definitions.DefinitionsFile.as_view(), name="figure_definitions_file"),
    path("books/", book_pages.BookUpload.as_view(), name="import_books"),
    path("books/template/", book_pages.BookTemplate.as_view(), name="import_book_template"),
    path("books/<int:pk>/", book_pages.BookPreview.as_view(), name="import_book"),
    path("books/<int:pk>/marked/", book_pages.BookMarked.as_view(), name="import_book_marked"),
    path("jobs/", job_pages.JobList.as_view(), name="job_list"),
    path("jobs/<int:pk>/", job_pages.JobDetail.as_view(), name="job_page"),
    path("jobs/<int:pk>/progress/", job_pages.JobProgress.as_view(), name="job_progress"),
    path("jobs/<int:pk>/cancel/", job_pages.JobCancel.as_view(), name="job_cancel"),
    path("jobs/<int:pk>/retry/", job_pages.JobRetry.as_view(), name="job_retry"),
    path("jobs/<int:pk>/files/<int:file>/", job_pages.JobDownload.as_view(), name="job_download"),
    path("saved-views/", saved_query_pages.KeepView.as_view(), name="saved_view_keep"),
    path("saved-views/<int:pk>/remove/", saved_query_pages.RemoveView.as_view(), name="saved_view_remove"),
    path("system/", site_pages.SiteState.as_view(), name="site_state"),
    path("system/acts/<slug:name>/run/", site_pages.RunAct.as_view(), name="act_run"),
    path("exports/", unmasked_pages.UnmaskedList.as_view(), name="unmasked_exports"),
    path("exports/decide/", unmasked_pages.UnmaskedDecide.as_view(), name="unmasked_decide"),
    path("exports/<int:pk>/file/", unmasked_pages.UnmaskedFile.as_view(), name="unmasked_file"),
    path("healthz", health.Healthz.as_view(), name="healthz"),
    path("readyz", health.Readyz.as_view(), name="readyz"),
]
