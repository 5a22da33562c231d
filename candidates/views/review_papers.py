"""Papers and workbooks of the review on their way out and in."""

import io
import json
import zipfile
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.models import ProblemTransfer, ReviewRequest, ReviewSubject
from candidates.papers import reviews as review_printing
from candidates.services import review_answers
from candidates.services.review_decisions import require_reader
from candidates.views.common import ANSWERERS, CyclePage
from candidates.workbooks import review_summary
from candidates.workbooks import reviews as review_sheets
from candidates.workbooks.replies import ReplySheet
from electioncycle.jobs.made_files import MadeFile
from electioncycle.records import uploads
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, Role
from electioncycle.security import audit
from electioncycle.sheets import Limits
from electioncycle.web.downloads import PAPERS, Download, download, printed
from electioncycle.web.moves import MovePage, day_in
from electioncycle.web.pages import key_of
from electioncycle.workbooks import imports, previews
from electioncycle.workbooks.batches import KEPT_HOURS, ImportBatch
from electioncycle.workbooks.pages import MarkedFile

LINES_A_LETTER = 15
"""How many lines of a list take as long as one letter: a county's fourteen departments are a request's work."""
LARGEST_REPLY = Limits(rows=10_000, cells=200_000, cpu_seconds=5, wall_seconds=8)
"""What the request reads itself; no batch asks about so many."""


class AskedFile(MadeFile, CyclePage):
    """A file of all persons of the batch a department was asked about."""

    roles = ANSWERERS

    def covered(self) -> QuerySet[ReviewRequest]:
        return (
            ReviewRequest.objects.none()
        )  # a department is in no territory: ``length`` asks whether it is still theirs

    def length(self) -> int:
        return self.asked(self.kwargs["pk"]).batch.subjects.count()


class LetterPage(AskedFile):
    """The letter to one department."""

    what = "联审函"
    takes = {"pk": "candidates.reviewrequest", "form": PAPERS}

    def file(self, request: HttpRequest, pk: int, form: str) -> Download:
        row = self.asked(pk)
        data = printed(review_printing.letter(row), f"{row.batch}_{row.department}_联审函", form)
        audit.record(audit.Event.PRINTED, by=self.user, row=row, paper="letter")
        return data


class LettersPage(MadeFile, CyclePage):
    """The letters to all departments of a batch in one ZIP, each in a file of its own."""

    roles = COUNTY_ROLES
    takes = {"pk": "candidates.reviewbatch", "form": PAPERS}

    def title(self) -> str:
        return f"{self.own_batch(self.kwargs['pk'])}联审函"

    def covered(self) -> QuerySet[ReviewRequest]:
        return ReviewRequest.objects.visible_to(self.user).filter(batch=self.own_batch(self.kwargs["pk"]))

    def length(self) -> int:
        return self.covered().count() * LINES_A_LETTER

    def file(self, request: HttpRequest, pk: int, form: str) -> Download:
        batch, rows = self.own_batch(pk), self.covered()
        asked = list(rows.select_related("batch__cycle__county", "batch__round", "department"))
        if not asked:
            raise Refused(f"批次{batch}还没有列出联审部门，提请批准联审函后才有联审函。")
        with io.BytesIO() as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
                for number, row in enumerate(asked, 1):
                    made = printed(review_printing.letter(row), f"{number:02d}_{row.department}_联审函", form)
                    pack.writestr(made.name, made.content)
            data = download(out.getvalue(), f"{batch}_联审函.zip", "application/zip")
        audit.record(audit.Event.PRINTED, by=self.user, row=batch, paper="letters", rows=len(asked))
        return data


class WorkbookPage(AskedFile):
    """The list with full numbers for one department, as the approved letter permits."""

    what = "联审名单"
    kept_hours = KEPT_HOURS
    takes = {"pk": "candidates.reviewrequest"}

    def file(self, request: HttpRequest, pk: int) -> Download:
        name, data = review_sheets.workbook_out(self.asked(pk), by=self.user)
        return download(data, name)


class ReplyPage(CyclePage):
    """The department's reply workbook in: kept and checked, nothing written before its preview is confirmed."""

    menu = "reviewbatch_list"
    roles = ANSWERERS
    heavy = "upload"
    takes = {"pk": "candidates.reviewrequest"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.asked(pk)
        sheet = ReplySheet(row)
        context = {
            "row": row,
            "ledger": sheet,
            "recent": sheet.uploaded_by(self.user)[:5],
            "asked": row.batch.subjects.count(),
            "answered": row.answers.count(),
            "left": review_answers.unanswered(row).count(),
            "today": timezone.localdate(),
            "contact": Role.DEPARTMENT_CONTACT in self.user.roles,
        }
        return render(request, "candidates/review_reply.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet, upload = ReplySheet(self.asked(pk)), request.FILES.get("file")
        if upload is None:
            raise Refused("没有选择反馈表，请选择部门填好的工作簿。")
        if (upload.size or 0) > uploads.LARGEST:
            raise Refused(f"文件超过{uploads.LARGEST // uploads.MEGABYTE}MB，请核对是不是选错了文件。")
        batch = imports.upload(sheet, upload.name or "反馈.xlsx", upload.read(), by=self.user, cycle=None)
        imports.check(sheet, batch, cycle=None, limits=LARGEST_REPLY)
        return redirect(sheet.url("import_preview", batch.pk))


class UploadedReply(CyclePage):
    """One's own upload for a department: the one the address names, else the latest."""

    roles = ANSWERERS
    takes = {"pk": "candidates.reviewrequest"}

    def found(self, pk: int) -> tuple[ReplySheet, ImportBatch]:
        sheet = ReplySheet(self.asked(pk))
        mine = sheet.uploaded_by(self.user)
        named = self.request.GET.get("batch", "")
        batch: Any = mine.filter(pk=key_of(named)).first() if named else mine.first()
        if batch is None:
            raise Http404
        if batch.state != batch.State.DONE and not batch.is_within_scope:
            raise imports.OutsideNow
        return sheet, batch


class ReplyPreview(UploadedReply):
    """How many answers would be written and what is refused; confirmed here, or given up."""

    menu = "reviewbatch_list"
    heavy = "upload"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet, batch = self.found(pk)
        preview = json.loads(batch.preview) if batch.preview else {}
        context = {"ledger": sheet, "batch": batch, "preview": preview, "shown": previews.SHOWN}
        return render(request, "ledger/preview.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet, batch = self.found(pk)
        which = request.POST.get("which")
        if which == "cancel":
            imports.cancel(batch, by=self.user)
            messages.success(request, f"已取消导入“{batch}”，上传的表格已删除，没有写入任何答复。")
            return redirect("review_reply", pk)
        imports.confirm(sheet, batch, cycle=None, faultless_only=which != "all")
        return redirect(sheet.url("import_preview", batch.pk))


class MarkedPage(MarkedFile, UploadedReply):
    """The reply workbook given back with red cells, for a day, to whoever sent it."""

    def marked(self) -> ImportBatch:
        return self.found(self.kwargs["pk"])[1]

    def file(self, request: HttpRequest, pk: int) -> Download:
        sheet, batch = self.found(pk)
        made = self.copy()
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=sheet.request, batch=batch.pk)
        return made


class ScanPage(MovePage, CyclePage):
    """The stamped reply on paper: kept by POST, read by GET."""

    roles = ANSWERERS
    takes = {"pk": "candidates.reviewrequest"}
    only = "scan"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.asked(pk)
        if row.scan is None:
            raise Refused("还没有上传盖章答复的扫描件。")
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=row, file=row.scan_id)
        return download(row.scan.read(), row.scan.name, row.scan.content_type)

    def row(self, pk: int) -> ReviewRequest:
        return self.asked(pk)

    def onward(self, row: ReviewRequest, move: str) -> tuple[Any, ...]:
        return ("review_reply", row.pk)

    def _scan(self, row: ReviewRequest, version: int) -> str:
        on = day_in(self.request.POST, "replied_on", "书面答复日期")
        review_answers.attach_scan(row, self.request.FILES.get("scan"), replied_on=on, by=self.user, version=version)
        return "已登记盖章答复。"

    moves: ClassVar = {"scan": _scan}


class SummaryPage(MadeFile, CyclePage):
    """The 汇总 workbook of a batch."""

    roles = COUNTY_ROLES
    what = "联审汇总表"
    takes = {"pk": "candidates.reviewbatch"}

    def covered(self) -> QuerySet[ReviewSubject]:
        return self.own_batch(self.kwargs["pk"]).subjects.all()

    def file(self, request: HttpRequest, pk: int) -> Download:
        batch = self.own_batch(pk)
        data = review_summary.summary(batch, by=self.user)
        audit.record(audit.Event.EXPORTED, by=self.user, row=batch, what="summary")
        return download(data, f"{batch}_联审汇总表.xlsx")


class SheetPage(CyclePage):
    """The review sheet of one person; the township prints it for its own people with result and code alone."""

    roles = OFFICIALS
    takes = {"pk": "candidates.reviewsubject", "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        subject = self.subject(pk)
        county = bool(self.user.roles & COUNTY_ROLES) and self.user.covers(subject.batch.cycle.county.path)
        document = review_printing.sheet(subject, with_departments=county)
        data = printed(document, f"{subject.village}_{subject}_联审表", form)
        audit.record(audit.Event.PRINTED, by=self.user, row=subject, paper="sheet")
        return data


class TransferPage(CyclePage):
    """The 问题转办单 as PDF, for named reviewers; every copy is recorded."""

    roles = COUNTY_ROLES
    takes = {"pk": "candidates.problemtransfer"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows: Any = ProblemTransfer.objects.visible_to(self.user)
        joined = ("decision__subject__batch__cycle__county", "decision__subject__person", "decision__item")
        row: Any = get_object_or_404(rows.select_related(*joined), pk=pk)
        require_reader(self.user, row.decision)
        made = printed(review_printing.transfer(row), f"问题转办单_{row}", "pdf")
        audit.record(audit.Event.READ, by=self.user, row=row.decision.subject, how="transfer", paper=row.pk)
        return made
