"""Papers of ballots on their way: handed over before the vote, sealed after it, delivered; what an office hands on."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words

_OFFICE = "{village}{election_committee}"
_HEAD = "{election_committee}主任"
_TIME = "　　月　　日\n　　时　　分"

BALLOT_HANDOVER = Form(
    "ballot_handover",
    "{village}选票交接单",
    (
        Boxes(
            (
                Box("handed_at", "交接时间", blank=_TIME),
                Box("venue", "交接地点"),
                Box("packed", "包装和封条", blank="□完好　□破损"),
                Box("rest", "余票处理", blank="□没有　□当场销毁"),
            )
        ),
        Lines(
            "ballots",
            ("职务", "选票颜色", "封数", "印制张数", "交接张数", "备注"),
            rows=5,
            widths=(20, 16, 12, 18, 18, 16),
            numbered=False,
        ),
        Words("双方当面清点，与印制通知单核对无误。选票上没有编号和记号。"),
    ),
    SignatureBlock(("移交人", "接收人", "监票人", "{government}干部"), dated=True, copies=2),
    note="本单一式两份，移交人、接收人各一份。",
)

SEALING = Form(
    "sealing",
    "{village}选票封存单",
    (
        Boxes(
            (
                Box("round", "投票轮次"),
                Box("held_on", "投票日", blank=DATE_LINE),
                Box("sealed_at", "封存时间", blank=_TIME),
                Box("venue", "封存地点"),
            )
        ),
        Lines(
            "things",
            ("封存物", "封数", "张数或者份数", "备注"),
            widths=(34, 16, 26, 24),
            numbered=False,
            firsts=("有效票", "无效票", "空白票", "剩余选票", "委托书", "计票单"),
        ),
        Boxes(
            (
                Box("keeper", "保管单位"),
                Box("kept_until", "保管期限"),
            )
        ),
        Words("封口处由下列人员签名并加盖{election_committee}印章，未经批准不得启封。"),
    ),
    SignatureBlock((_HEAD, "监票人", "监票人", "封存人"), _OFFICE, sealed=True, copies=2),
    note="本单一式两份，{election_committee}存档一份，随选票移送一份。",
)

STRIP = (
    "封　　条\n{village}{committee}选举　选票\n"
    "封存时间　　　　　年　　月　　日　　时　　分\n\n"
    "封存人　　　　　　　监票人　　　　　　　监票人\n\n"
    "（{election_committee}骑缝盖章，未经批准不得启封）"
)

SEAL_STRIPS = Form(
    "seal_strips",
    "{village}选票封条",
    (Lines("strips", ("沿线剪开，贴在封口处，签名和印章骑缝",), widths=(100,), numbered=False, firsts=(STRIP,) * 4),),
    SignatureBlock(dated=False),
    letters="lectern",
    page_numbers=False,
)

RECEIPT = Form(
    "ballot_receipt",
    "{village}选票移送回执",
    (
        Words("{village}已将{committee}选举的选票封存，送交{government}保管。"),
        Boxes(
            (
                Box("round", "投票轮次"),
                Box("held_on", "投票日", blank=DATE_LINE),
                Box("sealed_at", "封存时间", blank=_TIME),
                Box("delivered_at", "送达时间", blank=_TIME),
                Box("packages", "封存包(箱)", unit="件"),
                Box("ballots", "选票", unit="张"),
                Box("sealed", "封条", blank="□完好　□破损"),
                Box("attached", "随附", blank="□封存单　□计票单　□委托书"),
                Box("kept_at", "存放地点和保管人", wide=True),
            )
        ),
        Words("双方当面核对件数和封条，不启封。"),
    ),
    SignatureBlock(("送交人", "送交人", "接收人"), "{government}", sealed=True, copies=2),
    note="本回执一式两份，{election_committee}、{government}各一份。",
)

HANDOVER = Form(
    "handover",
    "{village}{committee}工作移交清单",
    (
        Words("{village}上一届{committee}向新一届{committee}移交下列工作。"),
        Lines(
            "things",
            ("移交事项", "数量", "情况说明", "接收人"),
            widths=(26, 16, 38, 20),
            numbered=False,
            firsts=(
                "印章",
                "办公场所和用具",
                "集体财务账目和凭证",
                "固定资产",
                "合同和协议",
                "债权债务",
                "工作档案",
                "未了事项",
                "其他",
            ),
        ),
        Boxes((Box("handed_on", "移交日期", blank=DATE_LINE), Box("venue", "移交地点"))),
    ),
    SignatureBlock(("移交人", "接收人", "{supervision}负责人", "{government}监交人"), dated=False, copies=3),
    note="本清单一式三份，移交人、接收人、{government}各一份。",
)
