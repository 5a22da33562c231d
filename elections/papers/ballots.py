"""Ballots for the printing house, the sample to be posted, and the notice to the printers.

A ballot carries no number, code, mark or time. It is made as PDF only: a DOCX file would hold the hour of its making.
"""

from collections.abc import Iterator, Mapping, Sequence

from electioncycle.documents.blocks import Block, Document, Paragraph, Table, Text
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words
from elections.rules.ballots import Ballot, BallotPost

SAMPLE = "样票"
MARKED = "○"

PRINTING = Form(
    "printing_notice",
    "选票印制通知单",
    (
        Words("{printer}：", indent=False),
        Words("请按所附选票清样为{village}印制{body}选举选票，要求如下。"),
        Lines(
            "ballots",
            ("选票", "职务", "颜色", "印制张数", "备用张数"),
            rows=4,
            widths=(34, 22, 14, 15, 15),
            numbered=False,
        ),
        Boxes(
            (
                Box("paper", "纸张和尺寸"),
                Box("due_on", "交货日期", blank="　　　　年　　月　　日"),
                Box("seal_place", "盖章处", blank="选票下方居中，由{election_committee}加盖印章", wide=True),
                Box("packing", "包装", blank="按张数分包封装，封口加盖印制单位印章，随附交接单", wide=True),
            )
        ),
        Words("选票不得印编号、条码、记号和印制时间；同一职务的选票应当完全一样。印版和余票当场销毁。"),
    ),
    SignatureBlock(
        ("经办人", "{election_committee}主任", "印制单位接收人"), "{village}{election_committee}", sealed=True, copies=2
    ),
    note="本单一式两份，{election_committee}、印制单位各一份。",
)


def ballot_document(ballot: Ballot, *, sample: bool = False) -> Document:
    """The proof that is printed from, or the sample that everybody may see before."""
    return Document(
        title=f"{ballot.place}{ballot.body}选举选票",
        marks=(SAMPLE,) if sample else (),
        blocks=list(_blocks(ballot, sample=sample)),
        page_numbers=False,
        compact=True,
        names=[ballot.place, *(name for post in ballot.posts for name in post.names)],
    )


def _blocks(ballot: Ballot, *, sample: bool) -> Iterator[Block]:
    for post in ballot.posts:
        yield _table(post, ballot)
    yield Paragraph(instructions(ballot), small=True)
    seal = f"（{ballot.sealed_by}印章）"
    yield Paragraph(Text(f"{SAMPLE}，不得用于投票", bold=True) if sample else seal, align="center")


def _table(post: BallotPost, ballot: Ballot) -> Table:
    width = len(ballot.columns)
    rows = [[name, *[""] * width] for name in (*post.names, *[""] * post.blanks)]
    women = "，限女性" if post.women_only else ""
    return Table(
        (f"{post.title}（应选{post.seats}名{women}）", *ballot.columns),
        rows,
        widths=(60, *[40 / width] * width),
        by_hand=True,
    )


def instructions(ballot: Ballot) -> str:
    """How it is filled in, as briefly as a ballot must say it."""
    said = [f"在所选人姓名后的“赞成”格内画“{MARKED}”。"]
    if len(ballot.columns) > 1:
        said = [f"对每名候选人，只在“赞成”“反对”“弃权”中的一格画“{MARKED}”。"]
    if any(post.names for post in ballot.posts):
        said.append(f"另选他人的，在空行写上姓名，并在“赞成”格内画“{MARKED}”。")
    else:
        said.append(f"在空行写上所选人的姓名，并在“赞成”格内画“{MARKED}”。")
    said.append("每个职务所选人数不得多于应选名额。")
    if len(ballot.posts) > 1:
        said.append("同一人只能选任一个职务。")
    return "".join(f"{number}.{text}" for number, text in enumerate(said, 1))


def order_lines(ballots: Sequence[Ballot], colours: Mapping[str, str], copies: int | None) -> list[tuple[str, ...]]:
    """The lines of the notice to the printers: a ballot each, with its colour and number where they are known.

    ``colours`` are by the title of the post; a ballot for several posts has one as a rule.
    """
    lines: list[tuple[str, ...]] = []
    for ballot in ballots:
        titles = [post.title for post in ballot.posts]
        colour = "、".join(dict.fromkeys(filter(None, (colours.get(one, "") for one in titles))))
        lines.append((f"{ballot.body}选举选票", "、".join(titles), colour, str(copies or ""), ""))
    return lines
