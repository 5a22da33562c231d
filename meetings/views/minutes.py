"""Pages of a meeting and of its minutes: read, print, write with a draft kept meanwhile, make final, list, amend."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import key_of, refused, tell_saved
from meetings.choices import LineKind
from meetings.models import Minutes, MinutesDraft, MinutesLine
from meetings.papers import meetings as printing
from meetings.services import minutes as services
from meetings.services import open_items, writing
from meetings.views.base import WRITERS
from villages.services import participants

LIST, FINALISE, AMEND, DROP = "list", "finalise", "amend", "drop"


class MeetingPage(DetailPage):
    """A meeting with its minutes and what earlier ones left open."""

    template = "meetings/meeting.html"

    def more(self, row: Any) -> dict[str, Any]:
        return {
            "editions": Minutes.objects.filter(meeting=row).order_by("-edition"),
            "minutes_ledger": ledgers.REGISTRY["minutes"],
            "may_write": services.may_write(self.user, row.area),
            "open_items": open_items.of_meeting(row),
        }


class MinutesBegin(LedgerPage):
    """Opens the minutes of a meeting and goes to the writing page."""

    roles = WRITERS
    action = Action.CHANGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = services.begin(self.row(pk), by=self.user)
        return redirect("minutes_write", row.pk)


class MinutesPage(DetailPage):
    template = "meetings/minutes.html"

    def more(self, row: Minutes) -> dict[str, Any]:
        lines = services.lines_of(row)
        facts = services.facts_of(lines)
        return {
            "lines": list(zip(lines, facts, strict=True)),
            "facts": services.facts(row),
            "counts": services.counts(lines),
            "may_write": services.may_write(self.user, row.area),
            "blockers": services.blockers(row) if row.is_draft else [],
            "genuine": services.is_genuine(row),
            "editions": Minutes.objects.filter(meeting=row.meeting).order_by("-edition"),
            "steps": workflow.steps(row),
        }


class MinutesPrint(LedgerPage):
    action = Action.PRINT
    takes = {"form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        row = self.row(pk)
        made = printed(printing.minutes_document(row), str(row), form)
        audit.record(audit.Event.PRINTED, by=self.user, row=row, form=form)
        return made


class MinutesMove(MovePage, LedgerPage):
    """One act on minutes: list lines in the three lists, make final, amend, drop one's own draft."""

    roles = WRITERS
    action = Action.CHANGE

    def onward(self, row: Minutes, move: str) -> tuple[Any, ...]:
        """To the minutes; whoever amends goes on writing the new edition, whoever drops a draft what was saved."""
        if move == AMEND:
            return ("minutes_write", Minutes.objects.filter(amends=row).latest("id").pk)
        return ("minutes_write" if move == DROP else "minutes_detail", row.pk)

    def _list(self, row: Minutes, version: int) -> str:
        number = services.list_lines(row, by=self.user, only=key_of(self.request.POST.get("line", "")))
        return f"已列入三清单{number}条。" if number else "没有可列入的条目，或都已列入。"

    def _finalise(self, row: Minutes, version: int) -> str:
        row = services.finalise(row, by=self.user, version=version)
        return f"已定稿：{row}。现在可以打印签批。"

    def _amend(self, row: Minutes, version: int) -> str:
        services.amend(row, by=self.user, reason=self.reason())
        return "已另起新版，请在草稿上更正。"

    def _drop(self, row: Minutes, version: int) -> str:
        services.drop_draft(row, by=self.user)
        return "已放弃自动保存的内容，下面是上次保存的纪要。"

    moves: ClassVar = {LIST: _list, FINALISE: _finalise, AMEND: _amend, DROP: _drop}


class WritingPage(LedgerPage):
    roles = WRITERS
    action = Action.CHANGE

    def draft_row(self, pk: int) -> Minutes:
        row = self.row(pk)
        if not row.is_draft:
            raise Refused(f"“{row}”{row.get_state_display()}，内容不能改动；确需更正的，请另起新版并写明原因。")
        return row


class MinutesWrite(WritingPage):
    """The writing page; it works without script, which only keeps what is being typed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.draft_row(pk)
        lines = services.lines_of(row)
        draft = MinutesDraft.objects.filter(minutes=row, by=self.user.pk).first()
        sheet = writing.sent(draft.body, lines) if draft else writing.stored(row, lines)
        version = draft.based_on if draft else row.version
        return self.page(row, writing.with_room(sheet), version=version, draft=draft)

    def page(self, row: Minutes, sheet: writing.Sheet, status: int = 200, **more: Any) -> HttpResponse:
        meeting = row.meeting
        context = {
            "sheet": sheet,
            "row": row,
            "meeting": meeting,
            "version": row.version,
            "kinds": LineKind.choices,
            "villages": [] if meeting.village_id else self.villages(row),
            "problems": writing.problems_of(meeting),
            "open_items": open_items.of_meeting(meeting),
            "blockers": services.blockers(row),
            "now": timezone.now(),
        }
        return self.render("meetings/write.html", status=status, **{**context, **more})

    def villages(self, row: Minutes) -> list[Any]:
        found = participants(self.user, row.cycle)
        return list(found.filter(path__startswith=row.area.path))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, data = self.draft_row(pk), request.POST
        lines = services.lines_of(row)
        sheet = writing.settled(writing.sent(data, lines), data, row, lines)
        version = key_of(data.get("compared", "") or data.get("version", ""))
        if "more" in data:
            return self.page(row, writing.with_room(sheet, 10), version=version)
        try:
            entries = writing.entries(sheet, row, self.villages(row))
            head = {"title": sheet.title, "distribution": sheet.distribution, "signer": sheet.signer}
            row = services.save(row, entries, by=self.user, version=version, **head)
        except Conflict as error:
            return self.conflict(row, sheet, lines, version, str(error))
        except Refused as error:
            return refused(self.page(row, sheet, 422, version=version, problem=str(error)))
        tell_saved(request, "已保存纪要。", now=row.version, seen=version)
        if "finalise" in data:
            return self.finalised(row)
        return redirect("minutes_detail" if "done" in data else "minutes_write", pk)

    def finalised(self, row: Minutes) -> HttpResponse:
        try:
            row = services.finalise(row, by=self.user, version=row.version)
        except Refused as error:
            sheet = writing.with_room(writing.stored(row, services.lines_of(row)))
            return refused(self.page(row, sheet, 422, problem=str(error)))
        messages.success(self.request, f"已定稿：{row}。问题、任务和对策已列入三清单。")
        return redirect("minutes_detail", row.pk)

    def conflict(
        self, row: Minutes, sheet: writing.Sheet, lines: list[MinutesLine], version: int, message: str
    ) -> HttpResponse:
        """Both texts and the choice; what is kept meanwhile still stands on the version that was opened."""
        both = {
            "theirs": writing.differing(sheet, row, lines),
            "differences": writing.differences(sheet, row, lines, version),
            "compared": row.version,
        }
        return refused(self.page(row, sheet, 409, problem=message, version=version, **both))


class MinutesKeep(WritingPage):
    """Takes what the page keeps by itself; the answer says when, or why not."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, version = self.draft_row(pk), key_of(request.POST.get("version", ""))
        draft = services.keep_draft(row, writing.kept(request.POST), by=self.user, version=version)
        newer = row.version != version
        words = f"已自动保存 {timezone.localtime(draft.saved_at):%H:%M:%S}"
        if newer:
            words += "；他人已保存过这份纪要，保存时将列出两份内容供核对"
        return JsonResponse({"saved": words, "version": row.version, "at": draft.saved_at.timestamp()})
