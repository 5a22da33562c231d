"""Papers of a dispute about an election: received, taken up, ballots opened and counted again, found."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words

_TIME = "　　月　　日\n　　时　　分"

RECEIVED = Form(
    "dispute_received",
    "选举异议登记表",
    (
        Boxes(
            (
                Box("number", "异议编号"),
                Box("received_on", "收到日期", blank=DATE_LINE),
                Box("raised_by", "提出人"),
                Box("phone", "联系电话"),
                Box("people", "提出人数", unit="人"),
                Box("round", "针对的投票轮次"),
                Box("kind", "异议事项", wide=True),
                Box("facts", "异议内容和要求", blank="\n\n\n\n", wide=True),
                Box("late", "是否在期限内提出", blank="□是　□否", wide=True),
                Box("acceptor", "受理机关"),
                Box("accepted_on", "受理日期", blank=DATE_LINE),
            )
        ),
        Words("提出人的身份保密，本表不张贴、不外传。"),
    ),
    SignatureBlock(("提出人", "接收人"), dated=True),
)

ACCEPTED = Form(
    "dispute_accepted",
    "选举异议受理通知书",
    (
        Words("{raised_by}：", indent=False),
        Words("您于{received_on}对{village}选举提出的异议(编号{number}，事项：{kind})，经审查，决定予以受理。"),
        Words("受理机关：{acceptor}。受理日期：{accepted_on}。认定期限：{due_on}。"),
        Words("调查核实期间，选票、委托书、计票单继续封存；需要启封复核的，经批准后在监督下进行，结束后重新封存。"),
    ),
    SignatureBlock((), "{acceptor}", sealed=True),
)

RECOUNT = Form(
    "dispute_recount",
    "{village}选票启封复核记录",
    (
        Boxes(
            (
                Box("number", "异议编号"),
                Box("round", "投票轮次"),
                Box("approval", "批准文号"),
                Box("approved_on", "批准日期", blank=DATE_LINE),
                Box("opened_at", "启封时间", blank=_TIME),
                Box("sealed", "启封前封条", blank="□完好　□破损"),
                Box("opened_by", "启封在场人", wide=True),
            )
        ),
        Lines(
            "counted",
            ("职务", "姓名或者票别", "结果报告单", "复核数", "相差"),
            rows=12,
            widths=(18, 34, 18, 16, 14),
            numbered=False,
        ),
        Boxes(
            (
                Box("resealed_at", "重新封存时间", blank=_TIME),
                Box("resealed_by", "封存人"),
                Box("conclusion", "复核情况", blank="\n\n", wide=True),
            )
        ),
        Words("选票只在现场清点，不拍照、不带离；清点完毕当场重新封存，封口处由在场人签名。"),
    ),
    SignatureBlock(("批准机关人员", "清点人", "监督人", "保管人"), dated=True, copies=2),
)

FOUND = Form(
    "dispute_found",
    "选举认定书",
    (
        Words("文号：{found_number}", indent=False),
        Words("{village}于{held_on}举行的{committee}选举({round})，收到异议(编号{number}，事项：{kind})。"),
        Words("受理机关：{acceptor}，受理日期：{accepted_on}。"),
        Words("经调查核实：{found_words}"),
        Words("认定：{finding}。"),
        Words("后续：{consequence}。"),
    ),
    SignatureBlock((), "{acceptor}", sealed=True, copies=3),
    note="本认定书一式三份，受理机关、{election_committee}、档案各一份；对外公布的不写提出人。",
)
