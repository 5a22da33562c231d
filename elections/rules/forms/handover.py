"""Lists by which an old committee hands over: the seal on its own day, accounts, property; the rest on one list."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words

_WHEN = Boxes((Box("handed_on", "移交日期", blank=DATE_LINE), Box("venue", "移交地点")))
_SIGNED = SignatureBlock(("移交人", "接收人", "{supervision}负责人", "{government}监交人"), dated=False, copies=3)
_NOTE = "本清单一式三份，移交人、接收人、{government}各一份。"

SEAL = Form(
    "seal_handover",
    "{village}{committee}印章移交单",
    (
        Words("{village}下列印章已当面核对、移交。"),
        Lines(
            "seals",
            ("印章名称", "枚数", "印模", "情况说明"),
            widths=(34, 12, 30, 24),
            numbered=False,
            firsts=("{committee}印章", "财务专用章", "其他"),
        ),
        _WHEN,
    ),
    _SIGNED,
    note=f"印章移交的日期按本县规定办理，待确认。{_NOTE}",
)

FINANCE = Form(
    "finance_handover",
    "{village}集体财务移交清单",
    (
        Words("{village}上一届{committee}向新一届{committee}移交集体财务，截止日的账面数和实际数如下。"),
        Lines(
            "accounts",
            ("项目", "账面数(元)", "实际数(元)", "账册、凭证", "情况说明"),
            widths=(22, 16, 16, 22, 24),
            numbered=False,
            firsts=(
                *("库存现金", "银行存款", "债权", "债务", "会计凭证"),
                *("会计账簿", "财务报表", "票据", "合同和协议", "其他"),
            ),
        ),
        _WHEN,
    ),
    _SIGNED,
    note=_NOTE,
)

ASSETS = Form(
    "assets_handover",
    "{village}集体资产移交清单",
    (
        Words("{village}上一届{committee}向新一届{committee}移交办公场所、用具和其他集体资产、资源。"),
        Lines(
            "assets",
            ("序号", "名称", "数量或面积", "存放地点", "现状", "接收人"),
            rows=12,
            widths=(8, 26, 16, 20, 16, 14),
        ),
        _WHEN,
    ),
    _SIGNED,
    note=_NOTE,
)
