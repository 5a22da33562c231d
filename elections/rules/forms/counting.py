"""Papers of the count: what each box gave, doubtful ballots, strokes, and the report that is signed in three copies."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words
from elections.rules.sheet_shape import CORE, MARKS, OF_POST

_HEAD = "{election_committee}主任"
_TIME = "　　月　　日\n　　时　　分"
FIELDS = 20
"""Fields of the tally sheet for one 正 of five strokes each."""
_LINES = 12

BOX_COUNT = Form(
    "box_count",
    "{village}票箱清点单",
    (
        Boxes(
            (
                Box("box", "票箱", blank="□中心会场　□投票站　□流动票箱", wide=True),
                Box("round", "投票轮次"),
                Box("box_place", "地点"),
                Box("closed_at", "封箱时间", blank=_TIME),
                Box("opened_at", "启封时间", blank=_TIME),
                Box("sealed", "封条", blank="□完好　□破损"),
                Box("issued", "发出选票", unit="张"),
                Box("recovered", "收回选票", unit="张"),
                Box("missing", "未收回", unit="张"),
                Box("reason", "发出与收回不等的说明", blank="\n", wide=True),
            )
        ),
        Words("清点时票面朝下，不看所选内容；各票箱清点完毕后混合，再行计票。"),
    ),
    SignatureBlock(("清点人", "清点人", "监票人", "监票人")),
    note="每个票箱一张，只记张数。每个职务一张选票的，分职务各填一张。",
)

DOUBTFUL = Form(
    "doubtful",
    "{village}疑难票认定记录",
    (
        Boxes((Box("round", "投票轮次"), Box("held_on", "投票日", blank=DATE_LINE))),
        Words("{own}选举办法规定的无效票：{void_grounds}。"),
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
                Box("sheet_number", "本组第几张", blank="第　　张，共　　张"),
                Box("ballots", "本组选票", unit="张"),
            ),
            per_row=3,
        ),
        Lines(
            "listed",
            ("序号", "姓名", *(str(5 * one) for one in range(1, FIELDS + 1)), *MARKS.values()),
            rows=_LINES,
            widths=(3.5, 11, *(3.4,) * FIELDS, 6, 6, 5.5),
            groups=(("", 2), ("每格画一个“正”字，五票；写不下的接第二张", FIELDS), ("", 3)),
        ),
        Boxes(
            (
                Box("void", "本职务废票", unit="张"),
                Box("blank", "本职务弃权票", unit="张"),
                Box("marks", "得票合计", unit="票"),
                Box("times", "计票时间", blank="　时　分至　时　分"),
            ),
            per_row=4,
        ),
    ),
    SignatureBlock(("唱票人", "计票人", "监票人", "监票人"), dated=False),
    large=True,
    letters="lectern",
    note="候选人按选票上的次序；另选他人的姓名写在空行。得票合计不得多于有效票与应选名额之积。",
)

RESULT = Form(
    "result",
    "{village}{committee}选举结果报告单",
    (
        Words("{village}于{polling_day}在{venue}举行{committee}选举，投票轮次：{round}。"),
        Words(
            "{count_sentence}",
            blanks={
                "count_sentence": "{voters}{registered}{measure}，发出选票{issued}张，收回选票{recovered}张，"
                "（□未超过□超过）发出数；参加投票{measure}数（□超过□未超过）登记{measure}数的半数，"
                "本次选举（□有效□无效）。"
            },
        ),
        Boxes((Box("list_notice", "名单公告"), Box("present", "到会(代表投票的填)", unit="人"))),
        Lines("accounts", ("选票", *CORE.values()), rows=1, widths=(14, *(10.75,) * len(CORE)), numbered=False),
        Lines("posts", ("职务", "应选名额", *OF_POST.values()), rows=4, widths=(20,) * 5, numbered=False),
        Lines(
            "listed",
            ("序号", "职务", "姓名", "性别", *MARKS.values(), "是否当选"),
            rows=_LINES,
            widths=(8, 14, 22, 8, 12, 12, 12, 12),
        ),
        Boxes(
            (
                Box("elected", "当选名单", blank="\n\n", wide=True),
                Box("open", "缺额", unit="名"),
                Box("next", "下一步", blank="□另行选举　□再次投票\n□不再另选　□重新选举"),
                Box("opened_at", "大会开始", blank=_TIME),
                Box("unsealed_at", "选票启封", blank=_TIME),
                Box("closed_at", "投票截止", blank=_TIME),
                Box("gathered_at", "票箱集中", blank=_TIME),
                Box("counted_at", "开始计票", blank=_TIME),
                Box("announced_at", "当场公布", blank=_TIME),
                Box("sealed_at", "选票封存", blank=_TIME),
            )
        ),
    ),
    SignatureBlock(
        ("唱票人", "计票人", "监票人", "监票人", "总监票人", _HEAD),
        "{village}{election_committee}",
        sealed=True,
        copies=3,
    ),
    note="本单一式三份，{election_committee}、{own}档案、{government}各一份。",
)
