"""Keeping and removing the named queries of lists."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import saved_queries
from electioncycle.refusals import NotYours
from electioncycle.roles import GRANTS, Action
from electioncycle.web.pages import Page

WITH_LISTS = frozenset(role for role, actions in GRANTS.items() if Action.VIEW in actions)


class ViewPage(Page):
    roles = WITH_LISTS
    scope = "own"

    def ledger(self, name: str) -> ledgers.Ledger:
        found = ledgers.REGISTRY.get(name)
        if found is None:
            raise Http404
        if not found.allows(self.user, Action.VIEW):
            raise NotYours
        return found


class KeepView(ViewPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        sent = request.POST
        ledger = self.ledger(sent.get("ledger", ""))
        name, query = sent.get("name", ""), sent.get("query", "")
        row = saved_queries.keep(ledger, name, query, role=sent.get("role", ""), by=self.user)
        messages.success(request, f"已保存常用查询“{row}”。")
        return redirect(f"{ledger.url('list')}?{row.query}")


class RemoveView(ViewPage):
    takes = {"pk": "electioncycle.savedview"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(saved_queries.removable(self.user), pk=pk)
        ledger = self.ledger(row.ledger)
        saved_queries.remove(row, by=self.user)
        messages.success(request, f"已删除常用查询“{row}”。")
        return redirect(ledger.url("list"))
