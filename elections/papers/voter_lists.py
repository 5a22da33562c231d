"""The list to post, from a workbook that is not kept: names by group, nothing of birth or number of anybody."""

from collections import defaultdict
from collections.abc import Sequence

from electioncycle.documents.blocks import DATE_LINE, Block, Colophon, Document, Heading, Paragraph, Table
from electioncycle.wording import numeral
from elections.models import Registration
from elections.rules.registration import Listed
from elections.rules.words import Names, base_words, unit_of

ACROSS, LONG = 6, 10
"""Names beside each other, half as many where one has more characters than this."""
MOST_NUMERALS = 99


def list_document(row: Registration, listed: Sequence[Listed]) -> Document:
    words, unit = base_words(row.base, community=row.election.community), unit_of(row.base)
    grouped: dict[str, list[str]] = defaultdict(list)
    for one in listed:
        grouped[one.group].append(one.name)
    blocks: list[Block] = [Paragraph(f"现将{row.village}{words}名单公布如下，共{len(listed)}{unit}。")]
    for number, (group, names) in enumerate(grouped.items(), 1):
        if len(grouped) > 1 or group:
            blocks.append(Heading(f"{_place(number)}、{group or '未分组'}({len(names)}{unit})"))
        across = ACROSS // 2 if any(len(name) > LONG for name in names) else ACROSS
        blocks.append(Table(("姓名",) * across, _rows(names, across), widths=(1,) * across))
    committee = f"{row.village}{Names(row.election.community).election_committee}"
    return Document(
        title=f"{row.village}{words}名单",
        blocks=[*blocks, Colophon(committee, DATE_LINE)],
        names=[row.village.name],
    )


def _place(number: int) -> str:
    return numeral(number) if number <= MOST_NUMERALS else str(number)


def _rows(names: list[str], across: int) -> list[list[str]]:
    padded = names + [""] * (-len(names) % across)
    return [padded[start : start + across] for start in range(0, len(padded), across)]
