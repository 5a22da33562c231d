"""Every address of the product: the ledgers' standard pages, then each app's own."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path

from electioncycle.disclosure import unmasked_pages
from electioncycle.ledgers import attachment_pages, edit_pages, history_pages, numbers
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import pages as views
from electioncycle.workbooks import grid_pages
from electioncycle.workbooks import pages as workbook_pages

STANDARD = (
    ("list", "", views.ListPage),
    ("add", "new/", edit_pages.AddPage),
    ("import", "import/", workbook_pages.ImportPage),
    ("import_preview", "import/<int:pk>/", workbook_pages.PreviewPage),
    ("annotated", "import/<int:pk>/marked/", workbook_pages.AnnotatedPage),
    ("template", "template/", workbook_pages.TemplatePage),
    ("export", "export/", workbook_pages.ExportPage),
    ("print", "print/", workbook_pages.PrintPage),
    ("bin", "bin/", views.BinPage),
    ("detail", "<int:pk>/", views.DetailPage),
    ("edit", "<int:pk>/edit/", edit_pages.EditPage),
    ("withdraw", "<int:pk>/withdraw/", views.WithdrawPage),
    ("history", "<int:pk>/history/", history_pages.HistoryPage),
    ("revert", "<int:pk>/revert/", history_pages.RevertPage),
)

ATTACHMENTS = (
    ("attachments", "<int:pk>/files/", attachment_pages.AttachmentList),
    ("attach", "<int:pk>/files/new/", attachment_pages.AttachmentUpload),
    ("attachment_withdraw", "<int:pk>/files/withdraw/", attachment_pages.AttachmentWithdraw),
    ("attachment", "<int:pk>/files/<int:file>/", attachment_pages.AttachmentDownload),
    ("attachment_preview", "<int:pk>/files/<int:file>/preview/", attachment_pages.AttachmentPreview),
)


def pages_of(ledger: ledgers.Ledger) -> Iterator[tuple[str, str, type[views.LedgerPage]]]:
    yield from STANDARD
    if ledger.grid:
        yield "grid", "grid/", grid_pages.LedgerGridPage
        yield "grid_of", "grid/<int:pk>/", grid_pages.LedgerGridPage
    if ledger.attachments:
        yield from ATTACHMENTS
    if numbers.sealed(ledger):
        yield "reveal", "<int:pk>/reveal/", views.RevealPage
        yield "unmasked", "unmasked/", unmasked_pages.UnmaskedAsk


def ledger_urls() -> Iterator[URLResolver]:
    for ledger in ledgers.ordered():
        pages: list[URLPattern] = [
            path(address, view.as_view(ledger=ledger), name=f"{ledger.name}_{name}")
            for name, address, view in pages_of(ledger)
            if view.action in ledger.actions and name not in ledger.own_pages
        ]
        yield path(ledger.path, include(pages))


urlpatterns = [
    path("", include("filing.urls")),
    path("", include("reports.urls")),
    path("", include("elections.urls")),
    path("", include("readiness.urls")),
    path("", include("candidates.urls")),
    path("", include("meetings.urls")),
    path("", include("risks.urls")),
    path("", include("villages.urls")),
    path("accounts/", include("accounts.urls")),
    path("", include("electioncycle.shared_urls")),
    *ledger_urls(),
]

handler400 = "electioncycle.web.pages.bad_request"
handler404 = "electioncycle.web.pages.not_found"
handler500 = "electioncycle.web.pages.server_error"
