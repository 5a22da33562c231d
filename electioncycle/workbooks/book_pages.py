"""The pages of 一镇一表: all ledgers of a township as one workbook, taken in again with one preview."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers.ledger import Ledger
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download
from electioncycle.web.pages import Page
from electioncycle.workbooks import books, imports, previews
from electioncycle.workbooks.batches import ImportBatch, ImportBook
from electioncycle.workbooks.pages import NO_FILE, MarkedFile

TITLE = "一镇一表"
FILLING_IN = frozenset({Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK})
"""Whose places are one township, so that what they fill in is one workbook."""


class BookPage(Page):
    roles = FILLING_IN
    scope = "territory"
    menu = "import_books"

    @cached_property
    def offered(self) -> list[Ledger]:
        return books.offered(self.user)


class BookUpload(BookPage):
    heavy = "upload"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown()

    def shown(self, problem: str = "", status: int = 200) -> HttpResponse:
        due = books.due(self.offered, self.user, self.cycle)
        context = {
            "title": TITLE,
            "ledgers": [(one, one.name in due) for one in self.offered],
            "recent": ImportBook.objects.filter(by=self.user.pk, cycle_id=self.cycle.pk)[:5],
            "problem": problem,
        }
        return render(self.request, "books/upload.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = request.FILES.get("file")
        if sent is None:
            return self.shown(NO_FILE, status=422)
        if (sent.size or 0) > books.MOST_BYTES:
            return self.shown("文件超过10MB，请删去图片，或分台账导入。", status=422)
        try:
            book = books.upload(sent.name or "", sent.read(), by=self.user, cycle=self.cycle)
        except Refused as error:
            return self.shown(str(error), status=422)
        books.check(book, self.cycle)
        return redirect("import_book", book.pk)


class BookTemplate(MadeFile, BookPage):
    """A template with a sheet for each ledger that was ticked."""

    heavy = "export"
    what = f"{TITLE}填报模板"

    @cached_property
    def chosen(self) -> list[Ledger]:
        """The ticked ones; all where none was."""
        ticked = self.request.GET.getlist("ledger")
        chosen = [one for one in self.offered if not ticked or one.name in ticked]
        if not chosen:
            raise Refused("勾选的台账不由乡镇填报，请回到“一镇一表”重新勾选。")
        return chosen

    def covered(self) -> models.QuerySet[Any]:
        """Their places: what stands in the sheets lies in these."""
        first = self.chosen[0]
        return first.choices(first.place, self.user, self.cycle)

    def length(self) -> int:
        found = (one.rows(self.user, self.cycle).count() for one in self.chosen)
        return sum(found) + len(self.chosen) * self.covered().count()

    def file(self, request: HttpRequest) -> Download:
        data = books.template(self.chosen, user=self.user, cycle=self.cycle)
        named = "、".join(one.title for one in self.chosen)
        audit.record(audit.Event.EXPORTED, by=self.user, ledger=TITLE, sheets=named)
        return download(data, f"{self.user.place}{TITLE}.xlsx")


class OneBook(BookPage):
    takes = {"pk": "electioncycle.importbook"}

    def book(self, pk: int) -> ImportBook:
        book = get_object_or_404(ImportBook, pk=pk, by=self.user.pk)
        if book.cycle_id != self.cycle.pk:
            raise imports.OfAnotherCycle
        if not all(one.is_within_scope for _, one in books.sheets(book)):
            raise imports.OutsideNow
        return book


class BookPreview(OneBook):
    heavy = "upload"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        book = self.book(pk)
        sheets = books.sheets(book)
        context = {
            "title": TITLE,
            "book": book,
            "sheets": [{"ledger": ledger, "batch": one, "preview": one.previewed()} for ledger, one in sheets],
            "shown": previews.SHOWN,
            "waits": any(one.state in (one.State.CHECKING, one.State.WRITING) for _, one in sheets),
            "may_confirm": any(one.may_confirm for _, one in sheets),
            "may_cancel": any(one.file for _, one in sheets),
            "marked": books.to_mark(book),
            "to_write": sum(one.counts["new"] + one.counts["changed"] for _, one in sheets if one.may_confirm),
        }
        return render(request, "books/preview.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        book = self.book(pk)
        if request.POST.get("which") == "cancel":
            books.cancel(book, by=self.user)
            messages.success(request, f"已结束导入“{book}”，上传的表格已删除；没有写入的行不再写入。")
            return redirect("import_books")
        refused = books.confirm(book, self.cycle)
        for sentence in refused.values():
            messages.error(request, sentence)
        if refused:
            audit.record(audit.Event.REFUSED, by=self.user, ledger=TITLE, move="confirm", keys=list(refused))
        return redirect("import_book", pk)


class BookMarked(MarkedFile, OneBook):
    """The same workbook with what is wrong marked in every sheet."""

    def marked(self) -> ImportBatch:
        batch = books.to_mark(self.book(self.kwargs["pk"]))
        if batch is None:
            raise Refused("这份表没有需要改正的行，或已超过保存时限(24小时)，不用下载错误标注表。")
        return batch

    def file(self, request: HttpRequest, pk: int) -> Download:
        return self.copy()
