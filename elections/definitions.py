"""What is counted of the elections of a cycle, of their rules and of what went otherwise than the law says."""

from functools import partial

from electioncycle.figures import Figure, declare

_election = partial(Figure, group="选举", source="选举台账")
_scheme = partial(Figure, group="选举", source="选举办法")
_day = partial(Figure, group="选举", source="撞日表")
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
DEFECTS_OPEN = declare(
    _defect(
        "elections.defects_open",
        "程序瑕疵待处置",
        "登记的日期、人数不符合规则集而记入、还没有凭文件处置的程序瑕疵，各届和补选、罢免的都计；更正后不成立的不计。",
        "处",
        counted=True,
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
