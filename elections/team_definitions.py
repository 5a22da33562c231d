"""What is counted of those who were elected in a cycle: people of the two committees, each once, and their votes."""

from functools import partial

from electioncycle.figures import PERCENT, Figure, declare

ON_DAY = "村(居)委会投票日；没有的按党员大会日期"
COUNTED = "当选的“两委”成员"

_elected = partial(Figure, group="选举", source="结果报告单、党组织选举结果、推选名册")
_vote = partial(Figure, group="选举", source="核对定稿的结果报告单")

VILLAGES = declare(
    _elected(
        "elections.team_villages",
        "有当选结果村(社区)",
        "村(居)委会结果报告单已核对定稿，或者党组织选举结果已批复，或者监委会已推选齐、当选人已列名册的村(社区)。",
        "个",
        short="有结果",
    )
)
DONE = declare(
    _elected(
        "elections.team_done",
        "换届完成村(社区)",
        "村(居)委会选举已结束、结果已核对定稿、主任已选出、当选人出生年月和学历齐全的村(社区)。",
        "个",
        short="完成",
    )
)
DONE_SHARE = declare(
    _elected(
        "elections.team_done_share",
        "换届完成率",
        "换届完成的村(社区)所占比例。",
        PERCENT,
        base="参加换届村(社区)",
        short="完成率",
    )
)
ELECTED = declare(
    _elected(
        "elections.team_elected",
        "当选“两委”成员",
        "当选的村党组织委员会和村(居)民委员会成员，一人在两委任职只计一人；监委会成员不计。",
        "人",
        short="两委合计",
    )
)
PEOPLE = declare(
    _elected("elections.team_people", "各职务当选人数", "当选担任该职务的人，一人任几职的各计一次。", "人", each="职务")
)
MEAN_AGE = declare(
    _elected(
        "elections.team_mean_age",
        "当选平均年龄",
        f"到投票日的周岁之和除以人数，保留一位小数；投票日指{ON_DAY}；只知出生年月的按当月1日计。",
        "岁",
        base="有出生年月的当选“两委”成员",
        short="平均年龄",
    )
)
BAND = declare(_elected("elections.team_band", "当选各年龄段", "投票日周岁落在该年龄段的当选人。", "人", each="年龄段"))
EDUCATION = declare(
    _elected(
        "elections.team_education", "当选各学历", "最高学历为该档的当选人，没有登记的列为未填。", "人", each="学历"
    )
)
SOURCE = declare(
    _elected(
        "elections.team_source",
        "当选各来源",
        "主要来源，一人一类：现任班子台账登记的类别，没有的按后备人选库的主要类别，都没有的列为未填。",
        "人",
        each="来源",
    )
)
WOMEN = declare(_elected("elections.team_women", "当选女性", "性别为女的当选人。", "人", short="女"))
MINORITY = declare(
    _elected("elections.team_minority", "当选少数民族", "民族登记为汉族以外的当选人。", "人", short="少数民族")
)
PARTY_MEMBERS = declare(
    _elected(
        "elections.team_party_members",
        "当选党员",
        "中共党员(含预备党员)的当选人，党组织班子成员都计。",
        "人",
        short="党员",
    )
)
COLLEGE = declare(
    _elected(
        "elections.team_college", "当选大专及以上", "最高学历为大专、本科、研究生的当选人。", "人", short="大专及以上"
    )
)
HIGH_SCHOOL = declare(
    _elected(
        "elections.team_high_school",
        "当选高中(中专)及以上",
        "最高学历为高中(中专)、大专、本科、研究生的当选人。",
        "人",
        short="高中及以上",
    )
)
ONE_SHOULDER = declare(
    _elected(
        "elections.team_one_shoulder",
        "当选一肩挑村",
        "书记和村(居)委会主任结果都已确定、由同一人担任的村(社区)。",
        "个",
        short="一肩挑",
    )
)
CROSS = declare(
    _elected(
        "elections.team_cross", "当选交叉任职", "同时当选党组织班子成员和村(居)委会成员的人。", "人", short="交叉任职"
    )
)
STAYS = declare(
    _elected(
        "elections.team_stays",
        "连任",
        "换届前已是本村“两委”成员、又当选“两委”成员的人，职务变动的也算；分党组织、村(居)委会列的，按原在该组织任职。",
        "人",
    )
)
NEW = declare(_elected("elections.team_new", "新任", "当选人减去连任。", "人"))
OPEN = declare(
    _vote(
        "elections.team_open",
        "村(居)委会缺额",
        "结果报告单的应选名额减去当选人数，待另行选举的也计。",
        "名",
        short="缺额",
    )
)
TURNOUT = declare(
    _vote(
        "elections.team_turnout",
        "换届投票率",
        "最后一次全体投票收回的选票除以登记参加选举人数(按户、代表选举的为应到人数)，保留一位小数；分职务印票的按收回最多的一种。",
        PERCENT,
        base="两个数都已核对定稿的村(社区)的登记参加选举人数",
        short="投票率",
    )
)
REGISTERED = declare(
    _vote("elections.team_registered", "登记参加人数", "投票率所除的登记参加选举人数。", "人", short="登记")
)
RECOVERED = declare(_vote("elections.team_recovered", "参加投票人数", "投票率所用的收回选票数。", "人", short="收回"))
BALLOTS = declare(
    _vote(
        "elections.team_ballots",
        "各种选票",
        "最后一次全体投票票数账的数字：发出、其中委托和流动票箱领取、整张有效、整张无效。",
        "张",
        each="票数",
    )
)
OTHERS = declare(
    _vote(
        "elections.team_others", "再次投票和另行选举", "村(居)委会换届第一轮之后又投票的轮次。", "次", short="另行选举"
    )
)
VOID = declare(
    _vote(
        "elections.team_void",
        "有选举无效的村(社区)",
        "村(居)委会换届有一轮选举无效的村(社区)。",
        "个",
        short="选举无效",
    )
)
LAST_MEAN_AGE = declare(
    _elected(
        "elections.team_last_mean_age",
        "上届换届平均年龄",
        "有当选结果的村(社区)上届换届时的“两委”平均年龄，按人数加权。",
        "岁",
        base="上届换届时数据中有平均年龄的村的“两委”成员",
        short="上届平均年龄",
    )
)
LAST_COLLEGE = declare(
    _elected(
        "elections.team_last_college",
        "上届换届大专及以上",
        "有当选结果的村(社区)上届换届时大专及以上学历的“两委”成员。",
        "人",
        short="上届大专及以上",
    )
)
GOVERNANCE = declare(
    Figure(
        "elections.team_governance",
        "小组长和网格员",
        "本届列名的村(居)民小组长(推选名册)和网格员(村务人员)，一人任两项的各计一次。",
        "人",
        group="选举",
        source="推选名册、村务人员",
        each="岗位",
    )
)
