"""What is counted of people who may stand: pool, placements, intentions, review, pledges, party nominees."""

from functools import partial

from electioncycle.figures import PERCENT, Figure, declare
from electioncycle.roles import BUSINESS

ONE_PERSON = "同一身份证号在统计范围内只计一人，列在其最早登记所在的乡镇(街道)"

_pool = partial(Figure, group="人选", source="后备人选库")
_placed = partial(Figure, group="人选", source="顶岗锻炼")
_intent = partial(Figure, group="人选", source="参选意向摸底")
_review = partial(Figure, group="人选", source="送审人员")
_pledge = partial(Figure, group="人选", source="不参选承诺")
_nominee = partial(Figure, group="人选", source="党组织预备人选、现任班子")
_tally = partial(Figure, group="人选", source="后备人选库、顶岗锻炼、参选意向摸底")

POOLED = declare(
    _pool(
        "candidates.pooled",
        "后备人选",
        "参加换届的村(社区)后备人选库中的人，已退出的不计。",
        "人",
        base=ONE_PERSON,
        counted=True,
        shared=True,
    )
)
POOLED_GROUP = declare(
    _pool(
        "candidates.pooled_group",
        "各类后备人选",
        "主要类别为该类的后备人选，每人只计一个主要类别。",
        "人",
        each="后备人选类别",
    )
)
SHORT_VILLAGES = declare(
    _pool("candidates.short_villages", "后备不足的村", "后备人选少于规则集“每村后备人选不少于”的村(社区)。", "个")
)
POOLED_HERE = declare(
    _pool("candidates.pooled_here", "本村后备人选", "登记在该村的后备人选。", "人", base=ONE_PERSON, short="现有(人)")
)
PLACED = declare(
    _placed(
        "candidates.placed",
        "顶岗锻炼",
        "后备人选中到参加换届的村(社区)顶岗的人，未到岗的和已退出后备的不计。",
        "人",
        base="同一身份证号只计一人，列在其最近一次顶岗所在的乡镇(街道)",
        counted=True,
        shared=True,
    )
)
FLOATING = declare(
    Figure("candidates.floating", "流动党委(个)", "已登记的流动党委。", "个", group="人选", source="流动党委")
)
RECOMMENDED = declare(
    _pool("candidates.recommended", "推荐入库(人)", "由该流动党委推荐的后备人选。", "人", base=ONE_PERSON)
)
TALLIED = declare(
    _tally(
        "candidates.tallied",
        "分类人数",
        "属于该项的人；参选意向按人次，同一人表示不同职位的分别计。",
        "人",
        each="分类",
    )
)
TALLIED_SHARE = declare(
    _tally(
        "candidates.tallied_share",
        "分类占比",
        "属于该项的所占比例。",
        PERCENT,
        base="表上写明的全部后备人选、顶岗人员或参选意向人次",
        short="占比",
        each="分类",
    )
)
INTENDING = declare(
    _intent(
        "candidates.intending",
        "有参选意向(人)",
        "本人表示愿意参选、没有收回的人。",
        "人",
        base="同一身份证号在一个乡镇(街道)只计一人，全县合计时也只计一人",
    )
)
DECLARATIONS = declare(
    _intent("candidates.declarations", "参选意向(人次)", "本人表示的参选意向，同一人表示不同职位的分别计。", "人次")
)

REVIEWED = declare(
    _review(
        "candidates.reviewed",
        "联审人数",
        "送联审的人，不论在几个批次。",
        "人",
        base="一人在一个乡镇(街道)只计一次；在两个乡镇送审的分别计，合计为各乡镇之和",
        counted=True,
    )
)
REFUSED = declare(
    _review(
        "candidates.refused",
        "联审不合格",
        "送联审、综合结论为不合格的人。",
        "人",
        base="一人在一个乡镇(街道)只计一次；在两个乡镇送审的分别计，合计为各乡镇之和",
        counted=True,
    )
)
ANSWERED = declare(
    Figure(
        "candidates.answered",
        "联审已答复",
        "该部门在这一批中已答复的送审人员。",
        "人",
        group="人选",
        source="部门答复",
        short="已答复",
        readers=BUSINESS,
    )
)
HITS = declare(
    Figure(
        "candidates.hits",
        "联审发现问题",
        "该部门在这一批中答复有问题的送审人员。",
        "人",
        group="人选",
        source="部门答复",
        short="发现问题",
    )
)

SIGNED = declare(
    _pledge(
        "candidates.signed",
        "已签不参选承诺(人)",
        "参加换届的村(社区)状态为已签的不参选承诺，本人撤回的不计。",
        "人",
        counted=True,
    )
)
PLEDGE_STATE = declare(
    _pledge("candidates.pledge_state", "各状态承诺(人)", "处于该状态的不参选承诺。", "人", each="承诺状态")
)
PLEDGE_DUE = declare(
    _pledge(
        "candidates.pledge_due",
        "联系到期未登记(人)",
        "已签承诺、到了规则集规定的一对一联系日期还没有登记联系的人。",
        "人",
        short="联系到期未登记",
    )
)
PLEDGE_TALKED = declare(
    Figure(
        "candidates.pledge_talked",
        "联审未通过已约谈(人)",
        "谈话对象类别为联审未通过、已谈或需再谈的人。",
        "人",
        group="人选",
        source="谈心谈话",
        base="一人谈几次只计一人",
    )
)

NOMINEES = declare(
    _nominee("candidates.nominees", "预备人选", "党组织预备人选。", "人", base="一人几个职位、几个轮次只计一人")
)
PREVIEW_VILLAGES = declare(
    _nominee(
        "candidates.preview_villages",
        "有预备人选的村",
        "至少有一名党组织预备人选的参加换届村(社区)。",
        "个",
        short="村数",
    )
)
AVOIDANCE_THEN = declare(
    _nominee(
        "candidates.avoidance_then",
        "亲属回避(条)",
        "把党组织职务换成预备人选后，按规则集的回避规则核对列出的情况。",
        "条",
    )
)
MET_NOW = declare(
    _nominee("candidates.met_now", "现任达标村", "现任班子达到每村目标的村(社区)。", "个", each="本届结构目标")
)
MET_THEN = declare(
    _nominee(
        "candidates.met_then",
        "若当选达标村",
        "党组织职务换成预备人选后达到每村目标的村(社区)。",
        "个",
        each="本届结构目标",
    )
)
