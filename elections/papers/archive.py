"""Papers of an archive: the index, the self-check, and all of it as one volume; the overview of many."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.documents.blocks import INTERNAL, Block, Document, Facts, Paragraph, Place, Signatures, Table
from electioncycle.documents.figure_tables import FigureTable
from electioncycle.documents.leaves import Leaves, NotBound, leaves
from electioncycle.documents.volumes import Chapter, Pages, Volume
from electioncycle.records.files import Attachment
from electioncycle.records.uploads import MEGABYTE
from electioncycle.wording import day_in_words
from elections.choices import NoticeState, Procedure
from elections.definitions import ARCHIVE_DOUBTS, ARCHIVE_GAPS, ARCHIVES, ARCHIVES_COMPLETE, ARCHIVES_HANDED
from elections.models import PublicNotice
from elections.papers import notices, packs
from elections.rules import archive as rules
from elections.rules.archive import Entry
from elections.rules.forms import EVERY, Paper
from elections.services import archives, party_papers
from elections.services import notices as notice_service
from elections.services.archives import Folder, Sum
from elections.services.paper_fillings import Filling
from elections.services.paper_sites import Site

OVERVIEW = "选举归档情况表"
APART = "扫描件另附"
MOST_BOUND = 60 * MEGABYTE
"""So much of scans is bound into one volume; what is more is listed."""
TICKS = "□相符　□不符"


def _head(one: Folder) -> str:
    election = one.election
    return f"{election.village.township}{election.village}{election.body_name}{election.get_procedure_display()}"


def _of(one: Folder) -> str:
    return "罢免" if one.election.procedure == Procedure.RECALL else "选举"


def _names(one: Folder) -> list[str]:
    return [one.election.village.name, str(one.election.village.township)]


def _about(one: Folder) -> Facts:
    row = one.row
    handed = f"{day_in_words(one.handed_on)}移交{row.office if row else ''}" if one.handed_on else "没有移交"
    return Facts(
        (
            ("投票日", day_in_words(one.election.polling_day, "未定")),
            ("应有/已有", f"{len(one.due)}项/{one.there}项"),
            ("移交", handed),
            ("接收人", row.receiver if row else ""),
        )
    )


def index_document(one: Folder, pages: Pages | None = None) -> Document:
    """归档目录: every item with what bears it out, who keeps it how long.

    ``pages``: on which page of the volume what is in it begins; without, page numbers are written by hand.
    """
    rows = [
        [
            str(entry.item.number),
            entry.item.title,
            entry.words,
            f"{count}份" if (count := one.scans.get(entry.item.title)) else "",
            entry.item.keeper_title,
            one.periods.get(entry.item.keeping, ""),
            str((pages or {}).get(_group(entry), "")),
            str(entry.standing.label),
        ]
        for entry in one.entries
    ]
    headers = ("序号", "题名", "登记情况", "扫描件", "保管", "期限", "页号", "备注")
    told = "页号是本卷的总页码。" if pages is not None else ""
    blocks: list[Block] = [
        _about(one),
        Table(headers, rows, widths=(5, 20, 31, 8, 10, 9, 7, 10), align=("center", "left", "left"), small=True),
        Paragraph(f"{told}目录和期限依据：{rules.source()}。", small=True),
        Signatures((Place("整理人"), Place("移交人"), Place("接收人")), beside=True),
    ]
    return Document(title=f"{_head(one)}\n归档目录", blocks=blocks, compact=True, names=_names(one))


def check_document(one: Folder) -> Document:
    """归档自查单: what the rows say to each question, and a box for who looked at the originals."""
    rows = []
    for number, (question, lines) in enumerate(one.answers, 1):
        said = "\n".join(f"{line.code} {line.words or line.title}" for line in lines if line.open)
        settled = sum(not line.open for line in lines)
        told = said or ("没有发现矛盾" if question.codes else "—")
        told += f"\n已说明、已处置{settled}处" if settled else ""
        rows.append([str(number), question.question, told, f"{question.by_hand}\n{TICKS}"])
    headers = ("序号", "自查内容", "登记情况", "对照原件")
    blocks: list[Block] = [
        _about(one),
        Table(headers, rows, widths=(6, 28, 38, 28), align=("center", "left", "left", "left"), small=True),
        Signatures((Place("自查人"), Place("乡镇(街道)审核人")), beside=True),
    ]
    return Document(
        title=f"{_head(one)}\n归档自查单", marks=(INTERNAL,), blocks=blocks, compact=True, names=_names(one)
    )


def volume(one: Folder, site: Site, user: Actor, *, bound: bool = True) -> Volume:
    """Cover, contents, index, then every paper in the order of the index: as filled in, notices as posted, scans.

    ``bound``: scans as pages; else, as in a DOCX, and where they are no pages or too many, a leaf lists them. The
    self-check is the township's own and no part of it.
    """
    paged = partial(index_document, one)
    listed: list[Chapter | Leaves] = [Chapter("归档目录", paged({}), paged=paged)]
    scans, left = _scans(one), MOST_BOUND if bound else 0
    for entry in one.due:
        group = _group(entry)
        for paper, notice in _own(entry, site, _posted(one)):
            if notice is not None:
                listed.append(Chapter(f"公告{notice.full_number}", notices.document(notice), group))
            elif paper is not None:
                listed += [Chapter(paper.title, made, group) for made in _filled(paper, site, user)]
        apart = []
        for title, scan in scans.get(entry.item.title, ()):
            made = _bound(title, scan, group) if scan.size <= left else None
            left -= scan.size if made else 0
            listed += [made] if made else []
            apart += [] if made else [(title, scan)]
        listed += [Chapter(APART, _apart(entry, apart), group)] if apart else []
    return Volume(listed, _cover(one), duplex=False)


def length(one: Folder, site: Site) -> int:
    """How many papers, notices and scans a volume has."""
    posted = _posted(one)
    papers = sum(1 for entry in one.due for _ in _own(entry, site, posted))
    return papers + sum(one.scans.values())


def _group(entry: Entry) -> str:
    return f"{entry.item.number}　{entry.item.title}"


def _own(
    entry: Entry, site: Site, posted: Mapping[str, Sequence[PublicNotice]]
) -> Iterator[tuple[Paper | None, PublicNotice | None]]:
    """The product's papers of an item and its notices that were posted."""
    own = site.papers
    yield from ((EVERY[code], None) for code in entry.item.papers if EVERY[code] in own)
    references = (*entry.item.must, *entry.item.also)
    yield from ((None, row) for reference in references for row in posted.get(reference, ()))


def _scans(one: Folder) -> dict[str, list[tuple[str, Attachment]]]:
    """By title of the item, what a file is called and the file."""
    found: dict[str, list[tuple[str, Attachment]]] = {}
    for item, title, scan in archives.scans_of(one):
        found.setdefault(item, []).append((title, scan))
    return found


def _bound(title: str, scan: Attachment, group: str) -> Leaves | None:
    try:
        return leaves(f"扫描件：{title}", scan.read(), scan.content_type, group)
    except NotBound:
        return None


def _apart(entry: Entry, scans: Sequence[tuple[str, Attachment]]) -> Document:
    """扫描件另附: what belongs here and is no page of this volume."""
    rows = [
        [str(number), title, filesizeformat(scan.size), day_in_words(timezone.localtime(scan.created_at).date())]
        for number, (title, scan) in enumerate(scans, 1)
    ]
    table = Table(("序号", "文件名", "大小", "上传日期"), rows, widths=(8, 58, 14, 20), align=("center", "left"))
    told = Paragraph("下列扫描件没有装入本卷，由整理人另行打印附后，或者在“归档目录和自查”页面查阅。")
    return Document(title=f"{entry.item.title}\n{APART}", blocks=(told, table))


def _filled(paper: Paper, site: Site, user: Actor) -> list[Document]:
    if not site.party:
        return packs.filled(paper, site)
    filling = Filling(*party_papers.known(site, paper.code, user))
    return [packs.paper_document(paper, site, blank=False, filling=filling)]


def _cover(one: Folder) -> Document:
    return Document(
        title=f"{one.election.village.township}{one.election.village}\n{one.election.body_name}{_of(one)}档案",
        cover_lines=(
            f"{one.election.get_procedure_display()}　投票日{day_in_words(one.election.polling_day, '未定')}",
            f"归档目录{len(one.due)}项",
            f"截至{day_in_words(timezone.localdate())}由登记的内容印出，签字原件另附",
        ),
        blocks=(),
        is_cover=True,
        names=_names(one),
    )


def _posted(one: Folder) -> dict[str, list[PublicNotice]]:
    found: dict[str, list[PublicNotice]] = {}
    for row in notice_service.of_election(one.election):
        if row.state != NoticeState.DRAFT and row.wording:
            found.setdefault(f"{rules.NOTICE}:{row.wording.code}", []).append(row)
    return found


def overview(found: Sequence[Sum]) -> FigureTable:
    rows = [(one.township, *one.figures) for one in found]
    nothing = Sum("", *(0,) * 6).figures
    total = ("合计", *map(sum, zip(nothing, *(one.figures for one in found), strict=True)))
    headers = ("乡镇(街道)", ARCHIVES, ARCHIVES_COMPLETE, ARCHIVE_GAPS, ARCHIVE_DOUBTS, ARCHIVES_HANDED)
    return FigureTable(OVERVIEW, headers, [*rows, total], sentences=(sentence(found),))


def sentence(found: Sequence[Sum]) -> str:
    villages, handed = sum(one.villages for one in found), sum(one.handed for one in found)
    complete, gaps = sum(one.complete for one in found), sum(one.gaps for one in found)
    return (
        f"截至{day_in_words(timezone.localdate())}，已有结果的{villages}个村（社区）中，档案齐全{complete}个，"
        f"缺项和没有登记共{gaps}项，已移交{handed}个。"
    )
