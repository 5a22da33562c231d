"""What the county's own progress form counts beyond the figures of the other apps."""

from functools import partial

from electioncycle.figures import Figure, declare

_progress = partial(Figure, group="报告与统计")

VILLAGES_ONLY = declare(
    _progress(
        "filing.villages_only",
        "行政村总数",
        "名册中未撤销、类别为村的，不参加本届换届的也计。",
        "个",
        source="村(社区)名册",
    )
)
COMMUNITIES = declare(
    _progress(
        "filing.communities",
        "社区总数",
        "名册中未撤销、类别为社区的，不参加本届换届的也计。",
        "个",
        source="村(社区)名册",
    )
)
PUT_OFF = declare(
    _progress(
        "filing.put_off",
        "批准暂缓延期",
        "参加换届的村(社区)中，凭文件暂缓、延期且今天还没有到期的。",
        "个",
        source="同意启动、暂缓和延期",
    )
)
AT_ONCE = declare(
    _progress(
        "filing.at_once",
        "一次选齐的村(社区)",
        "村(居)委会第一轮投票选齐的村(社区)：结果报告单已核对定稿，没有缺额，没有再投票。",
        "个",
        source="核对定稿的结果报告单",
    )
)
AFTER_OTHERS = declare(
    _progress(
        "filing.after_others",
        "再投票后选齐的村(社区)",
        "村(居)委会经再次投票、另行选举或者重新选举后没有缺额的村(社区)，结果报告单已核对定稿。",
        "个",
        source="核对定稿的结果报告单",
    )
)
NO_DIRECTOR = declare(
    _progress(
        "filing.no_director",
        "未选出主任的村(社区)",
        "村(居)委会结果报告单已核对定稿，当选人中还没有主任的村(社区)。",
        "个",
        source="核对定稿的结果报告单",
    )
)
REPRESENTATIVES = declare(
    _progress(
        "filing.representatives",
        "村(居)民代表推选齐",
        "村(居)民代表已推选人数达到应推选人数并登记推选日期的村(社区)。",
        "个",
        source="监委会等推选台账",
    )
)
GROUP_LEADERS = declare(
    _progress(
        "filing.group_leaders",
        "村(居)民小组长推选齐",
        "村(居)民小组长已推选人数达到应推选人数并登记推选日期的村(社区)。",
        "个",
        source="监委会等推选台账",
    )
)
