"""What is counted of meetings, links, publicity, training, inspections, discipline, complaints and checklists."""

from functools import partial

from electioncycle.figures import PERCENT, Figure, declare

_meeting = partial(Figure, group="会议", source="会议台账")
_cadence = partial(Figure, group="会议", source="会议制度、会议台账")
_minutes = partial(Figure, group="会议", source="会议纪要")
_body = partial(Figure, group="组织领导", source="领导小组和工作机构、机构成员")
_link = partial(Figure, group="组织领导", source="领导挂联乡镇、包联责任人")
_publicity = partial(Figure, group="宣传与督导", source="宣传活动")
_training = partial(Figure, group="宣传与督导", source="参训名册")
_inspection = partial(Figure, group="宣传与督导", source="巡查督导")
_finding = partial(Figure, group="宣传与督导", source="督导发现问题")
_discipline = partial(Figure, group="纪律与治理", source="纪律教育活动")
_complaint = partial(Figure, group="纪律与治理", source="信访举报线索")
_checklist = partial(Figure, group="纪律与治理", source="专项清单台账")

TOWNSHIP_MEETINGS = declare(
    _meeting("meetings.township_meetings", "乡镇会议", "乡镇级、已召开的会议。", "次", counted=True)
)
VILLAGE_MEETINGS = declare(
    _meeting("meetings.village_meetings", "村级会议", "村级、已召开的会议，列在所属乡镇(街道)。", "次", counted=True)
)
HOLDERS = declare(
    _cadence("meetings.holders", "应召开单位", "到了起始日期、按制度应当召开这项会议的县、乡镇或村(社区)。", "个")
)
DUE = declare(
    _cadence("meetings.due", "应召开(次)", "到今天已满的应召开次数，当天已开的算在内。", "次", short="累计应开")
)
KEPT = declare(
    _cadence(
        "meetings.kept",
        "已召开(次)",
        "按制度应召开的日(周)中，当日(当周)开过会的次数，同一日(周)开几次只计一次。",
        "次",
        short="已开",
    )
)
KEPT_SHARE = declare(_cadence("meetings.kept_share", "落实率", "已召开所占比例。", PERCENT, base="应召开次数"))
MISSED = declare(_cadence("meetings.missed", "缺(次)", "应召开的日(周)已过、没有召开的次数。", "次", short="缺"))
PENDING = declare(_cadence("meetings.pending", "未到期(次)", "应召开的日(周)还没有过完、尚未召开的次数。", "次"))
SENT = declare(_cadence("meetings.sent", "上级派员参加(次)", "登记了上级派员参加的会议。", "次", short="上级派员(次)"))
WEEK = declare(
    _cadence("meetings.week", "每周已开/应开", "该周内已开和应开的次数，“+”后为尚未到期的。", "次", each="周")
)
MINUTES_PROBLEMS = declare(
    _minutes("meetings.minutes_problems", "纪要提出问题", "这份纪要中类别为问题的条目。", "条", short="提出问题")
)
MINUTES_MEASURES = declare(
    _minutes("meetings.minutes_measures", "纪要对策", "这份纪要中类别为对策的条目。", "条", short="对策")
)
MINUTES_TASKS = declare(
    _minutes("meetings.minutes_tasks", "纪要任务", "这份纪要中类别为任务的条目。", "条", short="任务")
)

COUNTY_BODIES = declare(
    _body("meetings.county_bodies", "县级工作机构", "今天仍在的县领导小组下设工作机构，领导小组本身不计。", "个")
)
TOWNSHIP_BODIES = declare(
    _body("meetings.township_bodies", "乡镇工作机构", "今天仍在的乡镇领导小组下设工作机构，领导小组本身不计。", "个")
)
TOWNSHIPS_WITH_BODIES = declare(
    _body("meetings.townships_with_bodies", "已建机构的乡镇", "今天有领导小组或工作机构的乡镇(街道)。", "个")
)
BODY_MEMBERS = declare(
    _body(
        "meetings.body_members",
        "现任成员(人)",
        "今天仍在各机构任职的成员。",
        "人",
        base="姓名和单位相同的只计一人",
    )
)

LINKED_PEOPLE = declare(
    _link(
        "meetings.linked_people",
        "挂联的县领导和部门负责人",
        "今天挂联乡镇(街道)的县领导，以及在村(社区)承担县领导、帮扶部门包联岗位的人。",
        "人",
        base="姓名和职务(单位)相同的只计一人",
    )
)
LINKED_TOWNSHIPS = declare(
    _link("meetings.linked_townships", "已挂联乡镇", "今天至少有一位县领导挂联的乡镇(街道)。", "个")
)
LINKED_VILLAGES = declare(
    _link(
        "meetings.linked_villages",
        "已挂联村(社区)",
        "县领导或帮扶部门岗位有人的参加换届村(社区)。",
        "个",
        short="已挂联",
    )
)

ACTIVITIES = declare(
    _publicity(
        "meetings.activities",
        "宣传活动",
        "到参加换届的村(社区)的宣传活动，一次活动到几个村计几场。",
        "场次",
        short="场次",
        counted=True,
    )
)
CHANNEL_REACHED = declare(
    _publicity("meetings.channel_reached", "各渠道覆盖村数", "该渠道至少宣传到一次的村(社区)。", "个", each="宣传渠道")
)
REACHED = declare(
    _publicity("meetings.reached", "宣传已覆盖村", "至少有一个渠道宣传到的村(社区)。", "个", short="已覆盖")
)
WHOLLY_REACHED = declare(
    _publicity("meetings.wholly_reached", "各渠道均覆盖", "每个宣传渠道都宣传到的村(社区)。", "个", short="均覆盖")
)
UNREACHED = declare(
    _publicity(
        "meetings.unreached",
        "宣传未覆盖村",
        "没有任何渠道宣传到的参加换届村(社区)。",
        "个",
        short="未覆盖",
        counted=True,
    )
)
EXPECTED = declare(_training("meetings.expected", "应到", "培训登记的应到人数。", "人"))
LISTED = declare(_training("meetings.listed", "登记", "参训名册中登记的人。", "人"))
PRESENT = declare(_training("meetings.present", "实到", "到训情况为实到的人。", "人"))
EXCUSED = declare(_training("meetings.excused", "请假", "到训情况为请假的人。", "人"))
ABSENT = declare(_training("meetings.absent", "缺席", "到训情况为缺席的人。", "人"))
MADE_UP = declare(_training("meetings.made_up", "已补训", "到训情况为已补训的人。", "人"))
PLEDGED = declare(_training("meetings.pledged", "签承诺书", "填有承诺书签订日期的人。", "人"))

INSPECTED = declare(
    _inspection("meetings.inspected", "接受督导", "已开展的督导，列在被督导的单位。", "次", counted=True)
)
INSPECTIONS_OF_BODIES = declare(
    _inspection("meetings.inspections_of_bodies", "督查工作机构(次)", "县领导小组对工作机构已开展的督查。", "次")
)
INSPECTIONS_OF_TOWNSHIPS = declare(
    _inspection("meetings.inspections_of_townships", "督导乡镇(次)", "工作机构对乡镇(街道)已开展的督导。", "次")
)
FINDINGS = declare(
    _finding(
        "meetings.findings", "督导发现问题", "督导登记的发现问题，撤回的不计。", "个", short="发现问题", counted=True
    )
)
FINDINGS_REPAIRED = declare(
    _finding(
        "meetings.findings_repaired", "督导问题已整改", "经核验已整改的发现问题。", "个", short="已整改", counted=True
    )
)
FINDINGS_LATE = declare(
    _finding(
        "meetings.findings_late", "督导问题超过时限", "过了整改时限还没有核验整改的发现问题。", "个", short="超过时限"
    )
)

DISCIPLINE = declare(
    _discipline(
        "meetings.discipline",
        "“十个一”已开展项",
        "至少登记开展过一次活动的“十个一”项目，同一单位同一项目只计一项。",
        "项",
        short="已开展项",
        counted=True,
    )
)
COMPLAINTS = declare(
    _complaint(
        "meetings.complaints", "信访举报", "登记的换届信访举报线索，只计件数。", "件", short="线索", counted=True
    )
)
COMPLAINTS_ENDED = declare(
    _complaint(
        "meetings.complaints_ended",
        "信访举报已办结",
        "状态为已办结、已公布、不予受理、已转办的线索。",
        "件",
        short="已办结",
        counted=True,
    )
)
COMPLAINTS_OVERDUE = declare(
    _complaint(
        "meetings.complaints_overdue",
        "信访举报超期",
        "过了规则集规定的受理回执、办结答复或公布结果期限的线索。",
        "件",
        short="超期",
        counted=True,
    )
)
COMPLAINT_STATE = declare(
    _complaint("meetings.complaint_state", "各状态线索", "处于该状态的线索。", "件", each="办理状态")
)

CELLS = declare(
    _checklist(
        "meetings.cells", "清单应填", "参加换届村(社区)数乘以清单项目数。", "格", short="应填", base="各清单分别计"
    )
)
FILLED = declare(
    _checklist(
        "meetings.filled", "已填报(村×项)", "已填报的村和项目，填0也算。", "格", short="已填", base="各清单分别计"
    )
)
FILLED_SHARE = declare(_checklist("meetings.filled_share", "填报率", "已填报所占比例。", PERCENT, base="清单应填"))
ITEMS = declare(_checklist("meetings.items", "清单项目", "这份清单在本届的项目。", "项"))
ITEM_SUM = declare(
    _checklist(
        "meetings.item_sum",
        "各项合计",
        "是否类项目为已落实的村数，数量类项目为各村填报数之和。",
        "个",
        each="清单项目",
    )
)
