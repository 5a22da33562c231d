"""行事历 of a week: for the desk as PDF or DOCX, for the wall in large letters on A3."""

from collections.abc import Sequence

from electioncycle.documents.blocks import INTERNAL, Block, Document, Table
from reports.weeks import TITLES, WeekDay

NOTHING = "—"


def document(days: Sequence[WeekDay], place: str, *, on_wall: bool) -> Document:
    first, last = days[0].day, days[-1].day
    body = [
        [_day(one), *("；".join(entry.said for entry in one.of(kind)) or NOTHING for kind in TITLES)] for one in days
    ]
    blocks: list[Block] = [
        Table(("日期", *TITLES.values()), body, widths=(14, 26, 26, 34), align=("center", "left", "left", "left"))
    ]
    return Document(
        title=f"{place}换届行事历({first:%Y年}{first.month}月{first.day}日至{last.month}月{last.day}日)",
        marks=() if on_wall else (INTERNAL,),
        blocks=blocks,
        large=on_wall,
        landscape=not on_wall,
        page_numbers=not on_wall,
        letters="wall" if on_wall else "",
    )


def _day(one: WeekDay) -> str:
    known = f"\n{one.known.remark}" if one.known and one.known.remark else ""
    return f"{one.name}{known}"
