"""Job kinds of the shared layer: large workbooks in and long files out by the worker; the audit chain walked."""

from collections.abc import Iterator
from typing import Any

from electioncycle.actors import Actor, CycleLike
from electioncycle.disclosure import unmasked
from electioncycle.jobs import made_files
from electioncycle.jobs import services as jobs
from electioncycle.jobs.kinds import ItemResult, JobKind, job_kind
from electioncycle.ledgers.ledger import REGISTRY, Ledger
from electioncycle.records.files import StoredFile
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.workbooks import imports
from electioncycle.workbooks.batches import ImportBatch
from electioncycle.workbooks.importable import Flow, Importable


class BatchKind(JobKind):
    """One item: the batch. Its lines are written in one transaction, so done twice means refused the second time."""

    chunk = 1
    lease = 300  # a workbook of 50,000 rows
    phase = ""

    def title(self, params: dict[str, Any]) -> str:
        return f"导入批次{params['batch']}"

    def plan(self, job: Any) -> list[tuple[str, str]]:
        return [(str(job.params["batch"]), job.title)]

    def work(self, job: Any, keys: list[str]) -> Iterator[ItemResult]:
        for key in keys:
            jobs.say(job, self.phase)
            batch = ImportBatch.objects.select_related("by", "file").get(pk=key)
            ledger: Flow | Ledger[Any] = imports.FLOWS.get(batch.ledger_name) or REGISTRY[batch.ledger_name]
            self.act(ledger, batch, ledger.cycle_of(batch.cycle_id))
            yield ItemResult(key)

    def act(self, ledger: Importable, batch: ImportBatch, cycle: CycleLike | None) -> None:
        raise NotImplementedError


@job_kind("import_check")
class ImportCheck(BatchKind):
    phase = "核对中"

    def act(self, ledger: Importable, batch: ImportBatch, cycle: CycleLike | None) -> None:
        try:
            imports.check(ledger, batch, cycle=cycle)
        except Refused as error:
            ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.REFUSED, message=str(error)[:500])
            raise


@job_kind("import_write")
class ImportWrite(BatchKind):
    phase = "正在写入"

    def act(self, ledger: Importable, batch: ImportBatch, cycle: CycleLike | None) -> None:
        if batch.state == ImportBatch.State.DONE:  # a worker died after writing, before saying so
            return
        try:
            imports.write(ledger, batch, cycle=cycle)
        except Refused as error:
            ImportBatch.objects.filter(pk=batch.pk).update(message=str(error)[:500])
            raise


@job_kind("verify_audit")
class VerifyAudit(JobKind):
    """One item: the chain from its first event to its head."""

    chunk = 1
    lease = 300

    def title(self, params: dict[str, Any]) -> str:
        return "核验审计链"

    def plan(self, job: Any) -> list[tuple[str, str]]:
        return [("chain", "审计链")]

    def work(self, job: Any, keys: list[str]) -> Iterator[ItemResult]:
        for key in keys:
            found = audit.verify_and_record(by=job.by, progress=lambda n: jobs.say(job, f"核验中 第{n}号"))
            if not found["ok"]:
                raise Refused(f"审计链自第{found['first_bad']}号起不符，请保留现场并报告。")
            yield ItemResult(key)


@job_kind("file")
class LongFile(JobKind):
    """One item: the file of a page (``electioncycle.jobs.made_files``). Made for one person, and theirs alone."""

    chunk = 1
    lease = 900  # a printed list of 3,000 rows on a busy machine
    private = True

    def title(self, params: dict[str, Any]) -> str:
        return "生成文件"

    def plan(self, job: Any) -> list[tuple[str, str]]:
        return [("file", job.title)]

    def work(self, job: Any, keys: list[str]) -> Iterator[ItemResult]:
        for key in keys:
            jobs.say(job, "正在生成")
            made_files.make(job)
            yield ItemResult(key)

    def finish(self, job: Any) -> None:
        jobs.add_result(job, StoredFile.objects.get(pk=job.params["file"]), job.title)

    def may_download(self, job: Any, user: Actor) -> bool:
        return user.pk == job.by_id and super().may_download(job, user) and made_files.may_fetch(job, user)


@job_kind("full_numbers")
class FullNumbers(JobKind):
    """One item: the file of an approved request; it is handed out by the request's own page and nowhere else."""

    chunk = 1
    lease = 900
    private = True

    def title(self, params: dict[str, Any]) -> str:
        return "生成文件(含完整号码)"

    def plan(self, job: Any) -> list[tuple[str, str]]:
        return [("file", job.title)]

    def work(self, job: Any, keys: list[str]) -> Iterator[ItemResult]:
        for key in keys:
            jobs.say(job, "正在生成")
            unmasked.make_later(job.params["request"])
            yield ItemResult(key)
