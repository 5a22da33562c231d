"""A job kind of the tests: counts to a number, slowly, badly or not at all, as its params say."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from electioncycle.jobs.kinds import ItemResult, JobKind, job_kind
from electioncycle.jobs.rows import ItemState, Job
from electioncycle.jobs.services import add_result
from electioncycle.records.files import keep_result
from electioncycle.refusals import Refused


@job_kind("test_count")
class Count(JobKind):
    chunk = 8
    lease = 3

    def title(self, params: dict) -> str:
        return f"数到{params['to']}"

    def plan(self, job: Job) -> Iterable[tuple[str, str]]:
        return [(str(n), f"第{n}村") for n in range(1, job.params["to"] + 1)]

    def work(self, job: Job, keys: list[str]) -> Iterator[ItemResult]:
        for key in keys:
            time.sleep(job.params.get("seconds", 0))
            if key in job.params.get("refuse", []):
                raise Refused(f"第{key}村没有数据，请先录入。")
            if key in job.params.get("crash", []):
                raise ZeroDivisionError("张三 13800138000")
            if "log" in job.params:
                with Path(job.params["log"]).open("a") as log:
                    log.write(f"{key}\n")
            yield ItemResult(key, ItemState.SKIPPED if key in job.params.get("skip", []) else ItemState.DONE)

    def finish(self, job: Job) -> None:
        if job.params.get("finish") == "refuse":
            raise Refused("没有可汇总的内容。")
        text = f"{job.done + job.skipped}个村"
        add_result(job, keep_result("数.txt", text.encode(), by=job.by, content_type="text/plain"), "汇总表")
