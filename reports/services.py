"""Printing analysis reports: render what changed, keep each edition, reuse the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.documents import render_docx, render_pdf
from electioncycle.documents.figure_tables import definitions_page
from electioncycle.figures import Figure
from electioncycle.jobs import services as jobs
from electioncycle.jobs.kinds import ItemResult
from electioncycle.jobs.rows import ItemState, Job
from electioncycle.records.files import StoredFile, keep_result
from electioncycle.security import audit
from reports.analysis_report import AnalysisReport, reports_of
from reports.choices import ReportState
from reports.models import VillageReport
from villages.choices import CycleState
from villages.models import Cycle, Village

PDF = "application/pdf"


def latest_editions(villages: Iterable[Village], cycle: Cycle | None, variant: str) -> dict[int, VillageReport]:
    """The newest edition of each village, one query."""
    rows = VillageReport.objects.filter(village__in=villages, cycle=cycle, variant=variant)
    return {row.village_id: row for row in rows.select_related("file", "village__township").order_by("number")}


def print_villages(
    villages: Sequence[Village], cycle: Cycle | None, variant: str, *, by: Actor, force: bool = False
) -> Iterator[ItemResult]:
    """Render the reports of these villages that are out of date; yields each village as it is done."""
    reports = reports_of(villages, cycle, variant)
    editions = latest_editions(villages, cycle, variant)
    for village in villages:
        report, edition = reports[village.pk], editions.get(village.pk)
        if not force and is_current(edition, report):
            yield ItemResult(str(village.pk), ItemState.SKIPPED)
        else:
            print_report(report, edition, cycle, variant, by=by)
            yield ItemResult(str(village.pk), ItemState.DONE)


def is_current(edition: VillageReport | None, report: AnalysisReport) -> bool:
    """Whether the stored file still says what the ledgers say, and is there."""
    if edition is None or edition.content_hash != report.content_hash:
        return False
    return default_storage.exists(edition.file.path)


def state_of(edition: VillageReport | None, report: AnalysisReport | None) -> ReportState:
    """``report`` as it would be printed now; not asked for where nothing was printed yet."""
    if edition is None or report is None:
        return ReportState.NONE
    return ReportState.CURRENT if edition.content_hash == report.content_hash else ReportState.STALE


def print_report(
    report: AnalysisReport, edition: VillageReport | None, cycle: Cycle | None, variant: str, *, by: Actor
) -> VillageReport:
    """Render and keep the report: a new edition when its content is new, else the same edition's file anew."""
    if edition is not None and edition.content_hash == report.content_hash:
        return _print_again(report, edition, by=by)
    number = edition.number + 1 if edition else 1
    rendered = render_pdf(report.as_edition(number))
    file = keep_result(file_name(report.village), rendered.pdf, by=by, content_type=PDF)
    row = VillageReport(
        village=report.village,
        cycle=cycle,
        variant=variant,
        number=number,
        content_hash=report.content_hash,
        file=file,
        pages=rendered.pages,
        missing=rendered.missing,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody printed the same village at the same moment
        file.erase()
        return print_report(
            report, latest_editions([report.village], cycle, variant).get(report.village.pk), cycle, variant, by=by
        )
    return row


def _print_again(report: AnalysisReport, edition: VillageReport, *, by: Actor) -> VillageReport:
    rendered = render_pdf(report.as_edition(edition.number))
    old = edition.file
    with transaction.atomic():
        edition.file = keep_result(file_name(report.village), rendered.pdf, by=by, content_type=PDF)
        edition.pages, edition.missing, edition.rendered_at = rendered.pages, rendered.missing, timezone.now()
        edition.save(update_fields=["file", "pages", "missing", "rendered_at"])
    StoredFile.erase(old)
    return edition


def print_on_the_spot(village: Village, cycle: Cycle | None, variant: str, *, by: Actor) -> VillageReport:
    """The current edition of one village, rendered now if need be."""
    report = reports_of([village], cycle, variant)[village.pk]
    edition = latest_editions([village], cycle, variant).get(village.pk)
    if not is_current(edition, report):
        edition = print_report(report, edition, cycle, variant, by=by)
    audit.record(audit.Event.PRINTED, by=by, row=village, edition=edition.number)  # type: ignore[union-attr]
    return edition  # type: ignore[return-value]


def file_name(village: Village, suffix: str = ".pdf") -> str:
    """乡镇_村_分析研判报告.pdf, as offices name their scans."""
    return f"{village.township}_{village}_分析研判报告{suffix}"


def start_printing(
    *,
    by: Actor,
    place: str,
    variant: str,
    path: str = "",
    villages: Sequence[Village] = (),
    cycle: Cycle | None = None,
    outputs: Sequence[str] = (),
    force: bool = False,
) -> Job:
    """Print every village under ``path``, or the given ones, in the background; the caller has checked the territory.

    ``place`` is what the title and the volume call them.
    """
    if not cycle:
        cycle = cycle_at(path or villages[0].path)
    params = {
        "place": place,
        "area": path,
        "villages": [village.pk for village in villages],
        "cycle": cycle.pk if cycle else None,
        "variant": variant,
        "outputs": list(outputs),
        "force": force,
    }
    paths = [path] if path else [village.path for village in villages]
    return jobs.start("analysis_reports", params, by=by, scope_paths=paths)


def cycle_at(path: str) -> Cycle | None:
    """The open cycle of the county in which the path lies, else its newest; None before the first is set up."""
    counties = ["/" + "/".join(path.strip("/").split("/")[:depth]) + "/" for depth in range(1, path.count("/"))]
    cycles = list(Cycle.objects.filter(county__path__in=counties))
    return next((cycle for cycle in cycles if cycle.state == CycleState.OPEN), cycles[0] if cycles else None)


def editable(
    village: Village, cycle: Cycle | None, variant: str, *, by: Actor, figures: Sequence[Figure] = ()
) -> bytes:
    """The report as DOCX. It carries no edition: what is changed in it stays outside the product.

    ``figures``: those that a further page defines.
    """
    document = reports_of([village], cycle, variant)[village.pk].document
    if figures:
        document = replace(document, blocks=[*document.blocks, *definitions_page(figures)])
    data = render_docx(document)
    audit.record(audit.Event.EXPORTED, by=by, row=village, form="docx")
    return data
