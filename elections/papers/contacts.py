"""The contact sheet of a polling day on A3: villages that vote, whom to call, who has duty at the county."""

from collections.abc import Sequence
from datetime import date

from electioncycle.documents.blocks import INTERNAL, Document, Paragraph, Table
from electioncycle.wording import day_in_words
from elections.models import DutyDay
from elections.services.polling_contacts import Contact

HEADERS = (
    *("序号", "乡镇(街道)", "村(社区)", "投票地点", "驻村领导", "电话"),
    *("选委会主任", "电话", "监票总负责", "电话"),
)
WIDTHS = (4, 10, 11, 16, 10, 10, 10, 10, 9, 10)
EMERGENCY = ("公安", "医疗急救", "供电", "县换届办")


def document(place: str, day: date, contacts: Sequence[Contact], duty: Sequence[DutyDay]) -> Document:
    """What nobody recorded is left to be written, and every telephone: they change until the morning."""
    lines = [
        [str(number), one.township, one.village, one.venue, one.leader, "", one.head, "", one.watcher, ""]
        for number, one in enumerate(contacts, 1)
    ]
    roster = [[row.shift, str(row.official), row.office_phone, row.note] for row in duty]
    return Document(
        title=f"{place}{day_in_words(day)}投票日联络表",
        marks=(INTERNAL,),
        blocks=[
            Table(HEADERS, lines, widths=WIDTHS, by_hand=True, empty="（当天没有村、社区投票）"),
            Table(
                ("班次", "值班人员", "值班电话", "备注"), roster, caption="县值班表", empty="（未排班）", by_hand=True
            ),
            Table(EMERGENCY, [[""] * len(EMERGENCY)], caption="应急电话", by_hand=True),
            Paragraph("空白处由乡镇(街道)填写，以当天最后一次核对为准。", small=True),
        ],
        large=True,
        names=[name for one in contacts for name in (one.village, one.leader, one.head, one.watcher)],
    )
