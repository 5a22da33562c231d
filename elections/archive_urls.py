"""Addresses of archives: the villages of a township, one archive with its index and self-check, its volume."""

from django.urls import URLPattern, path

from elections.views import archive

urlpatterns: list[URLPattern] = [
    path("elections/archives/", archive.ArchivesPage.as_view(), name="archives"),
    path("elections/archives/<slug:form>/", archive.ArchivesFile.as_view(), name="archives_print"),
    path("elections/<int:pk>/archive/", archive.ArchivePage.as_view(), name="archive"),
    path("elections/<int:pk>/archive/volume/<slug:form>/", archive.VolumeFile.as_view(), name="archive_volume_print"),
    path(
        "elections/<int:pk>/archive/<slug:what>/<slug:form>/",
        archive.ArchivePaper.as_view(),
        name="archive_paper_print",
    ),
]
