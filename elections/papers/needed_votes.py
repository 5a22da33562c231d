"""《当选票数对照表》: how many votes it takes for so many ballots recovered; first vote in front, other one behind."""

from electioncycle.documents.blocks import Block, Document, PageBreak, Paragraph, Table
from elections.rules.norms import Norms
from villages.rules.values import OVER, Share

COLUMNS, ROWS = 6, 30
NUMBERS = COLUMNS * ROWS
"""So many figures stand on one side of the sheet."""
SIDES = (("elected_over", "首次投票"), ("runoff_share", "另行选举"))


def document(first: int, norms: Norms) -> Document:
    """Both sides, for ballots recovered from ``first`` on; a side whose rule is left open is not printed."""
    last = first + NUMBERS - 1
    sides = [_side(share, vote, first) for key, vote in SIDES if (share := norms.share(key))]
    return Document(
        title="当选票数对照表",
        cover_lines=(f"收回选票{first}张至{last}张",),
        blocks=[block for number, side in enumerate(sides) for block in ([PageBreak()] if number else []) + side],
        page_numbers=False,
        compact=True,
    )


def _side(share: Share, vote: str, first: int) -> list[Block]:
    more = share.sign == OVER
    caption = f"{'超过' if more else '不少于'}{share.part}（{vote}）"
    basis = f"收回选票数的{share.part}{'以上，不含本数' if more else '，含本数'}"
    headers = [word for _ in range(COLUMNS) for word in ("收回", "至少得票")]
    rows = [
        [str(figure) for at in range(COLUMNS) for figure in _pair(first + at * ROWS + line, share)]
        for line in range(ROWS)
    ]
    return [Table(headers, rows, caption=caption, small=True), Paragraph(f"按{basis}计算。", small=True)]


def _pair(recovered: int, share: Share) -> tuple[int, int]:
    return recovered, share.least(recovered)
