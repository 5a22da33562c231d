"""What is counted of team analyses and of the gate before the election."""

from functools import partial

from electioncycle.figures import PERCENT, Figure, declare

_analysis = partial(Figure, group="班子研判", source="班子分析研判")
_gate = partial(Figure, group="准入启动", source="准入评估")
_start = partial(Figure, group="准入启动", source="启动换届程序")

REPORTED = declare(
    _analysis(
        "readiness.reported",
        "已提交研判",
        "班子研判状态为已提交、乡镇已通过、县级已确认的村(社区)。",
        "个",
        counted=True,
    )
)
FINISHED = declare(
    _analysis(
        "readiness.finished",
        "研判完成",
        "班子研判走完最后一级审核的村(社区)：本届要求县级确认的为县级已确认，否则为乡镇已通过。",
        "个",
        short="完成",
        counted=True,
    )
)
FINISHED_SHARE = declare(
    _analysis("readiness.finished_share", "完成率", "研判完成的村所占比例。", PERCENT, base="参加换届村(社区)")
)
ANALYSIS_STATE = declare(
    _analysis(
        "readiness.state",
        "各研判状态村数",
        "班子研判处于该状态的村(社区)，没有建立的计入未启动。",
        "个",
        each="研判状态",
    )
)
ANALYSED = declare(_analysis("readiness.analysed", "已研判", "乡镇已通过且列入“一肩挑”三类清单之一的村(社区)。", "个"))
CONFIRMED = declare(
    _analysis(
        "readiness.confirmed", "有确定人选", "乡镇已通过的研判中“一肩挑”列为有确定人选的村(社区)。", "个", counted=True
    )
)
INTENDED = declare(
    _analysis(
        "readiness.intended", "有意向人选", "乡镇已通过的研判中“一肩挑”列为有意向人选的村(社区)。", "个", counted=True
    )
)
NO_CANDIDATE = declare(
    _analysis(
        "readiness.none", "无合适人选", "乡镇已通过的研判中“一肩挑”列为无合适人选的村(社区)。", "个", counted=True
    )
)
NOT_ANALYSED = declare(
    _analysis("readiness.not_analysed", "未研判", "不在“一肩挑”三类清单中的参加换届村(社区)。", "个", counted=True)
)
ONE_SHOULDER_SHARE = declare(
    _analysis(
        "readiness.one_shoulder_share",
        "“一肩挑”有人选占比",
        "有确定人选和有意向人选的村所占比例。",
        PERCENT,
        base="参加换届村(社区)，含未研判的",
        short="“一肩挑”占比",
    )
)

GATE_VILLAGES = declare(
    _gate(
        "readiness.gate_villages",
        "应评估村(社区)",
        "参加换届、今天不在暂缓或延期期内的村(社区)。",
        "个",
        short="村数",
    )
)
GATE_STATE = declare(
    _gate("readiness.gate_state", "各评估状态村数", "准入评估处于该状态的应评估村(社区)。", "个", each="评估状态")
)
PASSED = declare(
    _gate("readiness.passed", "准入通过", "准入通过仍然有效的应评估村(社区)。", "个", short="通过", counted=True)
)
NOT_PASSED = declare(
    _gate("readiness.not_passed", "准入未通过", "应评估村(社区)减去准入通过。", "个", short="未通过", counted=True)
)
PASSED_SHARE = declare(
    _gate(
        "readiness.passed_share", "准入通过率", "准入通过的村所占比例。", PERCENT, base="应评估村(社区)", short="通过率"
    )
)
RESTING = declare(_gate("readiness.resting", "暂缓延期", "今天仍在暂缓、延期期内的村(社区)，不计入应评估。", "个"))
FAILED_CHECKED = declare(
    _gate(
        "readiness.failed_checked",
        "核查未达标",
        "未通过准入、工作小组核查该条件未达标的村(社区)。",
        "个",
        each="准入条件",
    )
)
FAILED_STATED = declare(
    _gate(
        "readiness.failed_stated",
        "自查未达标",
        "未通过准入、该条件尚未核查而自查未达标的村(社区)。",
        "个",
        each="准入条件",
    )
)
FAILED = declare(
    _gate("readiness.failed", "未达标合计", "核查未达标与自查未达标之和。", "个", each="准入条件", short="合计")
)
STARTED = declare(_start("readiness.started", "已启动换届", "至少登记启动一项换届程序的村(社区)。", "个", counted=True))
PARTY_STARTED = declare(
    _start(
        "readiness.party_started", "已启动村党组织换届", "登记启动村党组织换届的村(社区)。", "个", short="党组织启动"
    )
)
COMMITTEE_STARTED = declare(
    _start(
        "readiness.committee_started",
        "已启动村(居)委会换届",
        "登记启动村(居)民委员会换届的村(社区)。",
        "个",
        short="村(居)委启动",
    )
)
CONSENTED = declare(
    _start("readiness.consented", "经领导小组同意启动", "凭领导小组同意启动的决定启动换届的村(社区)。", "个")
)
