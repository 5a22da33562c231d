"""Pages for many persons of a batch at once: 合格 for those without a problem, and a department's 全部未发现."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from candidates.models import ReviewRequest
from candidates.review_choices import BatchState
from candidates.services import review_bulk
from candidates.services.review_bulk import Letter, Outcome
from candidates.views.common import ANSWERERS, CyclePage, day_or_none
from electioncycle.roles import COUNTY_ROLES
from electioncycle.web.moves import MovePage, day_in
from electioncycle.web.pages import key_of, rows_seen

LINES = 200
REASONS_SHOWN = 30


class ConcludePage(CyclePage):
    """合格 for the persons nothing stands against: entered by one, checked by another, row by row or all at once."""

    menu = "reviewbatch_list"
    roles = COUNTY_ROLES
    takes = {"pk": "candidates.reviewbatch"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.own_batch(pk)
        found = review_bulk.open_ones(batch)
        waiting = review_bulk.proposed_ones(batch)
        barred = review_bulk.bars(waiting, self.user)
        fit = [one for one in found if not one.against]
        checking = request.GET.get("step", "check" if waiting and not fit else "propose") == "check"
        listed: Any = [(row, barred.get(row.pk, "")) for row in waiting] if checking else fit
        page: Any = Paginator(listed, LINES).get_page(request.GET.get("page"))
        context = {
            "batch": batch,
            "checking": checking,
            "page": page,
            "fit": len(fit),
            "against": [one for one in found if one.against],
            "waiting": len(waiting),
            "mine": len(barred),
            "checkable": len(waiting) - len(barred),
            "sent": batch.state == BatchState.SENT,
            "today": timezone.localdate(),
        }
        return render(request, "candidates/review_conclude.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch, data = self.own_batch(pk), request.POST
        seen = None if "everybody" in data else rows_seen(data.getlist("row"))
        expected = key_of(data.get("everybody", ""))
        if data.get("act") == "check":
            outcome = review_bulk.confirm_qualified(batch, seen, by=self.user, expected=expected)
            done = f"已复核{outcome.done}人，结论“合格”生效。"
        else:
            meeting_on = day_or_none(data.get("meeting_on", ""), "会议日期")
            outcome = review_bulk.propose_qualified(batch, seen, meeting_on=meeting_on, by=self.user, expected=expected)
            done = f"已录入{outcome.done}人的结论“合格”，请另一位县级人员复核。"
        tell(request, outcome, done)
        return redirect(f"{request.path}?step={'check' if data.get('act') == 'check' else 'propose'}")


def tell(request: HttpRequest, outcome: Outcome, done: str) -> None:
    """What was done, and who was not and why, each by name."""
    if outcome.done:
        messages.success(request, done)
    if not outcome.refused:
        return
    messages.error(request, f"有{len(outcome.refused)}人没有办理，其余不受影响，原因如下：")
    for name, sentence in outcome.refused[:REASONS_SHOWN]:
        messages.error(request, f"{name}：{sentence}")
    if len(outcome.refused) > REASONS_SHOWN:
        messages.error(request, f"另有{len(outcome.refused) - REASONS_SHOWN}人没有办理，原因见下表。")


class AllClearPage(MovePage, CyclePage):
    """A stamped reply that found nothing about anybody left, entered in one act."""

    roles = ANSWERERS
    takes = {"pk": "candidates.reviewrequest"}
    only = "all_clear"

    def row(self, pk: int) -> ReviewRequest:
        return self.asked(pk)

    def onward(self, row: ReviewRequest, move: str) -> tuple[Any, ...]:
        return ("review_reply", row.pk)

    def _all_clear(self, row: ReviewRequest, version: int) -> str:
        data = self.request.POST
        letter = Letter(
            expected=key_of(data.get("expected", "")),
            stamped_on=day_in(data, "stamped_on", "盖章日期"),
            handler=data.get("handler", "").strip()[:40],
            scan=self.request.FILES.get("scan"),
        )
        number = review_bulk.all_clear(row, letter, by=self.user, version=version)
        return f"已登记{number}人未发现问题。"

    moves: ClassVar = {"all_clear": _all_clear}
