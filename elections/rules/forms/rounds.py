"""Papers of a round that must follow another, and of a recall."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words

_OFFICE = "{village}{election_committee}"
_HEAD = "{election_committee}主任"
_TIME = "　　月　　日\n　　时　　分"
_CAUSES = "□天气、灾害　□现场秩序混乱　□其他"

BREAKING_OFF = Form(
    "breaking_off",
    "{village}投票现场中止记录",
    (
        Words("{village}于{polling_day}举行{committee}选举投票，投票轮次：{round}。因下列情况，投票现场中止。"),
        Boxes(
            (
                Box("broken_off_at", "中止时间", blank=_TIME),
                Box("cause", "中止原因", blank=_CAUSES),
                Box("circumstances", "中止情况", blank="\n\n", wide=True),
                Box("issued", "已发出选票", unit="张"),
                Box("unused", "未发出选票", unit="张"),
            )
        ),
        Lines(
            "boxes",
            ("票箱", "封条是否完好", "封存人", "封存时间", "存放地点", "看守人"),
            rows=5,
            widths=(18, 14, 20, 16, 18, 14),
            numbered=False,
        ),
        Boxes(
            (
                Box("sealed_by", "票箱封存人"),
                Box("kept_at", "存放和看守"),
                Box("next_day", "新投票日", blank=DATE_LINE),
                Box("approved_by", "批准机关和文号"),
            )
        ),
        Words("票箱没有开启，票数没有清点。新投票日由批准机关确定后另行公告。"),
    ),
    SignatureBlock((_HEAD, "监票人", "监票人", "{government}干部"), _OFFICE, sealed=True, copies=2),
    note="本记录一式两份，{election_committee}、{government}各一份。",
)

NEXT_ROUND = Form(
    "next_round",
    "{village}下一轮投票报告单",
    (
        Words("{village}于{held_on}举行{committee}选举投票({round})，因{cause}，需要{step}。"),
        Boxes(
            (
                Box("lacking", "缺额"),
                Box("decides", "决定机关"),
                Box("next_day", "拟定投票日", blank=DATE_LINE),
                Box("latest", "最迟日"),
                Box("stays", "仍然有效", wide=True),
                Box("checked", "核对后继续有效", wide=True),
                Box("again", "重新办理", wide=True),
                Box("acting", "过渡期村(居)务主持", wide=True),
                Box("leader", "包案领导", wide=True),
            )
        ),
        Lines(
            "listed",
            ("职务", "应选", "候选人", "上一轮得票"),
            rows=6,
            widths=(20, 12, 44, 24),
            numbered=False,
            caption="另行选举、再次投票的候选人",
        ),
        Words("批复意见：\n\n"),
    ),
    SignatureBlock((_HEAD, "{government}审核人"), _OFFICE, sealed=True, copies=2),
    note="本单一式两份，{election_committee}、{government}各一份。",
)

PETITION = Form(
    "petition",
    "{village}罢免要求接收登记表",
    (
        Boxes(
            (
                Box("received_on", "收到日期", blank=DATE_LINE),
                Box("post", "被要求罢免的职务"),
                Box("registered", "{voters}", unit="{measure}"),
                Box("signed", "联名人数", unit="人"),
                Box("share", "是否达到法定人数", blank="□达到　□没有达到"),
                Box("vote_until", "最迟表决日", blank=DATE_LINE),
                Box("grounds", "罢免理由", blank="\n\n\n", wide=True),
                Box("reply", "被要求罢免人的申辩意见", blank="\n\n", wide=True),
            )
        ),
        Words("罢免要求书和联名签名附后，由{village}{election_committee}或者{committee}保管，不对外公布联名人。"),
    ),
    SignatureBlock(("提出人代表", "接收人", "{government}核对人"), dated=True, copies=2),
)

RECALL_RESULT = Form(
    "recall_result",
    "{village}罢免表决结果报告单",
    (
        Words("{village}于{polling_day}在{venue}对罢免要求进行投票表决，投票轮次：{round}。"),
        Boxes(
            (
                Box("registered", "{voters}", unit="{measure}"),
                Box("issued", "发出表决票", unit="张"),
                Box("recovered", "收回表决票", unit="张"),
                Box("half", "参加投票是否过半数", blank="□是　□否"),
            )
        ),
        Lines(
            "listed",
            ("职务", "同意罢免", "不同意", "弃权", "无效", "是否通过"),
            rows=4,
            widths=(24, 16, 16, 14, 14, 16),
            numbered=False,
        ),
        Boxes((Box("announced_at", "当场公布", blank=_TIME), Box("sealed_at", "表决票封存", blank=_TIME))),
    ),
    SignatureBlock(("唱票人", "计票人", "监票人", "监票人", "主持人"), sealed=True, copies=3),
    note="本单一式三份，{committee}、{own}档案、{government}各一份。",
)
