"""《填报清单》 on paper: what is typed where and why; and the sheet handed to a village to be filled in by pen."""

from collections.abc import Sequence

from electioncycle.documents.blocks import Align, Document, Paragraph, Place, Signatures, Table, Words
from electioncycle.documents.figure_tables import explained
from elections.definitions import TYPED
from elections.rules.burden import Ask, burden

TITLE, SHEET = "填报清单", "填报表"
ONLY_WHERE = "有下列情形的村(社区)另填"
RULE = (
    "从已登记的人员中选、按方案范本批次日程预填后确认、选择项和是否项、可不填的，都不算须键入的数值；"
    "新增一项须键入的，须先减去一项。"
)
HEADERS = ("部分", "填什么", str(TYPED), "步骤", "谁填", "在哪里填", "谁要", "为什么")
WIDTHS = (11, 21, 7, 12, 10, 13, 10, 16)
BY_HAND = ("填什么", "项数", "填写")
IN_A_LINE = 3
"""Values that a pen puts side by side."""


def sentence() -> str:
    """How much it is at most, and now."""
    return f"一个村(社区)从启动换届到归档，须键入的数值至多{burden().most}项，现有{burden().values}项。{RULE}"


def listed() -> Document:
    """All of it in one table, a share without anything to type in a line of its own."""
    rows = [line for title, asks in _parts() for line in _lines(title, asks)]
    align: list[Align] = ["left", "left", "center", "left", "left", "left", "left", "left"]
    return Document(
        title=f"村(居)委会换届选举{TITLE}",
        blocks=[
            Paragraph(sentence()),
            Table(HEADERS, rows, widths=WIDTHS, align=align, small=True),
            explained([TYPED]),
        ],
        landscape=True,
    )


def _parts() -> list[tuple[str, Sequence[Ask]]]:
    shares = [(f"{one.title}(至多{one.most}项)", one.asks) for one in burden().listed]
    return [*shares, (ONLY_WHERE, burden().only_where)]


def _lines(title: str, asks: Sequence[Ask]) -> list[list[str]]:
    told = [
        [_what(one), str(one.values), one.step_title or "—", one.who, one.where, one.asked_by, one.why] for one in asks
    ]
    return [[title, *one] for one in told or [["目前没有须键入的数值", "0", *["—"] * 5]]]


def _what(ask: Ask) -> str:
    return f"{ask.when}：{ask.what}" if ask.when else ask.what


def sheet() -> Document:
    """One village's sheet: empty fields for what it tells the township, by step."""
    tables = [_by_hand(title, asks) for title, asks in _parts() if asks]
    return Document(
        title=f"村(居)委会换届选举{SHEET}",
        cover_lines=("乡镇(街道)：＿＿＿＿＿＿　村(社区)：＿＿＿＿＿＿",),
        blocks=[*tables, Signatures((Place("填表人"), Place("核对人")), beside=True)],
        compact=True,
    )


def _by_hand(title: str, asks: Sequence[Ask]) -> Table:
    rows: list[Sequence[Words]] = [[_what(one), str(one.values), _space(one.values)] for one in asks]
    return Table(BY_HAND, rows, caption=title, widths=(44, 8, 48), align=("left", "center", "left"), by_hand=True)


def _space(values: int) -> str:
    """Lines for the pen."""
    return "\n".join(["　"] * -(-values // IN_A_LINE))
