"""What is counted of villages, their sitting teams, responsibility posts, finances and talks."""

from functools import partial

from electioncycle.figures import PERCENT, Figure, declare
from electioncycle.roles import COUNTY_ROLES, FIELD, Role

COUNTY = COUNTY_ROLES | {Role.COUNTY_READER}
MEMBERS_BASE = "已录入的“两委”成员(只在村务监督委员会任职的不计)"

_village = partial(Figure, group="村(社区)", source="村(社区)名册、村情概况")
_team = partial(Figure, group="班子研判", source="现任班子")
_last = partial(Figure, group="班子研判", source="上届换届时数据")
_post = partial(Figure, group="村(社区)", source="包联责任人", readers=FIELD)
_finance = partial(Figure, group="财务清理", source="村级财务清理", readers=FIELD)
_talk = partial(Figure, group="班子研判", source="谈心谈话")
_kin = partial(Figure, group="村(社区)", source="亲属关系、现任班子、党组织预备人选")
_twice = partial(Figure, group="村(社区)", source="现任班子等有身份证号的台账", readers=COUNTY)

VILLAGES = declare(
    _village(
        "villages.villages",
        "参加换届村(社区)",
        "名册中未撤销、村情概况未注明不参加本届换届的村(社区)。",
        "个",
        short="村数",
        readers=FIELD,
        counted=True,
    )
)

COMMUNITIES = declare(
    _village(
        "villages.communities", "参加换届社区", "参加换届、类别为社区的村(社区)。", "个", readers=FIELD, counted=True
    )
)
MERGED = declare(
    _village(
        "villages.merged",
        "建制调整合并村",
        "村情概况写明原合并村的参加换届村(社区)。",
        "个",
        readers=FIELD,
        counted=True,
    )
)
EARNING = declare(
    _village(
        "villages.earning",
        "有集体经营性收入的村",
        "村情概况登记的集体经营性收入大于0的参加换届村(社区)；没有登记的不计。",
        "个",
        readers=FIELD,
        counted=True,
    )
)

ENTERED = declare(_team("villages.entered", "已录入班子", "至少录入一名现任班子成员的村(社区)。", "个", counted=True))
MEMBERS = declare(
    _team(
        "villages.members",
        "“两委”人数",
        "现任村党组织委员会和村(居)民委员会成员，一人在两委任职只计一人；只在村务监督委员会任职的不计。",
        "人",
        short="两委人数",
        counted=True,
    )
)
MEAN_AGE = declare(
    _team(
        "villages.mean_age",
        "“两委”平均年龄",
        "“两委”成员到数据截止日的周岁之和除以人数，保留一位小数。",
        "岁",
        base="有出生年月的“两委”成员",
        short="平均年龄",
    )
)
AGE_BAND = declare(
    _team("villages.age_band", "各年龄段人数", "数据截止日周岁落在该年龄段的“两委”成员。", "人", each="年龄段")
)
EDUCATION = declare(_team("villages.education", "各学历人数", "最高学历为该档的“两委”成员。", "人", each="最高学历"))
UNDER_36 = declare(_team("villages.under_36", "35岁及以下", "到数据截止日不满36周岁的“两委”成员。", "人"))
OVER_59 = declare(_team("villages.over_59", "60岁及以上", "到数据截止日已满60周岁的“两委”成员。", "人"))
WOMEN = declare(_team("villages.women", "女", "性别为女的“两委”成员。", "人", counted=True))
PARTY_MEMBERS = declare(
    _team("villages.party_members", "党员", "中共党员(含预备党员)的“两委”成员。", "人", counted=True)
)
HIGH_SCHOOL_UP = declare(
    _team("villages.high_school_up", "高中(中专)及以上", "最高学历为高中(中专)、大专、本科、研究生的“两委”成员。", "人")
)
COLLEGE_UP = declare(
    _team("villages.college_up", "大专及以上", "最高学历为大专、本科、研究生的“两委”成员。", "人", counted=True)
)
ONE_SHOULDER = declare(
    _team(
        "villages.one_shoulder",
        "一肩挑村",
        "党组织书记和村(居)民委员会主任由同一人担任的村(社区)。",
        "个",
        short="一肩挑",
        counted=True,
    )
)
CROSS_POSTS = declare(
    _team("villages.cross_posts", "交叉任职", "同时任村党组织班子成员和村(居)民委员会成员的人。", "人", counted=True)
)
COLLEGE_SHARE = declare(
    _team(
        "villages.college_share", "大专及以上占比", "大专及以上学历的“两委”成员所占比例。", PERCENT, base=MEMBERS_BASE
    )
)
WOMEN_SHARE = declare(_team("villages.women_share", "女占比", "女性“两委”成员所占比例。", PERCENT, base=MEMBERS_BASE))
LAST_MEAN_AGE = declare(
    _last(
        "villages.last_mean_age",
        "上届平均年龄",
        "上届换届时各村“两委”平均年龄按人数加权。",
        "岁",
        base="已录入上届数据和平均年龄的村的“两委”成员",
    )
)
LAST_COLLEGE_SHARE = declare(
    _last(
        "villages.last_college_share",
        "上届大专及以上占比",
        "上届换届时大专及以上学历的“两委”成员所占比例。",
        PERCENT,
        base="已录入上届数据的村的“两委”成员",
    )
)
TARGET_MET = declare(
    _team("villages.target_met", "达标村数", "现任班子达到本届该项结构目标的村(社区)。", "个", each="本届结构目标")
)
TARGET_SHARE = declare(
    _team(
        "villages.target_share",
        "达标村占比",
        "达到本届该项结构目标的村所占比例。",
        PERCENT,
        base="已录入班子的村(社区)",
        each="本届结构目标",
    )
)

POSTS_WANTED = declare(
    _post(
        "villages.posts_wanted",
        "应配包联岗位",
        "参加换届村(社区)数乘以本届包联岗位种类数。",
        "个",
        counted=True,
    )
)
POSTS_HELD = declare(
    _post(
        "villages.posts_held",
        "已落实包联岗位",
        "已有人的村和岗位种类，同一村同一岗位有几人只计一个。",
        "个",
        counted=True,
    )
)
POSTS_SHARE = declare(
    _post(
        "villages.posts_share",
        "包联岗位落实",
        "已落实包联岗位所占比例。",
        PERCENT,
        base="应配包联岗位",
        short="包联落实",
    )
)
POSTS_COMPLETE = declare(_post("villages.posts_complete", "岗位配齐的村", "各种包联岗位都有人的村(社区)。", "个"))
POSTS = declare(
    _post("villages.posts", "包联岗位", "已登记的包联责任人条数，一人包几个村、几个岗位分别计。", "个", short="岗位")
)
CADRES = declare(
    _post(
        "villages.cadres",
        "包联干部(去重)",
        "承担包联岗位的干部。",
        "人",
        base="同一身份证号只计一人，无号码的按姓名和单位",
    )
)
POST_MISSING = declare(_post("villages.post_missing", "缺岗村数", "该岗位没有人的村(社区)。", "个", each="包联岗位"))

CLEANUP_STATE = declare(
    _finance(
        "villages.cleanup_state",
        "各清理状态村数",
        "财务清理处于该状态的村(社区)，未登记的计入未启动。",
        "个",
        each="清理状态",
    )
)
CLEANUP_AUDITED = declare(
    _finance("villages.cleanup_audited", "财务已审定", "财务清理状态为已审定的村(社区)。", "个", counted=True)
)
CLEANUP_PUBLISHED = declare(
    _finance(
        "villages.cleanup_published",
        "财务已公示",
        "公示起止日、地点和照片齐全且公示期满的村(社区)，公示期按规则集。",
        "个",
        short="已公示",
        counted=True,
    )
)
CLEANUP_FOUND = declare(
    _finance("villages.cleanup_found", "财务清理发现问题", "财务清理表中填写的发现问题数。", "个", short="发现问题")
)
CLEANUP_REPAIRED = declare(
    _finance("villages.cleanup_repaired", "财务问题已整改", "财务清理表中填写的已整改问题数。", "个", short="已整改")
)
CLEANUP_UNREPAIRED = declare(
    _finance("villages.cleanup_unrepaired", "财务问题未整改", "发现问题减去已整改。", "个", short="未整改")
)
EXIT_AUDITED = declare(
    _finance("villages.exit_audited", "离任审计已公布", "离任审计结果公布日期不晚于今天的村(社区)。", "个")
)
INSPECTORS = declare(
    _finance(
        "villages.inspectors",
        "财务督导人员",
        "清理表中写明、且在通讯录“财务督导人员”中的人。",
        "人",
        base="在几个村督导只计一人",
        short="督导人员",
    )
)
ASSESSED = declare(
    Figure(
        "villages.assessed",
        "群众评价达标",
        "最近一次群众评价的满意率和回收率达到规则集要求的村(社区)。",
        "个",
        group="村(社区)",
        source="群众评价",
        readers=FIELD,
        counted=True,
    )
)

TALKS = declare(
    _talk(
        "villages.talks",
        "谈心谈话(人次)",
        "参加换届的村(社区)状态为已谈、需再谈的谈话，一人谈几次计几次。",
        "人次",
        counted=True,
    )
)
TALK_TARGETS = declare(
    _talk(
        "villages.talk_targets",
        "应谈(人)",
        "现任班子、离任干部、后备人选等台账列出的应谈对象。",
        "人",
        base="同一人在几个台账中各算一名对象",
    )
)
TALKS_FINISHED = declare(_talk("villages.talks_finished", "已谈完", "应谈的各层级都已谈的对象。", "人"))
TALKS_UNFINISHED = declare(_talk("villages.talks_unfinished", "未谈完", "应谈的层级中还有未谈的对象。", "人"))
TALKS_BY_LEVEL = declare(
    _talk(
        "villages.talks_by_level", "各层级谈话(人次)", "在该层级已谈的谈话，一人谈几次计几次。", "人次", each="谈话层级"
    )
)
TALKS_OWED = declare(
    _talk(
        "villages.talks_owed",
        "各层级已谈/应谈",
        "在该层级已谈和应谈的对象；不限层级的任一层级谈过即可。",
        "人",
        each="谈话层级",
    )
)
TALK_SESSIONS = declare(
    _talk("villages.talk_sessions", "集中谈话(场)", "写有集中谈话场次名称的谈话，同名只计一场。", "场")
)
TALK_ATTITUDES = declare(
    _talk("villages.talk_attitudes", "有顾虑/不支持(人次)", "谈话态度为有顾虑、不支持的谈话。", "人次")
)

AVOIDANCE = declare(
    _kin("villages.avoidance", "亲属回避情况", "按规则集的回避规则逐对核对列出的情况。", "条", short="情况")
)
AVOIDANCE_VILLAGES = declare(_kin("villages.avoidance_villages", "涉及村(社区)", "有亲属回避情况的村(社区)。", "个"))
AVOIDANCE_NOW = declare(_kin("villages.avoidance_now", "其中现任已有", "现任班子中已经存在的亲属回避情况。", "条"))

TWICE_OPEN = declare(
    _twice("villages.twice_open", "重复人员待核对", "登记在几条人员资料下的同一身份证号。", "个", short="待核对")
)
TWICE_KNOWN = declare(
    _twice(
        "villages.twice_known", "重复人员已是同一人", "登记在几个村、已是同一条人员资料的人。", "人", short="已是同一人"
    )
)
