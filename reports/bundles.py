"""The files a print job hands out: the ZIP of single reports, the duplex print file, the volume."""

import tempfile
import zipfile
from collections.abc import Callable, Sequence

from electioncycle.files import StoredFile, keep_result
from electioncycle.jobs import Job
from electioncycle.sheets import write_rows
from reports.choices import Output
from reports.models import VillageReport
from reports.services import file_name

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


MAKERS: dict[str, Callable[..., StoredFile]] = {Output.ZIP: zip_of}
