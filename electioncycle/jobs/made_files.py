"""Pages that hand out a file: made in the request while it is short, by the worker where it is long."""

import json
from collections.abc import Callable
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve

from electioncycle.actors import Actor
from electioncycle.jobs import services as jobs
from electioncycle.jobs.rows import Job
from electioncycle.records.files import StoredFile, keep_result
from electioncycle.refusals import NotYours, Refused
from electioncycle.web.downloads import Download
from electioncycle.web.pages import Page

CHUNK = 900
"""Keys asked for in one query; SQLite takes no more than a thousand parameters everywhere."""
ASKED_LONGER = 24
"""Hours the question outlives the file, which nobody is handed without it."""


class MadeFile(Page):
    """A page whose ``file`` is a download. One of more lines than a request makes becomes a job.

    The worker then answers the same question as the same person, so that a page need not know where it runs: it reads
    ``self.request.GET``, ``self.user`` and the cycle, and leaves the session alone.
    """

    what: ClassVar[str] = ""  # what the job is called, where the page does not say it in ``title``
    kept_hours: ClassVar[int] = 7 * 24
    file: Callable[..., Download]

    def title(self) -> str:
        return self.what

    def covered(self) -> models.QuerySet[Any]:
        """The rows the file tells of: whoever fetches it later must still be allowed to see each of them."""
        raise NotImplementedError

    def length(self) -> int:
        """How long the file gets."""
        return self.covered().count()

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        if self.length() <= settings.ROWS_IN_A_REQUEST:
            return self.file(request, **named)
        return redirect("job_page", ask_worker(self).pk)


def ask_worker(page: MadeFile) -> Job:
    """A job that makes the page's file. What was asked may name people, so it lies encrypted, as long as the file."""
    request, cycle = page.request, page.cycle_or_none
    asked = {
        "path": request.path_info,
        "query": request.GET.urlencode(),
        "cycle": [cycle._meta.label, cycle.pk] if cycle else None,
    }
    with transaction.atomic():
        hours = page.kept_hours + ASKED_LONGER
        kept = keep_result("asked.json", json.dumps(asked).encode(), by=page.user, encrypted=True, hours=hours)
        return jobs.start("file", {"asked": kept.pk}, by=page.user, title=page.title()[:120])


def asked_again(job: Job, user: Actor) -> MadeFile | None:
    """The page with the question as it was asked, now by this user; None once the question is past its time."""
    kept = _kept(job.params["asked"])
    if kept is None:
        return None
    asked = json.loads(kept.read())
    match = resolve(asked["path"])
    request: Any = HttpRequest()
    request.method, request.path, request.path_info = "GET", asked["path"], asked["path"]
    request.user, request.resolver_match, request.GET = user, match, QueryDict(asked["query"])
    request.cycle = _row(*asked["cycle"]) if asked["cycle"] else None
    page: MadeFile = match.func.view_class(**match.func.view_initkwargs)  # type: ignore[attr-defined]
    page.setup(request, **match.kwargs)
    return page


def _row(label: str, key: int) -> Any:
    return apps.get_model(label)._default_manager.filter(pk=key).first()


def _kept(key: int) -> StoredFile | None:
    """The file, unless it is past its time or was lost with the folder."""
    row = StoredFile.objects.filter(pk=key).first()
    return row if row is not None and default_storage.exists(row.path) else None


def make(job: Job) -> None:
    """Make and keep the file, for the one who asked, if they still may."""
    page = asked_again(job, job.by)
    if page is None:
        raise Refused("提交的任务已超过保存期限，请重新提交。")
    if not page.allowed(job.by):
        raise NotYours
    try:
        rows = page.covered()
        keys = list(rows.values_list("pk", flat=True))
        made = page.file(page.request, **page.kwargs)
    except Http404:
        raise Refused("要生成的内容已被撤回，或不在您的管辖范围内，没有生成。") from None
    with transaction.atomic():
        kind, hours = made["Content-Type"], page.kept_hours
        file = keep_result(made.name, made.content, by=job.by, content_type=kind, encrypted=True, hours=hours)
        listed = json.dumps({"model": rows.model._meta.label, "keys": keys}).encode()
        covers = keep_result("covers.json", listed, by=job.by, hours=page.kept_hours + ASKED_LONGER)
        jobs.note(job, file=file.pk, covers=covers.pk)


def may_fetch(job: Job, user: Actor) -> bool:
    """Whether this user may ask the page's question now, and may still see every row of the answer."""
    page = asked_again(job, user)
    if page is None:
        return not job.files()
    try:
        return page.allowed(user) and page.length() >= 0 and _sees_all(job, user)
    except (Refused, Http404):
        return False


def _sees_all(job: Job, user: Actor) -> bool:
    if "covers" not in job.params:
        return True  # nothing is made yet
    covers = _kept(job.params["covers"])
    if covers is None:
        return not job.files()
    listed = json.loads(covers.read())
    model: Any = apps.get_model(listed["model"])
    chunks = (listed["keys"][at : at + CHUNK] for at in range(0, len(listed["keys"]), CHUNK))
    return all(model.all_rows.visible_to(user).filter(pk__in=chunk).count() == len(chunk) for chunk in chunks)
