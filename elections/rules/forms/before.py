"""Papers from the choice of the election committee to the roving boxes; filled in or blank (``documents.forms``)."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words

_OFFICE = "{village}{election_committee}"
_HEAD = "{election_committee}主任"

SELECTION = Form(
    "selection",
    "{village}推选{election_committee}记录",
    (
        Words("根据{law}，{village}推选主持本次选举的{election_committee}。"),
        Boxes(
            (
                Box("held_on", "会议日期", blank=DATE_LINE),
                Box("venue", "会议地点"),
                Box("way", "推选方式", blank="□{assembly}　□{representatives}　□{group}会议", wide=True),
                Box("entitled", "应到会", unit="人"),
                Box("present", "到会", unit="人"),
                Box("seats", "应推选", unit="人"),
                Box("chosen", "实推选", unit="人"),
            )
        ),
        Lines(
            "members",
            ("序号", "姓名", "性别", "同意人数", "主任、成员或者递补次序", "备注"),
            rows=9,
            widths=(8, 20, 10, 16, 30, 16),
        ),
        Words("{election_committee}成员名单在{posting_place}张贴公布。"),
    ),
    SignatureBlock(("主持人", "记录人", "监票人", "计票人")),
)

SIGN_IN = Form(
    "sign_in",
    "{village}会议签到册",
    (
        Boxes(
            (
                Box("meeting", "会议名称", wide=True),
                Box("held_on", "会议日期", blank=DATE_LINE),
                Box("venue", "会议地点"),
                Box("entitled", "应到会", unit="人"),
                Box("present", "到会", unit="人"),
            )
        ),
        Lines("listed", ("序号", "姓名", "{group}", "本人签名", "备注"), rows=16, widths=(8, 22, 22, 30, 18)),
    ),
    SignatureBlock(("主持人", "记录人"), dated=False),
    note="由本人签名；不能写字的按指印，由工作人员注明。本册留存{own}，不上报。",
)

OBJECTION_DECISION = Form(
    "objection_decision",
    "{village}{election_committee}\n关于名单异议的处理决定",
    (
        Words("{objector}：", indent=False),
        Words("你于{received_on}对{voters}名单提出异议。{election_committee}核查研究后，决定如下。"),
        Boxes(
            (
                Box("matter", "异议内容", blank="\n\n", wide=True),
                Box("found", "核查情况", blank="\n\n\n", wide=True),
                Box("decision", "处理决定", blank="\n\n", wide=True),
                Box("decided_on", "决定日期", blank=DATE_LINE),
                Box("delivered_on", "送达日期", blank=DATE_LINE),
            )
        ),
        Words("本决定送达异议人。涉及名单变动的，在公布名单的地点张贴补正名单。"),
    ),
    SignatureBlock((_HEAD, "成员", "送达人", "收件人"), _OFFICE, sealed=True, copies=2),
    note="本决定一式两份，一份送异议人，一份存档。",
)

REVIEW = Form(
    "review",
    "{village}候选人资格审查意见",
    (
        Boxes(
            (
                Box("name", "姓名"),
                Box("sex", "性别"),
                Box("post", "参选职务"),
                Box("way", "产生方式", blank="□提名　□自荐"),
                Box("conditions", "选举办法规定的条件", wide=True),
                Box("clause", "所依选举办法条款", wide=True),
                Box("informed_by", "提供情况的单位和文号", wide=True),
                Box("found", "审查情况", blank="\n\n\n", wide=True),
                Box("opinion", "审查意见", blank="□符合候选人条件　　□不符合候选人条件", wide=True),
            )
        ),
        Words("本意见由{reviewer}按照{own}通过的选举办法作出。有关单位的来文只供了解情况。"),
    ),
    SignatureBlock((_HEAD, "成员", "成员", "成员"), _OFFICE, sealed=True),
    note="不符合条件的理由只告知本人，不张贴。",
)

PROXY = Form(
    "proxy",
    "{village}委托投票书",
    (
        Words("{village}{election_committee}："),
        Words("本人{giver}已登记参加{committee}选举，因{reason}不能在{polling_day}到场投票，现委托{holder}代为投票。"),
        Boxes(
            (
                Box("giver", "委托人"),
                Box("giver_group", "所在{group}"),
                Box("holder", "受委托人"),
                Box("relation", "与委托人关系"),
            )
        ),
        Words("受委托人不是候选人，已在{own}登记参加选举，接受的委托没有超过规定人数。"),
        Boxes(
            (Box("received_on", "收件日期", blank=DATE_LINE), Box("checked", "审核", blank="□同意　□不同意")),
        ),
    ),
    SignatureBlock(("委托人", "受委托人", "经办人", _HEAD), _OFFICE, sealed=True, copies=10),
    note="在规定的截止日以前办理，名单公布后方可凭本书领票。",
)

ROVING_BOXES = Form(
    "roving_boxes",
    "{village}流动票箱审批表",
    (
        Words("因{reason}，{village}{committee}选举拟设流动票箱{mobile_boxes}个，报请批准。"),
        Lines(
            "boxes",
            ("票箱", "路线", "起止时间", "监票人"),
            rows=2,
            widths=(12, 34, 24, 30),
            numbered=False,
            caption="流动票箱",
        ),
        Lines(
            "listed",
            ("序号", "姓名", "{group}", "不能到场的原因"),
            rows=6,
            widths=(10, 24, 26, 40),
            caption="在流动票箱投票的人员",
        ),
        Boxes((Box("opinion", "{government}意见", blank="\n\n", wide=True),)),
    ),
    SignatureBlock((_HEAD, "经办人", "{government}审批人"), "{government}", sealed=True, copies=2),
    note="批准后，将投票人员和监票人名单张贴公布。",
)
