"""A workbook on its way into a ledger: uploaded, previewed, confirmed, and given back with its errors marked."""

import json
from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from electioncycle import garbage
from electioncycle.actors import Actor, CycleLike
from electioncycle.jobs import services as jobs
from electioncycle.records import files, page_memory
from electioncycle.records.workflow import content_hash
from electioncycle.refusals import Refused
from electioncycle.security import audit, freed_pages
from electioncycle.security.privacy import mask_text
from electioncycle.sheets import Limits, NoRowsError, OverLimitError, ParsedSheet, SheetError, read_workbook
from electioncycle.workbooks import kept_plans, marks, previews
from electioncycle.workbooks.batches import KEPT_HOURS, ImportBatch
from electioncycle.workbooks.importable import Flow, Importable, Planning, also_called, planner_of
from electioncycle.workbooks.plans import Plan, numbered

IN_BACKGROUND_BYTES = 400 * 1024
IN_A_REQUEST = Limits(rows=3000, cells=100_000, cpu_seconds=5, wall_seconds=8)
"""What a request reads itself. Larger workbooks are the worker's to check and to write, so that no request waits for
minutes and no web process grows: a small file may unpack to very many lines, so the lines count, not its bytes alone.
"""
IN_THE_WORKER = Limits(rows=50_000, cells=2_000_000)
"""More does not go in at once: so many people with all their columns, written with their history, take a worker to just
below 500 MiB."""


class OutsideNow(Refused):
    """What the workbook was compared with is in part no longer the uploader's to see."""

    def __init__(self) -> None:
        super().__init__(
            "上传之后您的管辖范围有调整，这份预览已经作废，没有写入任何内容。请按现在的范围重新上传、核对。"
        )


class OfAnotherCycle(Refused):
    """The workbook was uploaded while its user worked in another cycle."""

    def __init__(self) -> None:
        super().__init__("这份表是在另一届次下上传的，请切换到该届次后再办理。")


class NothingFilled(Refused):
    """A table with a header and nothing below it."""


class TooLarge(Refused):
    """The workbook goes beyond the limits it was read with."""


FLOWS: dict[str, Flow] = {}
"""What comes by workbook without being a ledger, by name."""


def upload(ledger: Importable, name: str, data: bytes, *, by: Actor, cycle: CycleLike | None) -> ImportBatch:
    with transaction.atomic():
        return begin(ledger, keep(name, data, by=by), by=by, cycle=cycle)


def keep(name: str, data: bytes, *, by: Actor) -> files.StoredFile:
    """The uploaded workbook, encrypted, for at most a day."""
    return files.keep_result(mask_text(name)[:200], data, by=by, encrypted=True, hours=KEPT_HOURS)


def begin(
    ledger: Importable, kept: files.StoredFile, *, by: Actor, cycle: CycleLike | None, **sheet: Any
) -> ImportBatch:
    """The kept workbook, or one ``sheet`` of a ``book``, on its way into this ledger."""
    return ImportBatch.objects.create(
        ledger_name=ledger.name,
        scope_paths=list(by.scope_paths),
        cycle_id=cycle.pk if cycle else None,
        by_id=by.pk,
        file_name=kept.name,
        file=kept,
        **sheet,
    )


def check_in_background(batch: ImportBatch) -> None:
    batch.job = jobs.start("import_check", {"batch": batch.pk}, by=batch.by, title=f"核对“{batch}”")
    batch.save(update_fields=["job"])


def write_in_background(batch: ImportBatch) -> None:
    claim(batch)
    batch.job = jobs.start("import_write", {"batch": batch.pk}, by=batch.by, title=f"导入“{batch}”")
    batch.save(update_fields=["job"])


def parsed(
    ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None, limits: Limits | None = None
) -> tuple[Planning, ParsedSheet]:
    """The planner and the kept workbook, parsed in its own process. Raises Refused in plain Chinese."""
    kept = kept_workbook(batch)
    planner = new_planner(ledger, batch, cycle=cycle)
    headers = also_called(planner.headers(), cycle.spellings() if cycle is not None else {})
    try:
        bounds = limits or IN_THE_WORKER
        return planner, read_workbook(kept.read(), batch.file_name, headers, limits=bounds, only=batch.sheet)
    except OverLimitError as error:
        raise TooLarge(str(error)) from error
    except NoRowsError as error:
        raise NothingFilled(str(error)) from error
    except SheetError as error:
        raise Refused(str(error)) from error


def kept_workbook(batch: ImportBatch) -> files.StoredFile:
    """While it is there, and what it was compared with still the uploader's to see."""
    if batch.file is None or batch.is_expired:
        raise Refused("上传的文件已超过保存时限(24小时)，请重新上传。")
    if not batch.is_within_scope:
        raise OutsideNow
    return batch.file


def as_previewed(ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None) -> tuple[Planning, Plan]:
    """What the preview has shown; where that may have changed since, read and planned again. Raises Refused."""
    kept_workbook(batch)
    planner = new_planner(ledger, batch, cycle=cycle)
    if plan := kept_plans.take(batch, planner, cycle):
        return planner, plan
    planner, sheet = parsed(ledger, batch, cycle=cycle)
    plan = planner.plan(sheet)
    if outcome(plan) != batch.fingerprint:
        raise Refused("预览之后有记录被他人修改，本次没有写入任何内容。请重新上传，核对新的预览后再确认。")
    return planner, plan


def new_planner(ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None) -> Planning:
    planner = planner_of(ledger, user=batch.by, cycle=cycle)
    planner.apart = frozenset(batch.apart)
    return planner


def check(
    ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None, limits: Limits | None = None
) -> ImportBatch:
    """Fill in the preview; a workbook that cannot be read ends here with its sentence."""
    try:
        return fill_in(ledger, batch, cycle=cycle, limits=limits)
    except Refused as error:
        return refuse(batch, error)


def check_here_or_later(ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None) -> None:
    """In this request, or by the worker where that would keep the page waiting."""
    if batch.is_large or batch.file is None or batch.file.size > IN_BACKGROUND_BYTES:
        return check_in_background(batch)
    try:
        fill_in(ledger, batch, cycle=cycle, limits=IN_A_REQUEST)
    except TooLarge:
        check_in_background(batch)
    except Refused as error:
        refuse(batch, error)


def refuse(batch: ImportBatch, error: Refused) -> ImportBatch:
    batch.state, batch.message = batch.State.REFUSED, mask_text(str(error))[:500]
    batch.counts = {"rows": 0} if isinstance(error, NothingFilled) else {}
    batch.save()
    return batch


@garbage.not_searched_for()
def fill_in(
    ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None, limits: Limits | None = None
) -> ImportBatch:
    """What ``check`` does with a workbook that can be read. Raises Refused for any other."""
    basis = kept_plans.Basis(batch, cycle)
    with basis.reading():
        planner, sheet = parsed(ledger, batch, cycle=cycle, limits=limits)
        plan = planner.plan(sheet)
    batch.counts = {kind: plan.count(kind) for kind in ("new", "changed", "unchanged", "wrong", "held")}
    batch.counts |= {"rows": len(plan.rows), "absent": len(plan.absent)}
    batch.counts |= {"skipped": len(plan.skipped), "hidden": len(plan.hidden)}
    batch.counts["cleared"] = sum(len(columns) for _, _, columns in plan.clearings)
    sealed = ledger.sealed_headers
    batch.preview = json.dumps(previews.preview_of(plan, sealed), ensure_ascii=False)
    batch.fingerprint = outcome(plan)
    before = batch.marks, batch.plan
    batch.marks = marks.keep(batch, sheet, plan, sealed)
    batch.plan = kept_plans.keep(batch, planner, plan, basis)
    batch.state, batch.message = batch.State.READY, marks.too_many(len(plan.faults))
    batch.save()
    erase(before)
    return batch


def erase(kept: Iterable[files.StoredFile | None]) -> None:
    for one in kept:
        if one is not None:
            one.erase()


def outcome(plan: Plan) -> str:
    """What would be written, condensed: differs when a row of the ledger changed since the preview."""
    rows = [(row.number, row.kind, row.row.version if row.row is not None else 0, row.apart) for row in plan.rows]
    return content_hash(rows)


def answer(batch: ImportBatch, lines: Collection[int]) -> ImportBatch:
    """Remember which lines its user says are rows of their own; the workbook is to be checked again with that."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state != batch.State.READY:
            raise Refused(f"这份表{batch.get_state_display()}，不能再改。请重新上传。")
        if not lines:
            raise Refused("没有勾选任何一行。确是另一人(另一条)的，请先在“有误的行”中勾选。")
        batch.apart = sorted({*batch.apart, *lines})
        batch.state = batch.State.CHECKING
        batch.save(update_fields=["apart", "state"])
    return batch


def claim(batch: ImportBatch) -> None:
    """Take the batch for writing; a second confirmation, or one of an import given up meanwhile, is refused."""
    if not ImportBatch.objects.filter(pk=batch.pk, state=batch.State.READY).update(state=batch.State.WRITING):
        batch.refresh_from_db(fields=["state"])
        if batch.state == batch.State.CANCELLED:
            raise Refused("这次导入已经取消，上传的表格已删除，没有写入任何内容。请重新上传。")
        raise Refused("这份表已经确认过，不会重复导入。")
    batch.state = batch.State.WRITING


def confirm(
    ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None, faultless_only: bool = True
) -> ImportBatch:
    """Write the faultless lines, checked again; nothing is written when something changed since the preview."""
    require_choice(batch, faultless_only=faultless_only)
    claim(batch)
    return write(ledger, batch, cycle=cycle)


def confirm_in_background(batch: ImportBatch, *, faultless_only: bool = True) -> None:
    """The same by the worker."""
    require_choice(batch, faultless_only=faultless_only)
    write_in_background(batch)


def require_choice(batch: ImportBatch, *, faultless_only: bool) -> None:
    """All or nothing is refused where the preview has found faults; what is found later is no longer this preview."""
    faulty = batch.counts.get("wrong", 0) + batch.counts.get("held", 0)
    if faulty and not faultless_only:
        raise Refused(f"有{faulty}行未通过核对，按“全部无误才导入”的选择，没有写入任何内容。")


def write(ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None) -> ImportBatch:
    """The second half of ``confirm``, for a batch that was claimed; on refusal the batch can be confirmed again."""
    try:
        with page_memory.at_most(kib=4000):
            planner, plan, written = _written(ledger, batch, cycle=cycle)
    except IntegrityError:
        _give_back(batch)
        raise Refused("有行与现有记录重复，本次没有写入任何内容。请导出现有数据核对后再导入。") from None
    except Exception:
        _give_back(batch)
        raise
    batch.state = batch.State.DONE
    batch.message = f"已写入{written}行(新增{plan.count('new')}、修改{plan.count('changed')})。{unread(plan)}"
    batch.message += "".join(f"{sentence}。" for sentence in getattr(planner, "notices", ()))
    batch.preview = ""
    batch.save()
    if all(one.is_through for one in batch.together()):  # the workbook is needed no longer
        for one in batch.together():
            erase_files(one)
    elif batch.marks is not None:
        before = batch.marks, batch.plan
        batch.marks, batch.plan = marks.renumber(batch, plan), None
        batch.save(update_fields=["marks", "plan"])
        erase(before)
    return batch


@garbage.not_searched_for()
def _written(ledger: Importable, batch: ImportBatch, *, cycle: CycleLike | None) -> tuple[Planning, Plan, int]:
    """What was read again, and how many rows were written of it in one transaction."""
    planner, plan = as_previewed(ledger, batch, cycle=cycle)
    planner.ready(plan)
    apart = [row.number for row in plan.rows if row.apart]
    answered: dict[str, Any] = {"apart": apart} if apart else {}
    with transaction.atomic():
        written = planner.write(plan, reason=f"导入“{batch}”")
        audit.record(
            audit.Event.IMPORTED,
            by=batch.by,
            ledger=ledger.name,
            batch=batch.pk,
            rows=written,
            new=plan.count("new"),
            changed=plan.count("changed"),
            **answered,
        )
    return planner, plan, written


def erase_files(batch: ImportBatch) -> None:
    """What is kept to mark and to write it goes with the workbook, which stays while another sheet is to come of it."""
    kept = [one for one in (batch.file, batch.marks, batch.plan) if one is not None]
    batch.file = batch.marks = batch.plan = None
    batch.save(update_fields=["file", "marks", "plan"])
    shared = ImportBatch.objects.filter(file__in=kept).values_list("file", flat=True)
    for one in [one for one in kept if one.pk not in set(shared)]:
        one.delete()
        transaction.on_commit(partial(default_storage.delete, one.path))


def unread(plan: Plan) -> str:
    """What of the workbook was not read as data, and what of the data the sheet hides."""
    others = "".join(f"“{name}”" for name in plan.unread_sheets)
    said = f"工作表{others}没有读取。" if others else ""
    said += f"跳过{len(plan.skipped)}行({numbered(number for number, _ in plan.skipped)})。" if plan.skipped else ""
    return said + (f"读入的行中有{len(plan.hidden)}行在表中被隐藏({numbered(plan.hidden)})。" if plan.hidden else "")


def cancel(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Give an import up: the kept workbook and the preview are gone at once, the ledger stays as it is."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state == batch.State.CANCELLED:
            raise Refused("这次导入已经取消，上传的表格已删除。")
        if batch.state == batch.State.CHECKING:
            raise Refused("这份表正在后台核对，请等核对完成后再取消。")
        if not batch.may_cancel:
            raise Refused(f"这份表{batch.get_state_display()}，不能取消。要改回的，请到各条记录的修改历史中恢复。")
        batch.state, batch.preview, batch.message = batch.State.CANCELLED, "", "已取消，没有写入任何数据。"
        batch.save()
        erase_files(batch)
        freed_pages.after_purge()
        audit.record(audit.Event.CANCELLED, by=by, ledger=batch.ledger_name, batch=batch.pk)
    return batch


def _give_back(batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=batch.State.READY)


def annotated(batch: ImportBatch) -> bytes:
    """The marked copy of the kept workbook, as it was checked, with every sheet that was read of it."""
    workbook = kept_workbook(batch)
    if batch.marks is None:
        raise Refused("这份表没有可供下载的错误标注，请重新上传后再下载。")
    return marks.copy(workbook.read(), batch.file_name, [one.marks for one in batch.together() if one.marks])


def erase_old() -> int:
    """Previews past their day lose their content."""
    old = timezone.now() - timedelta(hours=KEPT_HOURS)
    return ImportBatch.objects.filter(created_at__lt=old).exclude(preview="").update(preview="")
