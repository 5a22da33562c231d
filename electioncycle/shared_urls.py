"""Addresses of the shared layer: jobs, health, the state of the site."""

from django.urls import URLPattern, path

from electioncycle import health, job_pages, site_pages

urlpatterns: list[URLPattern] = [
    path("jobs/", job_pages.JobList.as_view(), name="job_list"),
    path("jobs/<int:pk>/", job_pages.JobDetail.as_view(), name="job_page"),
    path("jobs/<int:pk>/progress/", job_pages.JobProgress.as_view(), name="job_progress"),
    path("jobs/<int:pk>/cancel/", job_pages.JobCancel.as_view(), name="job_cancel"),
    path("jobs/<int:pk>/retry/", job_pages.JobRetry.as_view(), name="job_retry"),
    path("jobs/<int:pk>/files/<int:file>/", job_pages.JobDownload.as_view(), name="job_download"),
    path("system/", site_pages.SiteState.as_view(), name="site_state"),
    path("system/acts/<slug:name>/run/", site_pages.RunAct.as_view(), name="act_run"),
    path("healthz", health.Healthz.as_view(), name="healthz"),
    path("readyz", health.Readyz.as_view(), name="readyz"),
]
