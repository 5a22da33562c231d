"""First passwords as strips of paper, one an account, to be cut apart and handed over."""

from collections.abc import Sequence
from typing import Any

from electioncycle.documents import render_pdf
from electioncycle.documents.blocks import INTERNAL, Block, Document, Facts, Paragraph

ADVICE = "沿虚线裁开，当面交给本人。首次登录须修改密码；不要拍照、转发。"
ON_SCREEN = 5
"""More accounts than this are only printed."""


def strips_pdf(strips: Sequence[Any], *, address: str) -> bytes:
    blocks: list[Block] = [Paragraph(ADVICE, indent=False, small=True)]
    for strip in strips:
        blocks.append(
            Facts(
                [
                    ("单位", strip.unit),
                    ("姓名", strip.name),
                    ("账号", strip.username),
                    ("初始密码", strip.password),
                    ("角色", strip.role),
                    ("网址", address),
                ],
                whole=True,
            )
        )
        blocks.append(Paragraph("- " * 53, indent=False, small=True))
    names = [text for strip in strips for text in (strip.unit, strip.name)]
    document = Document(title="账号通知条", blocks=blocks, marks=(INTERNAL,), names=list(dict.fromkeys(names)))
    return render_pdf(document).pdf
