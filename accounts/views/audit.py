"""The auditor's pages: the trail with its filters, the state of the chain, the trail as a workbook."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.services import audit_search, audit_words
from accounts.services.audit_search import COUNTED, AuditFilter
from accounts.workbooks.audit import trail_workbook
from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.jobs import services as jobs
from electioncycle.jobs.made_files import MadeFile
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import anchor, audit
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.web.downloads import Download, download
from electioncycle.web.pages import Page, key_of

EXPORT_LIMIT = 50_000
AUDITORS = frozenset({Role.AUDITOR})

navigation.add(Entry("审计记录", "audit_list", "shield-search", "系统", roles=AUDITORS, position=20))


class AuditPage(Page):
    """For auditors and nobody else. Reading is recorded too, once a session and day."""

    roles = AUDITORS
    scope = "site"

    def note_reading(self) -> None:
        today = timezone.localdate().isoformat()
        if self.request.session.get("audit_read") != today:
            audit.record(Event.AUDIT_READ, by=self.user)
            self.request.session["audit_read"] = today


class AuditList(AuditPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        self.note_reading()
        form, asked = AuditFilter(request.GET), request.GET
        found, sort = form.events, asked.get("sort", "")
        page = audit_search.cut(
            found, sort=sort, after=key_of(asked.get("after", "")), before=key_of(asked.get("before", ""))
        )
        count = found[: COUNTED + 1].count()
        kept = {name: asked[name] for name in form.fields if asked.get(name)}
        context = {
            "form": form,
            "lines": audit_words.lines(page.events),
            "page": page,
            "count": f"超过{COUNTED}" if count > COUNTED else count,
            "sort": sort,
            "query": urlencode(kept | ({"sort": sort} if sort else {})),
            "filters": urlencode(kept),
            "heads": [("time", "时间"), ("actor", "操作人"), ("type", "事件"), ("object", "对象")],
            **chain_state(),
        }
        return render(request, "accounts/audit.html", context)


def chain_state() -> dict[str, Any]:
    """Head of the chain, newest anchored head, and the last verification."""
    number, digest = audit.head()
    last = AuditEvent.objects.filter(type=Event.VERIFIED).order_by("-id").first()
    return {"head": number, "head_hash": digest, "anchored": anchor.newest(), "verified": last}


class AuditVerify(AuditPage):
    """Has the worker walk the whole chain; the result stands in the trail itself."""

    heavy = "job"

    def post(self, request: HttpRequest) -> HttpResponse:
        job = jobs.start("verify_audit", {}, by=self.user, scope_paths=())
        messages.success(request, "核验已交后台办理，完成后结果显示在本页和审计记录中。")
        return redirect("job_page", job.pk)


class AuditExport(MadeFile, AuditPage):
    """The events found, as a workbook that carries the chain's head."""

    heavy = "export"
    what = "导出审计记录"

    def found(self) -> QuerySet[AuditEvent]:
        return AuditFilter(self.request.GET).events.order_by("-id")

    def covered(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.none()  # events lie in no territory

    def length(self) -> int:
        return self.found()[: EXPORT_LIMIT + 1].count()

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        if self.length() > EXPORT_LIMIT:
            raise Refused(f"导出超过{EXPORT_LIMIT}条，请用日期或事件缩小范围后再导出。")
        return super().get(request, **named)

    def file(self, request: HttpRequest) -> Download:
        found = self.found()
        rows = found.count()
        data = trail_workbook(found)
        audit.record(Event.EXPORTED, by=self.user, ledger="audit", rows=rows)
        return download(data, "审计记录.xlsx")
