"""Papers of the day of the vote and after it: ballots handed over, boxes, tally, report, sealing, handover."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words

_OFFICE = "{village}{election_committee}"
_HEAD = "{election_committee}主任"
_TIME = "　　月　　日\n　　时　　分"
FIELDS = 20
"""Fields of the tally sheet for one 正 of five strokes each."""

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

BOX_COUNT = Form(
    "box_count",
    "{village}票箱清点单",
    (
        Boxes(
            (
                Box("box", "票箱", blank="□中心会场　□投票站　□流动票箱", wide=True),
                Box("round", "投票轮次"),
                Box("opened_at", "启封时间", blank=_TIME),
                Box("sealed", "封条", blank="□完好　□破损"),
                Box("issued", "发出选票", unit="张"),
                Box("recovered", "收回选票", unit="张"),
                Box("missing", "未收回", unit="张"),
                Box("reason", "发出与收回不等的说明", wide=True),
            )
        ),
        Words("清点时票面朝下，不看所选内容；各票箱清点完毕后混合，再行计票。"),
    ),
    SignatureBlock(("清点人", "清点人", "监票人", "监票人")),
)

DOUBTFUL = Form(
    "doubtful",
    "{village}疑难票记录",
    (
        Boxes((Box("round", "投票轮次"), Box("held_on", "投票日", blank=DATE_LINE))),
        Lines(
            "ballots",
            ("序号", "职务", "票面情况", "认定(有效、部分无效、无效)", "所依选举办法条款"),
            rows=12,
            widths=(8, 14, 36, 24, 18),
        ),
        Words("只记票面情况，不记是谁的票，不在选票上作任何记号。"),
    ),
    SignatureBlock(("计票人", "监票人", "监票人", _HEAD)),
)

TALLY = Form(
    "tally",
    "{village}唱票计票单",
    (
        Boxes(
            (
                Box("round", "投票轮次"),
                Box("post", "职务"),
                Box("seats", "应选", unit="名"),
                Box("counting_group", "计票组", blank="第　　组，共　　组"),
                Box("ballots", "本组选票", unit="张"),
                Box("times", "计票时间", blank="　　时　　分至　　时　　分"),
            ),
            per_row=3,
        ),
        Lines(
            "listed",
            ("序号", "姓名", *(str(5 * one) for one in range(1, FIELDS + 1)), "赞成", "反对", "弃权"),
            rows=12,
            widths=(3.5, 11, *(3.4,) * FIELDS, 6, 6, 5.5),
            groups=(("", 2), ("每格画一个“正”字，五票", FIELDS), ("", 3)),
        ),
        Boxes(
            (
                Box("void", "本职务无效", unit="张"),
                Box("blank", "本职务空白", unit="张"),
                Box("marks", "赞成合计", unit="票"),
            ),
            per_row=3,
        ),
    ),
    SignatureBlock(("唱票人", "计票人", "监票人", "监票人"), dated=False),
    large=True,
)

RESULT = Form(
    "result",
    "{village}{committee}选举结果报告单",
    (
        Words("{village}于{polling_day}在{venue}举行{committee}选举，投票轮次：{round}。"),
        Words(
            "{voters}{registered}{measure}，发出选票{issued}张，收回选票{recovered}张，{over}发出数；"
            "参加投票{measure}数{half}登记{measure}数的半数，本次选举{valid}。",
            blanks={"over": "（□未超过□超过）", "half": "（□超过□未超过）", "valid": "（□有效□无效）"},
        ),
        Boxes(
            (
                Box("list_notice", "名单公告"),
                Box("printed", "印制选票", unit="张"),
                Box("in_person", "现场发出", unit="张"),
                Box("by_proxy", "委托发出", unit="张"),
                Box("roving", "流动票箱发出", unit="张"),
                Box("spoiled", "损坏更换", unit="张"),
                Box("left", "剩余选票", unit="张"),
                Box("valid_ballots", "有效票", unit="张"),
                Box("void", "无效票", unit="张"),
                Box("blank", "空白票", unit="张"),
            )
        ),
        Lines(
            "listed",
            ("序号", "职务", "姓名", "性别", "赞成", "反对", "弃权", "是否当选"),
            rows=12,
            widths=(8, 14, 22, 8, 12, 12, 12, 12),
        ),
        Boxes(
            (
                Box("elected", "当选名单", blank="\n\n", wide=True),
                Box("open", "缺额", unit="名"),
                Box("next", "下一步", blank="□另行选举　□再次投票　□不再另选"),
                Box("opened_at", "大会开始", blank=_TIME),
                Box("closed_at", "投票截止", blank=_TIME),
                Box("counted_at", "开始计票", blank=_TIME),
                Box("announced_at", "当场公布", blank=_TIME),
            )
        ),
    ),
    SignatureBlock(("唱票人", "计票人", "监票人", "监票人", _HEAD), _OFFICE, sealed=True, copies=3),
    note="本单一式三份，{election_committee}、{own}档案、{government}各一份。",
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
                Box("keeper", "送达单位"),
                Box("delivered_at", "送达时间", blank=_TIME),
                Box("receiver", "接收人"),
                Box("kept_until", "保管期限"),
            )
        ),
        Words("封口处由下列人员签名并加盖{election_committee}印章，未经批准不得启封。"),
    ),
    SignatureBlock((_HEAD, "监票人", "监票人", "保管人"), _OFFICE, sealed=True, copies=2),
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
