"""Papers of the party organisation's election, from reports on duty to the filing; filled in or blank.

Of a meeting they hold totals; names stand where practice asks for them, in the order of strokes, never of votes.
"""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words
from elections.party_choices import RECOMMENDING, NotCounted

_OWN = SignatureBlock((), "{party_org}", sealed=True, copies=2)
_ABOVE = SignatureBlock((), "{party_committee}", sealed=True, copies=2)
_TO_ABOVE = Words("{party_committee}：", indent=False)
_TO_OWN = Words("{party_org}：", indent=False)
_STROKES = "姓名(按姓氏笔画)"

DUTY = Form(
    "party_duty",
    "{party_org}\n述职评议情况表",
    (
        Words("{party_org}书记和委员向党员和{people}代表述职，由到会人员无记名评议。"),
        Boxes(
            (
                Box("party_duty_on", "会议日期", blank=DATE_LINE),
                Box("venue", "会议地点"),
                Box("duty_entitled", "应到", unit="人"),
                Box("duty_present", "实到", unit="人"),
                Box("duty_issued", "发出评议表", unit="张"),
                Box("duty_recovered", "收回评议表", unit="张"),
                Box("duty_valid", "有效评议表", unit="张"),
            )
        ),
        Lines(
            "duties",
            ("序号", "述职人职务", "好", "较好", "一般", "差", "主要意见"),
            rows=6,
            widths=(8, 22, 9, 9, 9, 9, 34),
        ),
    ),
    SignatureBlock(("主持人", "监票人", "计票人"), "{party_org}"),
)

REQUEST = Form(
    "party_request",
    "关于召开{village}党员大会\n进行换届选举的请示",
    (
        Words("{request_number}", indent=False),
        _TO_ABOVE,
        Words("{party_body}本届任期届满，拟召开党员大会选举新一届委员会。现将有关事项请示如下。"),
        Words("一、指导思想。坚持党的领导，发扬党内民主，尊重和保障党员权利，严格按照规定的程序和要求办理。"),
        Words("二、时间和地点。{polling_day}，{venue}。"),
        Words("三、议程。听取和审查本届委员会的工作报告；通过选举办法和监票人、计票人名单；选举委员会委员。"),
        Words(
            "四、名额和方式。应选委员{seats}名，候选人{candidates}名，无记名投票、差额选举；{discipline}设纪检委员。"
            "书记、副书记由新一届委员会第一次会议选举；不设委员会的，由党员大会选举。",
            blanks={"discipline": "（□拟□不）"},
        ),
        Words("五、党员人数。正式党员{full_members}人，不计入应到会{not_counted}人，应到会{expected}人(名单附后)。"),
        Words("妥否，请批示。"),
    ),
    _OWN,
)

COUNTED = Form(
    "party_not_counted",
    "{party_org}\n不计入应到会党员人数报告表",
    (
        Boxes(
            (
                Box("full_members", "正式党员", unit="人"),
                Box("not_counted", "不计入应到会", unit="人"),
                Box("expected", "应到会", unit="人"),
                Box("polling_day", "党员大会日期", blank=DATE_LINE),
            )
        ),
        Lines(
            "classes",
            ("情形", "人数", "说明"),
            widths=(40, 16, 44),
            numbered=False,
            firsts=tuple(one.label for one in NotCounted),
        ),
        Lines("listed", ("序号", _STROKES, "情形", "所在地", "备注"), rows=8, widths=(8, 22, 30, 22, 18)),
        Boxes(
            (
                Box("own_opinion", "{party_org}意见", blank="\n\n", wide=True),
                Box("above_opinion", "{party_committee}意见", blank="\n\n", wide=True),
            )
        ),
        Words("上级批准并经党员大会通过后，所列党员不计入应到会人数；到会的，仍有选举权。"),
    ),
    _OWN,
)

PERMIT = Form(
    "party_permit",
    "关于同意召开{village}党员大会\n进行换届选举的批复",
    (
        Words("{permit_number}", indent=False),
        _TO_OWN,
        Words("你们《关于召开{village}党员大会进行换届选举的请示》（{request_number}）收悉。经研究，批复如下。"),
        Words("一、同意于{polling_day}召开党员大会，选举产生新一届{party_body}。"),
        Words("二、同意应选委员{seats}名，候选人{candidates}名，无记名投票、差额选举。"),
        Words("三、同意不计入应到会党员{not_counted}人，应到会党员{expected}人。"),
        Words("请严格按照规定组织选举，选举结果及时上报。"),
        Words("此复。"),
    ),
    _ABOVE,
)

RECOMMENDATION = Form(
    "party_recommendation",
    "{party_body}\n委员人选推荐表",
    (
        Boxes((Box("kind", "推荐范围", blank="□党员推荐　　□群众推荐", wide=True),)),
        Lines("listed", ("序号", "被推荐人", "推荐职务"), rows=7, widths=(12, 48, 40)),
        Words("推荐人数不超过应选名额{seats}名，多于名额的无效。不写推荐人姓名，不作记号，当场收回。"),
    ),
    SignatureBlock(dated=False),
)

RECOMMENDED = Form(
    "party_recommended",
    "{party_org}\n换届推荐情况汇总表",
    (
        Boxes(
            (
                Box("party_recommendation_on", "推荐日期", blank=DATE_LINE),
                Box("venue", "推荐地点"),
            )
        ),
        Lines(
            "sheets",
            ("范围", "应到(人)", "实到(人)", "发出(张)", "收回(张)", "有效(张)"),
            widths=(25, 15, 15, 15, 15, 15),
            numbered=False,
            firsts=tuple(one.label for one in RECOMMENDING),
        ),
        Lines(
            "listed",
            ("序号", "被推荐人(按姓氏笔画)", "党员推荐", "群众推荐", "备注"),
            rows=7,
            widths=(8, 32, 18, 18, 24),
        ),
        Words("被推荐人按姓氏笔画排列，不按推荐多少排列，不公布，不作为确定人选的唯一依据。"),
    ),
    SignatureBlock(("主持人", "监票人", "计票人"), "{party_org}"),
)

INSPECTION = Form(
    "party_inspection",
    "{party_org}\n换届人选考察情况表",
    (
        Boxes(
            (
                Box("party_review_on", "考察日期", blank=DATE_LINE),
                Box("inspection_present", "谈话人数", unit="人"),
                Box("talked_to", "谈话范围", blank="□党组织成员　□党员　□{people}代表　□其他", wide=True),
            )
        ),
        Lines(
            "inspected",
            ("序号", _STROKES, "现任职务", "政治素质和履职情况", "廉洁和联审情况", "考察意见"),
            rows=7,
            widths=(8, 20, 18, 24, 16, 14),
        ),
    ),
    SignatureBlock(("考察组组长", "考察组成员", "考察组成员"), "{party_committee}"),
)

NOTICE = Form(
    "party_notice",
    "关于{party_body}\n委员预备人选的公示",
    (
        Words("经党员推荐、群众推荐、考察和研究，下列人员为{party_body}委员预备人选，现予公示。"),
        Lines(
            "nominees",
            ("序号", _STROKES, "性别", "出生年月", "学历", "现任职务", "拟提名职务"),
            rows=7,
            widths=(8, 20, 8, 14, 16, 17, 17),
        ),
        Words("公示时间：{notice_on}至{notice_until}。"),
        Words("对预备人选有意见的，请在公示期间向{party_committee}反映，可以当面、书面或者来电；反映人受保护。"),
        Words("受理地点和电话：{received_at}。"),
    ),
    SignatureBlock((), "{party_committee}", sealed=True, copies=3),
)

OBJECTION = Form(
    "party_objection",
    "{party_org}\n预备人选公示异议受理和答复单",
    (
        Boxes(
            (
                Box("number", "序号"),
                Box("received_on", "收到日期", blank=DATE_LINE),
                Box("matter", "反映事项", blank="□任职条件　□推荐程序　□廉洁作风　□其他", wide=True),
                Box("said", "反映内容", blank="\n\n\n", wide=True),
                Box("found", "核查情况", blank="\n\n\n", wide=True),
                Box("outcome", "处理意见", blank="□人选不变　　□调整人选　　□暂缓", wide=True),
                Box("answered_on", "答复日期", blank=DATE_LINE),
                Box("answered_how", "答复方式"),
            )
        ),
    ),
    SignatureBlock(("受理人", "核查人", "{party_committee}负责人"), "{party_committee}"),
    note="反映人姓名另纸密封，不在本单填写。",
)

MEETING = Form(
    "party_meeting",
    "{party_org}\n党员大会选举情况报告单",
    (
        Words(
            "{party_org}于{polling_day}在{venue}召开党员大会，应到会有选举权的党员{expected}人，实到会{present}人，"
            "{reached}应到会人数的{quorum_part}，{may}进行选举。",
            blanks={"reached": "（□达到□未达到）", "may": "（□可以□不能）"},
        ),
        Boxes(
            (
                Box("scheme_passed", "选举办法", blank="□通过　□未通过"),
                Box("staff_passed", "监票人、计票人", blank="□通过　□未通过"),
                Box("seats", "应选委员", unit="名"),
                Box("candidates", "候选人", unit="名"),
                Box("issued", "发出选票", unit="张"),
                Box("recovered", "收回选票", unit="张"),
                Box("valid", "有效票", unit="张"),
                Box("void", "无效票", unit="张"),
            )
        ),
        Lines(
            "votes",
            ("序号", _STROKES, "赞成", "不赞成", "弃权", "是否当选"),
            rows=8,
            widths=(8, 32, 15, 15, 15, 15),
        ),
        Boxes(
            (
                Box("elected", "当选委员", unit="名"),
                Box("next", "不足名额的", blank="□另行选举　□经半数以上同意减少名额"),
                Box("session", "第一次委员会选举结果", blank="书记：　　　　　副书记：　　　　　纪检委员：", wide=True),
            )
        ),
    ),
    SignatureBlock(("总监票人", "监票人", "计票人", "主持人"), "{party_org}", sealed=True, copies=3),
)

REPORT = Form(
    "party_report",
    "关于{party_org}\n换届选举结果的报告",
    (
        Words("{report_number}", indent=False),
        _TO_ABOVE,
        Words(
            "经批准（{permit_number}），{village}于{polling_day}召开党员大会。应到会党员{expected}人，实到会{present}人，"
            "以无记名投票方式选举产生委员{elected}名，其中女{women}名；同日召开第一次委员会会议。结果如下。"
        ),
        Lines(
            "elected_list",
            ("序号", "姓名", "性别", "出生年月", "学历", "职务"),
            rows=7,
            widths=(8, 24, 10, 18, 20, 20),
        ),
        Words("委员名单报备案，书记、副书记报请批准。"),
        Words("特此报告。"),
    ),
    _OWN,
)

REPLY = Form(
    "party_reply",
    "关于{party_org}\n换届选举结果的批复",
    (
        Words("{reply_number}", indent=False),
        _TO_OWN,
        Words("你们《关于{party_org}换届选举结果的报告》（{report_number}）收悉。经研究，批复如下。"),
        Words("一、同意新一届委员会由{elected}名委员组成。"),
        Words("二、同意书记、副书记的选举结果：书记{secretary_name}，副书记{deputy_names}。"),
        Words("此复。"),
    ),
    _ABOVE,
)

FILING = Form(
    "party_filing",
    "村(社区)党组织书记县级备案表",
    (
        Boxes(
            (
                Box("party_org", "党组织"),
                Box("secretary_name", "书记姓名"),
                Box("secretary_sex", "性别"),
                Box("secretary_birth", "出生年月"),
                Box("secretary_education", "学历"),
                Box("joined", "入党时间"),
                Box("polling_day", "党员大会日期", blank=DATE_LINE),
                Box("reply_number", "批复文号"),
                Box("way", "产生方式", blank="□委员会第一次会议选举　□党员大会选举"),
                Box("filing_number", "备案文号"),
                Box("record", "简要经历", blank="\n\n\n", wide=True),
                Box("above_opinion", "{party_committee}意见", blank="\n\n", wide=True),
                Box("county_opinion", "县委组织部备案意见", blank="\n\n", wide=True),
            )
        ),
    ),
    SignatureBlock(("填表人", "审核人"), copies=2),
    note="本表一式两份，{party_committee}、县委组织部各一份。",
)

LETTER = Form(
    "party_letter",
    "关于报送{party_org}\n换届选举结果的函",
    (
        Words("{letter_number}", indent=False),
        _TO_ABOVE,
        Words("{party_org}已于{polling_day}完成换届选举，选举结果报告（{report_number}）和书记备案表随函报送。"),
        Words("新一届委员会委员{elected}名，书记{secretary_name}。请按照有关规定批复，并报县委组织部备案。"),
        Words("特此函达。"),
    ),
    _OWN,
)
