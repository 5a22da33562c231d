"""Pages of discipline: the “十个一” by unit, the reminder texts drafted for the county's own SMS channel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, Action
from electioncycle.security import audit
from electioncycle.web.downloads import download
from electioncycle.web.moves import day_in
from electioncycle.web.pages import Page
from meetings.models import ReminderText
from meetings.services import discipline


class CalendarPage(Page):
    """Units by item: planned, held, late."""

    roles = OFFICIALS
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle, today = self.cycle, timezone.localdate()
        kinds, lines = discipline.standings(self.user, cycle)
        rows = ledgers.REGISTRY["disciplineactivity"].rows(self.user, cycle)
        context = {
            "kinds": kinds,
            "lines": [(line, [line.items[kind.pk] for kind in kinds]) for line in lines],
            "coming": rows.filter(held_on=None).order_by("planned_on", "area__level", "area__position")[:30],
            "sentence": discipline.sentence(kinds, lines, self.user.place, today),
            "may_add": ledgers.REGISTRY["disciplineactivity"].allows(self.user, Action.ADD) and not cycle.is_closed,
            "may_draft": bool(self.user.roles & COUNTY_ROLES) and not cycle.is_closed,
            "phrases": discipline.phrases_of(cycle),
            "today": today,
        }
        return render(request, "meetings/discipline.html", context)


class DraftReminders(Page):
    """One text a day for a range of days."""

    roles = COUNTY_ROLES
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("remindertext_list")

    def post(self, request: HttpRequest) -> HttpResponse:
        data = request.POST
        first, last = day_in(data, "first", "起日"), day_in(data, "last", "止日")
        audience = data.get("audience", "")
        done = discipline.draft_reminders(self.cycle, first=first, last=last, audience=audience, by=self.user)
        messages.success(request, f"已起草{done}条提醒，请核对内容后导出。" if done else "这些日子都已起草，没有新增。")
        return redirect("remindertext_list")


class ReminderExport(Page):
    """The texts as plain text, one line a day, for the SMS platform; no number of anybody."""

    roles = COUNTY_ROLES
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = ReminderText.objects.visible_to(self.user).filter(cycle=self.cycle, sent=False)
        lines = [f"{row.day:%Y-%m-%d}\t{row.audience}\t{row.text}" for row in rows]
        audit.record(audit.Event.EXPORTED, by=self.user, ledger="remindertext", rows=len(lines))
        text = "\r\n".join(["发送日期\t对象\t提醒内容", *lines, ""])
        return download(b"\xef\xbb\xbf" + text.encode(), "纪律提醒短信.txt", "text/plain; charset=utf-8")
