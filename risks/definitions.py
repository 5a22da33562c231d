"""What is counted of sweeps, risk points, key villages and persons, the three lists and visits."""

from functools import partial

from electioncycle.figures import PERCENT, Figure, declare
from electioncycle.roles import FIELD

_sweep = partial(Figure, group="风险", source="风险排查")
_point = partial(Figure, group="风险", source="风险点")
_set = partial(Figure, group="风险", source="重点村台账、重点人员台账")
_problem = partial(Figure, group="三清单与夜访", source="问题清单", readers=FIELD)
_line = partial(Figure, group="三清单与夜访", source="任务对策清单", readers=FIELD)
_visit = partial(Figure, group="三清单与夜访", source="夜访·现场办公", readers=FIELD)
_daily = partial(Figure, group="风险", source="日报台账")
_link = partial(Figure, group="三清单与夜访", source="县领导挂钩重难点村", readers=FIELD)

CELLS = declare(
    _sweep("risks.cells", "应排查格", "参加换届村(社区)数乘以本届风险类别数。", "格", short="应排查", counted=True)
)
SWEPT = declare(
    _sweep(
        "risks.swept", "已排查格", "已填报排查结果的村和风险类别，未发现填0也算。", "格", short="已排查", counted=True
    )
)
SWEPT_SHARE = declare(_sweep("risks.swept_share", "排查率", "已排查格所占比例。", PERCENT, base="应排查格"))

POINTS = declare(_point("risks.points", "风险点", "参加换届的村(社区)已登记的风险点。", "个", counted=True))
POINTS_UNREGISTERED = declare(
    _point(
        "risks.points_unregistered", "风险点待登记", "排查填报发现、还没有写明基本情况的风险点。", "个", short="待登记"
    )
)
POINTS_NOT_STARTED = declare(
    _point("risks.points_not_started", "风险未启动", "状态为未启动的风险点。", "个", short="未启动")
)
POINTS_WORKING = declare(_point("risks.points_working", "风险化解中", "状态为化解中的风险点。", "个", short="化解中"))
POINTS_PENDING = declare(
    _point("risks.points_pending", "风险待核验", "已申请销号、等待另一人核验的风险点。", "个", short="待核验")
)
POINTS_CLOSED = declare(
    _point("risks.points_closed", "风险已销号", "经另一人核验销号的风险点。", "个", short="已销号", counted=True)
)
POINTS_OVERDUE = declare(
    _point("risks.points_overdue", "风险超期", "过了化解时限还没有销号的风险点。", "个", short="超期", counted=True)
)
POINTS_STALE = declare(
    _point(
        "risks.points_stale",
        "风险久无进展",
        "状态为未启动、化解中，没有超期，但超过规则集规定的天数没有登记新进展的风险点。",
        "个",
        short="久无进展",
    )
)

SETS = declare(_set("risks.sets", "重点台账(套)", "重点村台账与在有效期内的重点人员台账之和。", "套"))
KEY_VILLAGES = declare(
    _set("risks.key_villages", "重点村", "参加换届的村(社区)已登记的重点村台账。", "套", counted=True)
)
KEY_VILLAGES_CLOSED = declare(
    _set("risks.key_villages_closed", "重点村已销号", "经另一人核验销号的重点村台账。", "套", counted=True)
)
KEY_PERSONS = declare(
    _set(
        "risks.key_persons",
        "重点人员",
        "参加换届的村(社区)在有效期内的重点人员台账，只计数，不列人。",
        "套",
        counted=True,
    )
)

PROBLEMS = declare(
    _problem("risks.problems", "问题", "参加换届的村(社区)列入问题清单的问题，撤回的不计。", "条", counted=True)
)
NOT_SETTLED = declare(_problem("risks.unsettled", "未销号问题", "既没有销号、也没有转长期的问题。", "条", counted=True))
PROBLEMS_CLOSED = declare(
    _problem("risks.problems_closed", "问题已销号", "经另一人核验销号的问题。", "条", short="已销号")
)
PROBLEMS_LONG_TERM = declare(
    _problem("risks.problems_long_term", "问题转长期", "转为长期工作、不再计时限的问题。", "条", short="转长期")
)
PROBLEMS_APPLIED = declare(
    _problem("risks.problems_applied", "问题待核验", "已申请销号、等待另一人核验的问题。", "条", short="待核验")
)
PROBLEMS_OPEN = declare(_problem("risks.problems_open", "问题办理中", "还没有申请销号的问题。", "条", short="办理中"))
SETTLED_SHARE = declare(
    _problem("risks.settled_share", "办结率", "已销号和转长期的问题所占比例。", PERCENT, base="全部问题")
)
MEASURES = declare(_line("risks.measures", "对策", "任务对策清单中写有对策的条目。", "条"))
MEASURES_DONE = declare(_line("risks.measures_done", "对策完成", "写有对策、状态为已解决或转长期的条目。", "条"))
TASKS = declare(_line("risks.tasks", "任务", "任务对策清单中写有任务的条目。", "项"))
TASKS_DONE = declare(_line("risks.tasks_done", "任务完成", "写有任务、状态为已解决或转长期的条目。", "项"))
LINES_OVERDUE = declare(
    _line(
        "risks.lines_overdue",
        "任务对策超过时限",
        "所属问题仍在办理、过了时限还没有完成的任务和对策。",
        "条",
        short="超过时限",
    )
)

DAILY_WANTED = declare(_daily("risks.daily_wanted", "应报乡镇", "应报这一天零报告的乡镇(街道)。", "个"))
DAILY_REPORTED = declare(
    _daily("risks.daily_reported", "日报已报", "已报这一天零报告的乡镇(街道)。", "个", short="已报")
)
DAILY_MISSING = declare(_daily("risks.daily_missing", "日报未报", "应报而没有报的乡镇(街道)。", "个", short="未报"))
DAILY_QUIET = declare(_daily("risks.daily_quiet", "日报无异常", "报无异常的乡镇(街道)。", "个", short="无异常"))
DAILY_EVENT = declare(_daily("risks.daily_event", "日报有情况", "报有情况的乡镇(街道)。", "个", short="有情况"))
DAILY_LATE = declare(
    _daily("risks.daily_late", "日报迟报", "过了规则集规定的报送截止时刻才报的乡镇(街道)。", "个", short="迟报")
)

VISITS = declare(_visit("risks.visits", "夜访·现场办公", "到参加换届的村(社区)的夜访和现场办公。", "次", counted=True))
VISITS_OF_LEADER = declare(_visit("risks.visits_of_leader", "走访(次)", "这位领导的夜访和现场办公。", "次"))
PROMISES = declare(_visit("risks.promises", "承诺事项", "夜访和现场办公中登记的承诺。", "件", short="承诺"))
UNKEPT = declare(
    _visit(
        "risks.unkept", "承诺未兑现", "列入三清单而任务还没有完成的承诺，和没有列入三清单的承诺。", "件", short="未兑现"
    )
)
MONEY = declare(_visit("risks.money", "筹集资金(元)", "夜访和现场办公登记的筹集资金之和。", "元"))
LINKED_LEADERS = declare(
    _link("risks.linked_leaders", "挂钩县领导", "今天至少挂钩一个重难点村的县领导。", "人", base="挂钩几个村只计一人")
)
LINKED_VILLAGES = declare(_link("risks.linked_villages", "挂钩重难点村", "今天至少有一位县领导挂钩的村(社区)。", "个"))
