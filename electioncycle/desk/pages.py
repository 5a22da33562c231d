"""Pages of the inbox: what is to be done, notices, the calendar file and its secret address."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import calendars, inbox, navigation
from electioncycle.desk.inbox import Notice
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers.tables import ListPages
from electioncycle.web.downloads import download
from electioncycle.web.pages import EVERYONE, Page

PER_PAGE = 20
SOON = timedelta(days=7)

navigation.add(Entry("待办与通知", "inbox", "inbox", "工作台", position=5, count=inbox.count))


class InboxPage(Page):
    roles = EVERYONE
    scope = "own"

    def notices(self) -> Any:
        return inbox.notices_of(self.user, self.cycle_or_none)


class Inbox(InboxPage):
    """Both lists; ``when`` narrows the entries to overdue ones or those of a week, ``show`` the notices to unread."""

    def get(self, request: HttpRequest) -> HttpResponse:
        groups, when = inbox.groups_of(self.user, self.cycle_or_none), request.GET.get("when", "")
        every = [entry for group in groups for entry in group.entries]
        unread = inbox.number_unread(self.user, self.cycle_or_none)
        context = {
            "groups": [group for group in map(self._narrowed(when), groups) if group.entries],
            "when": when,
            "counts": {
                "all": len(every),
                "overdue": sum(entry.is_overdue for entry in every),
                "week": sum(self._is_soon(entry) for entry in every),
                "unread": unread,
            },
            "page": self._paged(unread).get_page(request.GET.get("page")),
            "address": calendars.address_of(self.user),
            "new_address": request.session.pop("calendar_address", ""),
        }
        return render(request, "inbox/inbox.html", context)

    def _paged(self, unread: int) -> ListPages:
        """How many there are is known: the frame tells the unread ones on every page."""
        if self.request.GET.get("show") == "unread":
            return ListPages(self.notices().filter(is_read=False), PER_PAGE, partial(min, unread))
        return ListPages(self.notices(), PER_PAGE, partial(min, inbox.number_told(self.user, self.cycle_or_none)))

    def _narrowed(self, when: str) -> Any:
        wanted = {"overdue": lambda entry: entry.is_overdue, "week": self._is_soon}.get(when, lambda entry: True)
        return lambda group: inbox.Group(group.title, [entry for entry in group.entries if wanted(entry)])

    @staticmethod
    def _is_soon(entry: Any) -> bool:
        return entry.day is not None and not entry.is_overdue and entry.day <= timezone.localdate() + SOON


class OpenNotice(InboxPage):
    """Marks one notice as read and leads to what it is about."""

    takes = {"pk": "electioncycle.notice"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice: Notice = get_object_or_404(self.notices(), pk=pk)
        inbox.mark_read([notice], by=self.user)
        return redirect(notice.url or "inbox")


class ReadAll(InboxPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        number = inbox.mark_all_read(by=self.user, cycle=self.cycle_or_none)
        messages.success(request, f"已将{number}条通知标为已读。" if number else "没有未读通知。")
        return redirect("inbox")


class CalendarFile(InboxPage):
    """The calendar of the cycle the user works in, as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycles = [self.cycle_or_none] if self.cycle_or_none is not None else []
        data = calendars.as_file(self.user, cycles, root=request.build_absolute_uri("/").rstrip("/"))
        return download(data, "换届日历.ics", calendars.CONTENT_TYPE)


class CalendarOpen(InboxPage):
    """Makes the secret address anew and shows it once."""

    def post(self, request: HttpRequest) -> HttpResponse:
        token = calendars.open_address(by=self.user)
        request.session["calendar_address"] = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
        return redirect(f"{reverse('inbox')}#calendar")


class CalendarClose(InboxPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        calendars.close_address(by=self.user)
        messages.success(request, "日历订阅地址已停用，原地址不能再取到内容。")
        return redirect(f"{reverse('inbox')}#calendar")
