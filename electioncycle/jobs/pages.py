"""Pages of background jobs: what they are doing, what failed and why, what they made."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.jobs import kinds
from electioncycle.jobs import rows as job_rows
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs import services as jobs
from electioncycle.records.files import StoredFile
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.web.pages import BUSINESS, Page, disposition

PER_PAGE = 30
MOST_FAILURES_SHOWN = 500


def in_words(seconds: int) -> str:
    """``200`` → 约3分20秒."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"约{hours}小时{minutes}分"
    return f"约{minutes}分{rest}秒" if minutes else f"约{rest}秒"


class JobPage(Page):
    """His own jobs, and for county roles those of their territory; any other job does not exist."""

    # The auditor has the audit chain verified, the security administrator long lists of accounts marked.
    roles = BUSINESS | {Role.AUDITOR, Role.SECURITY_ADMIN}
    scope = "own"
    takes = {"pk": "electioncycle.job"}

    def job(self, pk: int) -> job_rows.Job:
        job = get_object_or_404(jobs.visible_to(self.user), pk=pk)
        if not kinds.kind_of(job.kind).may_download(job, self.user):
            raise Http404
        return job

    def facts(self, job: job_rows.Job) -> dict[str, Any]:
        failures = job.items.filter(state=job_rows.ItemState.FAILED)[:MOST_FAILURES_SHOWN] if job.failed else []
        left = job.seconds_left()
        return {
            "job": job,
            "failures": failures,
            "files": job.files(),
            "left": in_words(left) if left is not None else "",
            "forgotten": job.is_open and job_runs.is_forgotten(job),
            "may_retry": not job.is_open
            and job.state != job_rows.JobState.CANCELLED
            and (job.failed > 0 or job.state == job_rows.JobState.FAILED),
        }


class JobList(JobPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(jobs.visible_to(self.user), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "jobs/list.html", {"page": page})


class JobDetail(JobPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "jobs/job.html", self.facts(self.job(pk)))


class JobProgress(JobPage):
    """The changing part of the page, asked for every two seconds."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        if not request.headers.get("HX-Request"):
            return redirect("job_page", pk)
        return render(request, "jobs/progress.html", self.facts(job))


class JobCancel(JobPage):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        jobs.cancel(self.job(pk), by=self.user)
        messages.success(request, "任务已取消，已经完成的部分保留。")
        return redirect("job_page", pk)


class JobRetry(JobPage):
    heavy = "job"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        jobs.retry_failed(self.job(pk), by=self.user)
        messages.success(request, "未完成的部分已重新排队。")
        return redirect("job_page", pk)


class JobDownload(JobPage):
    """One made file, handed to whoever may see the job, under the name people know it by."""

    takes = {**JobPage.takes, "file": "electioncycle.storedfile"}

    def get(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        job = self.job(pk)
        if file not in [entry["file"] for entry in job.results]:
            raise Http404
        row = StoredFile.objects.filter(pk=file).first()
        if row is None or not default_storage.exists(row.path):
            raise Refused("文件已超过保存期限被清除，请重新提交任务生成。")
        source = BytesIO(row.read()) if row.encrypted else default_storage.open(row.path)
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=job, file=row.pk)
        response = FileResponse(source, content_type=row.content_type or "application/octet-stream")
        response["Content-Disposition"] = disposition(row.name)
        response["Cache-Control"] = "no-store"
        return response
