"""The files a print job hands out: the ZIP of single reports, the duplex print file, the volume."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from electioncycle.documents import Part, bind, render_pdf
from electioncycle.documents.volumes import Chapter, Volume
from electioncycle.jobs.rows import Job
from electioncycle.records.files import StoredFile, keep_result
from electioncycle.sheets import write_rows
from electioncycle.web.downloads import TYPES
from reports.analysis_report import reports_of
from reports.choices import Output
from reports.models import VillageReport
from reports.papers import volume
from reports.services import PDF, file_name

INDEX_HEADERS = ("序号", "乡镇(街道)", "村(社区)", "区划代码", "版次", "页数", "校验码", "缺字", "文件名")


def zip_of(editions: Sequence[VillageReport], *, job: Job, hours: int) -> StoredFile:
    """One PDF a village and a workbook that lists them; the PDFs are compressed already."""
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
            for edition in editions:
                pack.writestr(file_name(edition.village), edition.file.read())
            pack.writestr("目录.xlsx", index_of(editions))
        out.seek(0)
        return keep_result(f"{job.title}.zip", out.read(), by=job.by, content_type="application/zip", hours=hours)


def index_of(editions: Sequence[VillageReport]) -> bytes:
    lines = [
        [
            number,
            str(edition.village.township),
            str(edition.village),
            edition.village.code,
            edition.number,
            edition.pages,
            edition.content_hash[:8],
            ";".join(edition.missing),
            file_name(edition.village),
        ]
        for number, edition in enumerate(editions, 1)
    ]
    return write_rows(INDEX_HEADERS, lines, title="研判报告目录", text_columns={"区划代码", "校验码"})


def print_file_of(editions: Sequence[VillageReport], *, job: Job, hours: int) -> StoredFile:
    """One file for the duplex printer: each village begins on a front side."""
    bound = bind(_parts(editions), duplex=True)
    return keep_result(f"{job.title}(双面打印).pdf", bound.pdf, by=job.by, content_type=PDF, hours=hours)


def volume_of(editions: Sequence[VillageReport], *, job: Job, hours: int) -> StoredFile:
    """Cover, contents, the report over all villages, then the village reports as annexes."""
    villages = [edition.village for edition in editions]
    cycle = editions[0].cycle
    place = job.params["place"]
    parts = _parts(editions)
    if cycle is not None:
        report = render_pdf(volume.summary(place, cycle, villages, editions[0].variant, by=job.by))
        parts = chain([Part("分析研判情况报告", report.pdf)], parts)
    bound = bind(parts, duplex=True, cover=volume.front_of(place, cycle, villages), contents=True)
    return keep_result(f"{job.title}(汇总分册).pdf", bound.pdf, by=job.by, content_type=PDF, hours=hours)


MOST_IN_DOCX = 60
"""Village reports that an office's computer still opens in one document behind the report over all of them."""


def volume_docx_of(editions: Sequence[VillageReport], *, job: Job, hours: int) -> StoredFile:
    """The same to be changed in WPS, as the ledgers say it now; of many villages the report over them alone."""
    villages, variant = [edition.village for edition in editions], editions[0].variant
    cycle, place = editions[0].cycle, job.params["place"]
    chapters = (
        [Chapter("分析研判情况报告", volume.summary(place, cycle, villages, variant, by=job.by))] if cycle else []
    )
    if len(villages) <= MOST_IN_DOCX:
        reports = reports_of(villages, cycle, variant)
        chapters += [Chapter(str(one), reports[one.pk].document, group=str(one.township)) for one in villages]
    data = Volume(chapters, cover=volume.front_of(place, cycle, villages)).docx()
    return keep_result(f"{job.title}(汇总分册).docx", data, by=job.by, content_type=TYPES["docx"], hours=hours)


def _parts(editions: Sequence[VillageReport]) -> Iterator[Part]:
    """Read one by one: a county's reports do not fit in memory together."""
    for edition in editions:
        yield Part(str(edition.village), edition.file.read(), group=str(edition.village.township))


MAKERS: dict[str, Callable[..., StoredFile]] = {
    Output.ZIP: zip_of,
    Output.PRINT: print_file_of,
    Output.VOLUME: volume_of,
    Output.VOLUME_DOCX: volume_docx_of,
}
