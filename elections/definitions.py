"""What is counted of the elections of a cycle, of their rules and of what went otherwise than the law says."""

from functools import partial

from electioncycle.figures import Figure, declare

_election = partial(Figure, group="选举", source="选举台账")
_scheme = partial(Figure, group="选举", source="选举办法")
_list = partial(Figure, group="选举", source="正式候选人名单")
_day = partial(Figure, group="选举", source="撞日表")
_defect = partial(Figure, group="选举", source="程序瑕疵台账")

VOTED = declare(
    _election(
        "elections.voted",
        "村(居)委会已投票",
        "本届村(居)委会换届选举已开始首次投票的村(社区)，含投票计票中、待下一轮和已结束。",
        "个",
        counted=True,
    )
)
ENDED = declare(
    _election(
        "elections.ended",
        "村(居)委会选举已结束",
        "本届村(居)委会换届选举各轮均已结束的村(社区)，不论是否选齐。",
        "个",
        counted=True,
    )
)
SCHEMES_ADOPTED = declare(
    _scheme(
        "elections.schemes_adopted",
        "选举办法已通过",
        "本届换届选举的选举办法已由村(居)民会议或者代表会议通过、仍为现行版次的。",
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
        "已发生的事实与规则不符、还没有凭文件处置的。",
        "处",
        counted=True,
    )
)

ON_ONE_DAY = declare(_day("elections.on_one_day", "同日选举", "计划在这一天投票、尚未投票的选举。", "场"))
LEADERS_FREE = declare(_day("elections.leaders_free", "可到场县级领导", "县里登记的当日可以到场的县级领导。", "人"))
POLICE_FREE = declare(_day("elections.police_free", "可派民警", "县里登记的当日可以派出的民警。", "人"))
