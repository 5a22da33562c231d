"""Pages of notices: one with its moves and its paper, drafts of an election, the county's texts by edition."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, Action
from electioncycle.security import audit
from electioncycle.web import edition_pages
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage, day_in
from electioncycle.web.pages import key_of
from elections.choices import NoticeSeries
from elections.models import Election, NoticeSet, NoticeText, PublicNotice, StepDay
from elections.papers import notices as papers
from elections.rules.notice_words import DAYS, WORDS
from elections.services import calendars, notice_texts, notices, paper_sites
from elections.views.base import WRITERS, ElectionsPage


class NoticePage(DetailPage):
    """A notice in its words, by when it must hang, since when it does."""

    template = "elections/notice.html"

    def more(self, row: PublicNotice) -> dict[str, Any]:
        return {
            "moves": notices.moves(row, self.user),
            "due": notices.due_day(row, paper_sites.site_of(row.election)),
            "corrections": list(row.corrections.filter(withdrawn_at=None).select_related("election__village")),
            "longest": notices.MOST_WORDS,
            "steps": workflow.steps(row),
            "offered": notices.offered_day(row),
            "today": timezone.localdate(),
        }


class NoticeMove(MovePage, LedgerPage):
    roles = WRITERS

    def onward(self, row: PublicNotice, move: str) -> tuple[Any, ...]:
        return ("publicnotice_detail", row.pk)

    def _post(self, row: PublicNotice, version: int) -> str:
        sent = self.request.POST
        on = day_in(sent, "on", "张贴日期")
        notices.post(row, on=on, place=sent.get("place", ""), by=self.user, version=version)
        return "已登记张贴，文字不再改动。"

    def _take_down(self, row: PublicNotice, version: int) -> str:
        on = day_in(self.request.POST, "on", "撤下日期")
        notices.take_down(row, on=on, by=self.user, version=version)
        return "已登记撤下。"

    def _correct(self, row: PublicNotice, version: int) -> str:
        made = notices.correct(row, words=self.request.POST.get("words", ""), by=self.user, version=version)
        return f"已拟更正公告{made.full_number}，核对后打印张贴。"

    def _correct_day(self, row: PublicNotice, version: int) -> str:
        sent = self.request.POST
        on = day_in(sent, "on", "张贴日期")
        notices.correct_day(row, on=on, reason=sent.get("reason", ""), by=self.user, version=version)
        return "已更正张贴日期，原来的日期留在修改历史中。"

    moves: ClassVar = {
        notices.POST: _post,
        notices.TAKE_DOWN: _take_down,
        notices.CORRECT: _correct,
        notices.CORRECT_DAY: _correct_day,
    }


class NoticePaper(LedgerPage):
    """The notice to be printed and sealed; DOCX for changes before it is signed."""

    action = Action.PRINT
    takes = {"suffix": PAPERS}

    def get(self, request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
        row = self.row(pk)
        made = printed(papers.document(row), f"{row.election.village}公告{row.full_number}", suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made


class DraftNotices(ElectionsPage):
    """Drafts for an election: of every text that it has no notice of, or of one."""

    roles = WRITERS
    takes = {"pk": "elections.election"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = calendars.joined(Election.objects.visible_to(self.user))
        election = get_object_or_404(rows, pk=pk)
        if code := request.POST.get("code", ""):
            row = notices.draft(election, code, by=self.user)
            messages.success(request, f"已拟草稿“{row}”，请补填空白处。")
            return redirect("publicnotice_detail", row.pk)
        made = notices.draft_missing(election, by=self.user)
        messages.success(request, f"已拟{len(made)}份公告草稿。" if made else "各份公告都已有草稿或已张贴。")
        return redirect(f"{reverse('village_papers', args=[election.village_id])}?election={election.pk}")


class TextsPage(edition_pages.EditionPage):
    roles = OFFICIALS
    scope = "territory"
    takes = {"pk": "elections.noticeset", "other": "elections.noticeset"}
    editions = notice_texts.EDITIONS
    keepers = COUNTY_ROLES
    lists = "notice_sets"
    shows = "notice_set"
    shown_in = "elections/notice_texts.html"
    explained = "由一人提交、另一人发布；已张贴的公告文字不变"
    to_fill = f"可用的词：{''.join(f'【{word}】' for word in (*WORDS, *DAYS))}；村里填写的空白写作【＿】。"

    def rows(self) -> Any:
        return NoticeSet.objects.visible_to(self.user).filter(cycle=self.cycle)


class TextListPage(TextsPage, edition_pages.EditionListPage):
    begins_with = "elections/ship_notices.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        self.require_keeper("公告文本由县级管理员和县换届办维护，需要调整的请联系县换届办。")
        row = notice_texts.ship(self.cycle, by=self.user)
        messages.success(request, f"已套用{row.texts.count()}份公告文本作为草稿，请逐份核对后由两人发布。")
        return redirect("notice_set", row.pk)


class TextPage(TextsPage, edition_pages.EditionRowPage):
    def choices(self) -> dict[str, Any]:
        return {"series": NoticeSeries.choices, "steps": StepDay._meta.get_field("step").flatchoices}


class TextComparison(TextsPage, edition_pages.EditionComparePage):
    pass


class TextMove(TextsPage, edition_pages.EditionMove):
    roles = COUNTY_ROLES
    says_published = "已发布。新拟的公告按本版，已张贴的不变。"

    def is_sent(self, item: NoticeText) -> bool:
        return f"n{item.pk}-text" in self.request.POST

    def values(self, item: NoticeText, sent: Any) -> dict[str, Any]:
        head = f"n{item.pk}-"
        series, step = sent.get(f"{head}series", ""), sent.get(f"{head}step", "")
        steps = dict(StepDay._meta.get_field("step").flatchoices)
        return {
            "series": series if series in NoticeSeries.values else item.series,
            "number": key_of(sent.get(f"{head}number", "")) or item.number,
            "branch": key_of(sent.get(f"{head}branch", "")),
            "title": sent.get(f"{head}title", "").strip()[:60],
            "text": sent[f"{head}text"].replace("\r\n", "\n").strip()[:2000],
            "step": step if step in steps or not step else item.step,
            "publishes": f"{head}publishes" in sent and bool(step),
            "unsure": f"{head}unsure" in sent,
        }

    def added(self, row: NoticeSet, version: int) -> NoticeText:
        code, title = (self.request.POST.get(one, "").strip() for one in ("code", "title"))
        number = key_of(self.request.POST.get("number", ""))
        return notice_texts.add(row, by=self.user, version=version, code=code, title=title, number=number)
