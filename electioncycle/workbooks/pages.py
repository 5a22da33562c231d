"""A ledger's standard pages of workbooks: export, template, import with preview; and its printed list."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.ledgers.tables import in_order
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download, printed
from electioncycle.web.pages import key_of
from electioncycle.workbooks import blank_forms, exports, imports, previews
from electioncycle.workbooks.batches import KEPT_HOURS, ImportBatch

NO_FILE = "没有选择文件，请选择要导入的表格后再上传。"


class ChosenFile(MadeFile, LedgerPage):
    """A file of the filtered (or ticked) rows, in the order of the list and with the columns that are shown."""

    def title(self) -> str:
        return f"{Action(self.action).label}{self.ledger.title}"

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that were chosen; none where nobody chose."""
        return tuple(self.request.GET.getlist("column"))

    def chosen(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = in_order(
            self.ledger, super().chosen(), self.request.GET.getlist("sort"), shown=self.shown
        )
        return found

    def covered(self) -> models.QuerySet[Any]:
        return self.chosen()


class ExportPage(ChosenFile):
    """Exactly the filtered (or ticked) rows, as a workbook that can be edited and imported again.

    Where columns were chosen, these alone besides the place.
    """

    heavy = "export"
    action = Action.EXPORT

    def file(self, request: HttpRequest) -> Download:
        rows = self.chosen()
        data = exports.workbook(self.ledger, rows, user=self.user, cycle=self.cycle, shown=self.shown)
        audit.record(audit.Event.EXPORTED, by=self.user, ledger=self.ledger.name, rows=rows.count())
        return download(data, f"{self.ledger.title}.xlsx")


class PrintPage(ChosenFile):
    """The same rows with the columns that are shown, as a list to print (A4 landscape) or to go on with in WPS.

    ``blank`` asks for the ledger's empty paper instead.
    """

    heavy = "print"
    action = Action.PRINT

    def covered(self) -> models.QuerySet[Any]:
        return self.rows().none() if "blank" in self.request.GET else super().covered()

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        if self.length() > exports.PRINT_LIMIT:
            raise Refused(f"打印的行数超过{exports.PRINT_LIMIT}行，请先筛选或勾选后再打印。")
        return super().get(request, **named)

    def file(self, request: HttpRequest) -> Download:
        if "blank" in request.GET:
            return self.blank(request.GET["blank"])
        rows = self.chosen()
        document = exports.list_document(
            self.ledger, rows, user=self.user, cycle=self.cycle_or_none, columns=self.shown
        )
        made = printed(document, self.ledger.title, request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger=self.ledger.name, rows=rows.count())
        return made

    def blank(self, kind: str) -> Download:
        """Nobody's data leaves with it; that it was printed is recorded all the same."""
        if kind not in blank_forms.KINDS:
            raise Http404
        paper = blank_forms.document(self.ledger, kind, cycle=self.cycle_or_none)
        made = printed(paper, f"{self.ledger.title}空白表", self.request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger=self.ledger.name, blank=kind)
        return made


class TemplatePage(MadeFile, LedgerPage):
    """The empty or pre-filled workbook a township fills in."""

    heavy = "export"
    action = Action.IMPORT

    def title(self) -> str:
        return f"{self.ledger.title}填报模板"

    def covered(self) -> models.QuerySet[Any]:
        return self.ledger.rows(self.user, self.cycle_or_none)

    def length(self) -> int:
        """Those that stand there already, or one for each place to be filled in."""
        if not self.ledger.place:
            return super().length()
        return max(super().length(), self.ledger.choices(self.ledger.place, self.user, self.cycle_or_none).count())

    def file(self, request: HttpRequest) -> Download:
        data = exports.template(self.ledger, user=self.user, cycle=self.cycle_or_none)
        return download(data, f"{self.ledger.title}填报模板.xlsx")


class WorkbookPage(LedgerPage):
    action = Action.IMPORT

    def check(self, batch: ImportBatch) -> None:
        imports.check_here_or_later(self.ledger, batch, cycle=self.cycle_or_none)


class ImportPage(WorkbookPage):
    heavy = "upload"

    def get(self, request: HttpRequest) -> HttpResponse:
        recent = ImportBatch.objects.filter(by=self.user.pk, ledger_name=self.ledger.name)[:5]
        return self.render("ledger/import.html", recent=recent)

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = request.FILES.get("file")
        if sent is None:
            return self.render("ledger/import.html", problem=NO_FILE, status=422)
        size = sent.size or 0
        if size > 20 * 1024 * 1024:
            return self.render("ledger/import.html", problem="文件超过20MB，请分成几份后再上传。", status=422)
        batch = imports.upload(self.ledger, sent.name or "", sent.read(), by=self.user, cycle=self.cycle_or_none)
        self.check(batch)
        return redirect(self.ledger.url("import_preview", batch.pk))


class BatchPage(WorkbookPage):
    takes = {"pk": "electioncycle.importbatch"}

    def batch(self, pk: int) -> ImportBatch:
        mine = ImportBatch.objects.filter(by=self.user.pk, ledger_name=self.ledger.name)
        batch = get_object_or_404(mine, pk=pk)
        if batch.cycle_id and (self.cycle_or_none is None or batch.cycle_id != self.cycle_or_none.pk):
            raise imports.OfAnotherCycle
        if batch.state != batch.State.DONE and not batch.is_within_scope:
            raise imports.OutsideNow
        return batch


class PreviewPage(BatchPage):
    heavy = "upload"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        return self.render("ledger/preview.html", batch=batch, preview=batch.previewed(), shown=previews.SHOWN)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        if request.POST.get("which") == "cancel":
            return self.given_up(batch)
        if request.POST.get("which") == "apart":
            return self.answered(batch)
        faultless_only = request.POST.get("which") != "all"
        if batch.is_large:
            imports.confirm_in_background(batch, faultless_only=faultless_only)
        else:
            imports.confirm(self.ledger, batch, cycle=self.cycle_or_none, faultless_only=faultless_only)
        return redirect(self.ledger.url("import_preview", pk))

    def answered(self, batch: ImportBatch) -> HttpResponse:
        """Lines that look like a row but are said to be another: checked again with that."""
        listed = batch.previewed()["rows"]["wrong"] if batch.preview else []
        asked = {line["number"] for line in listed if line["asks"]}
        batch = imports.answer(batch, asked & {key_of(number) for number in self.request.POST.getlist("apart")})
        self.check(batch)
        return redirect(self.ledger.url("import_preview", batch.pk))

    def given_up(self, batch: ImportBatch) -> HttpResponse:
        imports.cancel(batch, by=self.user)
        messages.success(self.request, f"已取消导入“{batch}”，上传的表格已删除，没有写入任何数据。")
        return redirect(self.ledger.url("import"))


class MarkedFile(MadeFile):
    """A workbook given back with red cells; it tells of no rows but its user's own lines."""

    heavy = "export"
    kept_hours = KEPT_HOURS

    def marked(self) -> ImportBatch:
        raise NotImplementedError

    def title(self) -> str:
        return f"标注“{self.marked()}”"

    def covered(self) -> models.QuerySet[Any]:
        return ImportBatch.objects.none()

    def length(self) -> int:
        return sum(one.counts.get("rows", 0) for one in self.marked().together())

    def copy(self) -> Download:
        batch = self.marked()
        stem = batch.file_name.rpartition(".")[0] or batch.file_name
        return download(imports.annotated(batch), f"{stem}(错误标注).xlsx")


class AnnotatedPage(MarkedFile, BatchPage):
    def marked(self) -> ImportBatch:
        return self.batch(self.kwargs["pk"])

    def file(self, request: HttpRequest, pk: int) -> Download:
        return self.copy()
