"""The list of proxies or of those who use roving boxes, as the village posts it; made for a reader, never stored."""

from electioncycle.documents.blocks import Block, Document, Heading, Paragraph, Table
from elections.choices import NamesOf
from elections.models import ListedName, NameList
from elections.services.staff_checks import watchers_by_box

PROXIES = ("序号", "委托人", "组", "受托人", "与受托人关系")
ROVING = ("序号", "姓名", "组", "票箱")


def posted_list(row: NameList) -> Document:
    names = list(row.names.order_by("id"))
    title = "委托投票名单" if row.kind == NamesOf.PROXIES else "流动票箱投票人和监票人名单"
    blocks = _proxies(names) if row.kind == NamesOf.PROXIES else _roving(row, names)
    return Document(
        title=f"{row.village.township}{row.village}\n{title}",
        blocks=blocks,
        names=[row.village.name, row.village.township.name],
    )


def _proxies(names: list[ListedName]) -> list[Block]:
    rows = [[f"{n}", one.name, one.group, one.holder, one.relation] for n, one in enumerate(names, 1)]
    return [Table(PROXIES, rows, widths=(10, 24, 16, 24, 26)), Paragraph(f"共{len(rows)}人。")]


def _roving(row: NameList, names: list[ListedName]) -> list[Block]:
    rows = [[f"{n}", one.name, one.group, one.box] for n, one in enumerate(names, 1)]
    watchers = [[box, "、".join(own)] for box, own in watchers_by_box(row.election).items()]
    return [
        Heading("一、投票人"),
        Table(ROVING, rows, widths=(12, 32, 24, 32)),
        Heading("二、监票人"),
        Table(("票箱", "监票人"), watchers, widths=(30, 70)) if watchers else Paragraph("尚未登记。"),
    ]
