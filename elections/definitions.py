"""What is counted of the elections of a cycle, of their rules and of what went otherwise than the law says."""

from functools import partial

from electioncycle.figures import Figure, declare
from electioncycle.roles import FIELD

_election = partial(Figure, group="选举", source="选举台账")
_scheme = partial(Figure, group="选举", source="选举办法")
_list = partial(Figure, group="选举", source="正式候选人名单")
_day = partial(Figure, group="选举", source="撞日表")
_place = partial(Figure, group="选举", source="投票场所和票箱台账")
_proxy = partial(Figure, group="选举", source="委托投票登记")
_support = partial(Figure, group="选举", source="值守和志愿服务台账", counted=True)
_body = partial(Figure, group="选举", source="监委会等推选台账")
_companion = partial(Figure, group="选举", source="配套组织换届台账")
_dispute = partial(Figure, group="选举", source="选举异议台账")
_told = partial(Figure, group="选举", source="结果快报和结果报告单")
_defect = partial(Figure, group="选举", source="程序瑕疵台账")

VOTED = declare(
    _election(
        "elections.voted",
        "村(居)委会已投票",
        "本届村(居)民委员会换届选举已登记第一次投票的村(社区)，投票计票中、待下一轮和已结束的都计，已终止的不计。",
        "个",
        counted=True,
    )
)
ENDED = declare(
    _election(
        "elections.ended",
        "村(居)委会选举已结束",
        "本届村(居)民委员会换届选举状态为已结束的村(社区)，经决定暂缺名额、没有选齐的也计。",
        "个",
        counted=True,
    )
)
SCHEMES_ADOPTED = declare(
    _scheme(
        "elections.schemes_adopted",
        "选举办法已通过",
        "本届换届选举中经村(居)民会议或者代表会议通过、现行有效的选举办法，一个村(社区)只计现行一版。",
        "份",
        counted=True,
    )
)
CANDIDATES_PUBLISHED = declare(
    _list(
        "elections.candidates_published",
        "正式候选人已公布",
        "本届村(居)委会换届选举的正式候选人名单已经核对并登记公布的村(社区)，名单后来有变动的也算。",
        "个",
        counted=True,
    )
)
COMMITTEES = declare(
    Figure(
        "elections.committees",
        "选举委员会已产生",
        "本届村(居)委会换届选举已登记选举委员会、经另一人审核的村(社区)。",
        "个",
        group="选举",
        source="选举委员会台账",
        counted=True,
    )
)
REGISTERED = declare(
    Figure(
        "elections.registered",
        "登记参加选举",
        "本届村(居)委会换届选举登记参加选举的村民、居民，名单更正的按更正后的总数；户代表、居民代表选举的不计。",
        "人",
        group="选举",
        source="登记参加选举台账",
        counted=True,
    )
)
DEFECTS_OPEN = declare(
    _defect(
        "elections.defects_open",
        "程序瑕疵待处置",
        "登记的日期、人数不符合规则集而记入、还没有凭文件处置的程序瑕疵，各届和补选、罢免的都计；更正后不成立的不计。",
        "处",
        counted=True,
    )
)

DISPUTES = declare(
    _dispute(
        "elections.disputes",
        "选举异议",
        "本届村(居)委会换届选举登记的选举异议，只计件数；不予受理和提出人撤回的也计。",
        "件",
        counted=True,
    )
)
DISPUTES_OPEN = declare(
    _dispute(
        "elections.disputes_open",
        "选举异议未办结",
        "其中待受理、调查核实中、认定待审核和已认定而后续没有办理的。",
        "件",
        counted=True,
    )
)
ROUNDS_FAILED = declare(
    _election(
        "elections.rounds_failed",
        "一轮没有选成",
        "已投票而需要再次投票、另行选举或者重新选举、下一轮还没有投票的村(社区)。",
        "个",
    )
)

ON_ONE_DAY = declare(
    _day(
        "elections.on_one_day",
        "同日选举",
        "计划在这一天投票(含党员大会)、尚未投票也没有终止的各项选举，一个村(社区)有几项计几场。",
        "场",
    )
)
LEADERS_FREE = declare(_day("elections.leaders_free", "可到场县级领导", "县里登记的当日可以到场的县级领导。", "人"))
POLICE_FREE = declare(_day("elections.police_free", "可派民警", "县里登记的当日可以派出的民警。", "人"))

BOXES_ROVING = declare(
    _place("elections.boxes_roving", "流动票箱", "本届村(居)委会换届选举登记的流动票箱。", "个", counted=True)
)
BOXES_APPROVED = declare(
    _place(
        "elections.boxes_approved",
        "流动票箱已批准",
        "其中乡镇(街道)已经批准、没有退回的。",
        "个",
        counted=True,
    )
)
PROXIES = declare(
    _proxy("elections.proxies", "办理委托投票", "本届村(居)委会换届选举登记的办理委托人数。", "人", counted=True)
)
VOLUNTEERS = declare(
    _support(
        "elections.volunteers",
        "志愿者",
        "本届村(居)委会换届选举各村(社区)登记的志愿者人数，一人在几个村的计几次。",
        "人",
    )
)
DRIVERS = declare(
    _support("elections.drivers", "接送驾驶员", "其中驾车接送行动不便、居住偏远的登记参加选举人员的志愿者。", "人")
)
CARS = declare(_support("elections.cars", "接送车辆", "登记用于接送的车辆。", "辆"))
VISITED = declare(
    _support("elections.visited", "入户宣传", "志愿者和工作人员入户宣传的户数，一户去几次的计一户。", "户")
)
CALLED = declare(_support("elections.called", "电话通知", "电话通知外出人员的人次。", "人次"))
RIDES = declare(_support("elections.rides", "接送参加投票", "投票日接送的人次；接送了谁不登记。", "人次"))
INCIDENTS_OPEN = declare(
    _election(
        "elections.incidents_open",
        "突发情况未办结",
        "本届村(居)委会换届选举登记的突发情况，还没有办结日期的。",
        "件",
        counted=True,
    )
)
BODIES_COMPLETE = declare(
    _body(
        "elections.bodies_complete",
        "监委会、代表和小组长已推选齐",
        "本届各村(社区)这三项推选中，已推选人数达到应推选人数并登记推选日期的。",
        "项",
        counted=True,
    )
)
COMPANIONS_RENEWED = declare(
    _companion("elections.companions_renewed", "配套组织已换届", "本届登记了换届日期的配套组织。", "个", counted=True)
)
TYPED = declare(
    Figure(
        "elections.typed",
        "须键入",
        "一个村(社区)办理这一项须由人键入的数值，选择、确认预填值和可不填的不计。",
        "项",
        group="选举",
        source="填报清单",
        readers=FIELD,
    )
)
PARTY_PERMITTED = declare(
    Figure(
        "elections.party_permitted",
        "党员大会已批复",
        "本届党组织换届中，召开党员大会的请示已登记上级批复的村(社区)；退回重报的不计。",
        "个",
        group="选举",
        source="党员大会方案台账",
        counted=True,
    )
)
PARTY_REPLIED = declare(
    Figure(
        "elections.party_replied",
        "党组织选举结果已批复",
        "本届党组织换届中，选举结果已登记上级批复的村(社区)，其后报县备案的也计；退回重报的不计。",
        "个",
        group="选举",
        source="党组织选举结果台账",
        counted=True,
    )
)
PAPERS_NEEDED = declare(
    Figure(
        "elections.papers_needed",
        "须备材料",
        "村(社区)当天计划办理的步骤要用的签字材料，按“材料签署”或者产品样式规定的份数合计；票箱清点单按票箱数。",
        "份",
        group="选举",
        source="选举日程和材料签署",
    )
)

DAY_DUE = declare(
    _told(
        "elections.day_due",
        "应投票",
        "当日投票或者计划当日投票的村(居)委会换届选举和补选，已终止的不计；同日另行选举的按最后一轮计一次。",
        "个",
    )
)
DAY_TOLD = declare(_told("elections.day_told", "已报", "其中已报结果快报，或者结果报告单已录入的。", "个"))
DAY_UNTOLD = declare(_told("elections.day_untold", "未报", "其中没有结果快报、结果报告单也没有录入的。", "个"))
SUM_VOTES = declare(
    _told(
        "elections.sum_votes",
        "已有数字",
        "分两类：快报未核对的，是有电话快报、报告单还没有录入的；按报告单的，是两人录入一致的，快报不再计入。",
        "个",
    )
)
SUM_VERIFIED = declare(_told("elections.sum_verified", "其中已核对", "报告单已经核对定稿的。", "个"))
SUM_REGISTERED = declare(
    _told("elections.sum_registered", "登记人数", "这些村(社区)的登记参加选举人数，没有登记的不计。", "人")
)
SUM_ISSUED = declare(_told("elections.sum_issued", "发出选票", "每村发出的选票，分职务印制的按最多的一种计。", "张"))
SUM_RECOVERED = declare(
    _told("elections.sum_recovered", "收回选票", "每村收回的选票，分职务印制的按最多的一种计。", "张")
)
SUM_TURNOUT = declare(
    _told(
        "elections.sum_turnout",
        "收回占登记",
        "收回选票除以登记参加选举人数，保留一位小数。",
        "%",
        base="登记参加选举人数",
    )
)
SUM_COMPLETE = declare(
    _told(
        "elections.sum_complete", "一次选齐", "有效、不需要另行选举或者再次投票的；快报按所报，报告单按计算结果。", "个"
    )
)
SUM_OTHER = declare(
    _told("elections.sum_other", "需另行选举", "有效、需要另行选举或者再次投票的，今日和择日办理的都计。", "个")
)
SUM_VOID = declare(_told("elections.sum_void", "选举无效", "快报报无效的；报告单按计算结果无效的。", "个"))
SUM_OPEN = declare(_told("elections.sum_open", "待认定", "报告单有须由有权机关认定的事项、认定前不计结果的。", "个"))

_archive = partial(Figure, group="选举", source="归档页面")
ARCHIVES_HANDED = declare(
    Figure(
        "elections.archives_handed",
        "选举档案已移交",
        "本届村(居)委会换届选举登记了选举档案移交日期的村(社区)。",
        "个",
        group="选举",
        source="选举日程",
        counted=True,
    )
)
ARCHIVES = declare(
    _archive("elections.archives", "已有结果", "村(居)委会或者党组织选举已登记公布结果的村(社区)。", "个")
)
ARCHIVES_COMPLETE = declare(
    _archive(
        "elections.archives_complete",
        "档案齐全",
        "其中归档目录各项或者有登记、或者只有纸质，没有缺项、没有未登记的；没有发生的事项不计。",
        "个",
    )
)
ARCHIVE_GAPS = declare(
    _archive("elections.archive_gaps", "缺项和没有登记", "归档目录中乡镇填为缺项的，和应当登记而没有登记的。", "项")
)
ARCHIVE_DOUBTS = declare(
    _archive("elections.archive_doubts", "自查待处理", "归档自查单各问中还要更正、说明或者处置的核对项。", "处")
)
