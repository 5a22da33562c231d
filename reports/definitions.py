"""What is counted of the printed reports."""

from electioncycle.figures import Figure, declare

PRINTED = declare(
    Figure(
        "reports.printed",
        "已印研判报告",
        "至少印过一版内部掌握版研判报告的村(社区)，印后数据有变化、还没有重印的也计。",
        "个",
        group="报告与统计",
        source="研判报告",
        short="已印报告",
        counted=True,
    )
)
NODES = declare(
    Figure(
        "reports.nodes",
        "节点完成",
        "“/”前为已登记这一节点实际日期的村(社区)，投票和另行选举按登记的轮次，监委会按推选齐；“/”后为应完成的村(社区)，"
        "不参加本届换届的不计，另行选举只计需要的。",
        "个",
        group="报告与统计",
        source="选举日程、选举轮次、监委会等推选台账",
        each="节点",
    )
)
LATE_NODES = declare(
    Figure(
        "reports.late_nodes",
        "节点已过法定日",
        "这一节点已过法律和省办法定的最迟日而没有登记办理的村(社区)，作战图内部版记在“逾”字后。",
        "个",
        group="报告与统计",
        source="选举日程",
        each="节点",
    )
)
LATE_VILLAGES = declare(
    Figure(
        "reports.late_villages",
        "有节点已过法定日",
        "法律和省办法定了最迟日、已经过了而没有登记办理的节点，至少有一个的村(社区)；一个村(社区)只计一个。",
        "个",
        group="报告与统计",
        source="选举日程",
        short="已过法定日",
    )
)
VOTES_TODAY = declare(
    Figure(
        "reports.votes_today",
        "今日投票",
        "今天投票或者计划今天投票的村(居)委会选举，已终止的不计，与值班台所列相同。",
        "个",
        group="报告与统计",
        source="值班台",
    )
)
OPEN_NODES = declare(
    Figure(
        "reports.open_nodes",
        "还有节点未完成",
        "节点还没有全部完成的村(社区)，不需要的节点不计。",
        "个",
        group="报告与统计",
        source="选举日程",
    )
)
