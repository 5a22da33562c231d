"""Pages of the files that hang on a ledger's row: upload, preview, download, withdrawal."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from electioncycle.ledgers import attachments
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.records.files import Attachment
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import download
from electioncycle.web.pages import key_of

_BARE = "default-src 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'"
PREVIEW_POLICY = {"image": f"{_BARE}; img-src 'self'; sandbox", "pdf": f"{_BARE}; object-src 'self'"}
"""What an uploaded file may do in the browser: nothing. The PDF viewer does not start in a full sandbox."""


class AttachmentList(LedgerPage):
    """The files of one row under the names of the materials, with those withdrawn."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        gone = attachments.of(row, withdrawn=True).select_related("withdrawn_by")
        listed = attachments.by_part(row, self.ledger.attachments)
        mine = self.ledger.allows(self.user, Action.CHANGE)
        return self.render("ledger/attachment_list.html", row=row, attached=listed, gone=gone, may_attach=mine)


class AttachmentUpload(LedgerPage):
    heavy = "upload"
    action = Action.CHANGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, sent = self.row(pk), request.FILES.getlist("file")
        if not sent:
            raise Refused("没有选择文件，请选择要上传的附件。")
        kept, refused = 0, []
        for one in sent[:20]:
            try:
                attachments.keep(row, one, by=self.user, part=request.POST.get("part", ""))
                kept += 1
            except Refused as error:
                if len(sent) == 1:
                    raise
                refused.append(str(error))
        if kept:
            messages.success(request, f"已上传{kept}个附件。")
        for sentence in refused:
            messages.error(request, sentence)
        return redirect(f"{self.ledger.url('detail', pk)}#attachments")


class AttachmentPage(LedgerPage):
    """One file, for whoever may see its row; a withdrawn one too."""

    takes = {"file": "electioncycle.attachment"}

    def attachment(self, pk: int, file: int) -> Attachment:
        row = self.row(pk)
        found = Attachment.objects.filter(object_type=row._meta.label_lower, object_id=row.pk)
        kept = get_object_or_404(found, pk=file)
        if not kept.path or not default_storage.exists(kept.path):
            raise Refused("这个附件已按保存期限清除。")
        return kept

    def answer(self, attachment: Attachment, *, inline: bool = False) -> HttpResponse:
        data = attachment.read()
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=attachment)
        return download(data, attachment.name, attachment.content_type, inline=inline)


class AttachmentDownload(AttachmentPage):
    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        return self.answer(self.attachment(pk, file))


class AttachmentPreview(AttachmentPage):
    """A picture or PDF in the browser, where it may run nothing and reach nothing."""

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        kept = self.attachment(pk, file)
        if not kept.has_preview:
            raise Refused("这种文件不能直接预览，请下载后打开。")
        response = self.answer(kept, inline=True)
        response["Content-Security-Policy"] = PREVIEW_POLICY["image" if kept.is_picture else "pdf"]
        response["X-Content-Type-Options"] = "nosniff"
        return response


class AttachmentWithdraw(AttachmentPage):
    action = Action.CHANGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        kept: Any = get_object_or_404(attachments.of(row), pk=key_of(request.POST.get("file", "")))
        attachments.withdraw(row, kept, by=self.user, reason=request.POST.get("reason", ""))
        messages.success(request, f"已撤回附件“{kept}”。")
        return redirect(f"{self.ledger.url('detail', pk)}#attachments")
