"""``manage.py build_reports``: one analysis report a village as a job of the worker, put into a folder."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from electioncycle.jobs import rows as job_rows
from electioncycle.jobs import runs as job_runs
from electioncycle.operations.own_worker import ensure_worker
from electioncycle.operations.processes import CannotRun
from electioncycle.refusals import Refused
from reports import kinds, services
from reports.choices import Variant
from villages.choices import AreaLevel
from villages.models import Area, Village
from villages.services.accounts import service_account


class Command(BaseCommand):
    help = "按区划代码(县6位、乡镇9位、村12位)生成每村一份的研判报告"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="区划代码")
        parser.add_argument("--out", type=Path, help="把PDF放到这个文件夹，文件名为12位区划代码")
        parser.add_argument("--force", action="store_true", help="没有变化的也重新生成")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            job = self._print(options["area"], options["force"])
            if options["out"]:
                put_into(options["out"], job)
        except (Refused, CannotRun, OSError) as error:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from error
        result: dict[str, Any] = {
            "job": job.pk,
            "villages": job.total,
            "done": job.done,
            "skipped": job.skipped,
            "failed": job.failed,
            "seconds": round(time.monotonic() - begun, 2),
        }
        if job.failed:
            failures = job.items.filter(state=job_rows.ItemState.FAILED)
            result["failures"] = [{"village": item.title, "reason": item.error} for item in failures[:50]]
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if job.state != job_rows.JobState.DONE or job.failed:
            raise SystemExit(1)

    def _print(self, code: str, force: bool) -> job_rows.Job:
        place = find_place(code)
        with ensure_worker():
            job = services.start_printing(
                path=place.path, place=str(place), variant=Variant.INTERNAL, force=force, by=service_account()
            )
            return job_runs.wait(job)


def find_place(code: str) -> Area | Village:
    """The county, township or village with this code."""
    place = Village.objects.filter(code=code).first() or Area.objects.filter(code=code).first()
    if place is None:
        raise Refused(f"没有区划代码为“{code}”的县、乡镇或村(社区)，请核对代码；尚未导入名册的请先导入。")
    if isinstance(place, Area) and place.level < AreaLevel.COUNTY:
        raise Refused(f"“{place}”高于县级，研判报告按县、乡镇或村(社区)打印，请改用县级及以下的代码。")
    return place


def put_into(folder: Path, job: job_rows.Job) -> None:
    """Every report of the job, whether printed now or unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    for edition in kinds.editions_of(job):
        (folder / f"{edition.village.code}.pdf").write_bytes(edition.file.read())
