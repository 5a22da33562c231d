"""Pages of exports with full numbers: asking, deciding, fetching."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.disclosure import unmasked
from electioncycle.ledgers import numbers
from electioncycle.ledgers.filters import in_words
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.roles import COUNTY_ROLES, GRANTS, Action
from electioncycle.security import credentials
from electioncycle.web.downloads import download
from electioncycle.web.pages import Page, key_of

ASKERS = frozenset(role for role, acts in GRANTS.items() if {Action.EXPORT, Action.UNMASK} <= acts)

navigation.add(Entry("完整号码导出", "unmasked_exports", "lock-open", "工作台", roles=ASKERS, position=85))


class UnmaskedAsk(LedgerPage):
    """Asks for the full numbers of the filtered or ticked rows, as the list's export would give them masked."""

    heavy = "full_numbers"
    action = Action.UNMASK

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(self, problem: str = "", status: int = 200) -> HttpResponse:
        rows = self.chosen()
        context = {
            "rows": rows[:20],
            "count": rows.count(),
            "conditions": in_words(self.filtered(), ticked="row" in self.request.GET),
            "sealed": [self.ledger.label(name) for name in numbers.sealed(self.ledger)],
            "forms": unmasked.UnmaskedExport.Form.choices,
            "problem": problem,
            "asked": self.request.GET.urlencode(),
        }
        return self.render("unmasked/ask.html", status=status, **context)

    def post(self, request: HttpRequest) -> HttpResponse:
        unmasked.ask(
            self.ledger,
            self.chosen(),
            by=self.user,
            cycle=self.cycle_or_none,
            reason=request.POST.get("reason", ""),
            form=request.POST.get("form", ""),
            conditions=in_words(self.filtered(), ticked="row" in request.GET),
        )
        messages.success(request, "申请已提交，请另一位县级人员批准；批准后24小时内可以下载。")
        return redirect("unmasked_exports")


class UnmaskedPage(Page):
    """One's own requests; for county roles those of their territory too."""

    roles = ASKERS
    scope = "territory"


class UnmaskedList(UnmaskedPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = list(unmasked.visible_to(self.user)[:200])
        decides = bool(self.user.roles & COUNTY_ROLES)
        waiting = [one for one in found if decides and one.is_waiting and one.by_id != self.user.pk]
        judged = [(one, credentials.bar([(one.by_id, one.at)], self.user)) for one in waiting]
        return render(request, "unmasked/list.html", {"waiting": judged, "found": found, "decides": decides})


class UnmaskedDecide(UnmaskedPage):
    """Approves or refuses the ticked requests, each by itself."""

    roles = COUNTY_ROLES

    def post(self, request: HttpRequest) -> HttpResponse:
        keys = [key_of(text) for text in request.POST.getlist("row")]
        found = unmasked.visible_to(self.user).filter(pk__in=keys)
        approve = request.POST.get("approve") == "1"
        done, refused = unmasked.decide_all(found, by=self.user, approve=approve, reason=request.POST.get("reason", ""))
        if not keys:
            messages.warning(request, "请先勾选要办理的申请。")
        if done:
            messages.success(request, f"已{'批准' if approve else '退回'}{done}份申请。")
        for sentence in refused:
            messages.error(request, sentence)
        return redirect("unmasked_exports")


class UnmaskedFile(UnmaskedPage):
    heavy = "export"
    takes = {"pk": "electioncycle.unmaskedexport"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found: Any = get_object_or_404(unmasked.visible_to(self.user), pk=pk)
        file, data = unmasked.fetch(found, by=self.user)
        return download(data, file.name, file.content_type)
