"""What the "?" beside the fields of an analysis' head says, and the rules behind it."""

from electioncycle.ledgers.declarations import Meaning

MEANINGS = {
    "reference_date": Meaning("年龄、任职年限等按这一天计算；不填的按届次的数据截止日。"),
    "talks_committee": Meaning("研判时个别谈话的两委成员人数，集中座谈的不计。一人只在一栏计。"),
    "talks_party": Meaning("个别谈话的党员人数；已在两委成员中计的不再计。"),
    "talks_representatives": Meaning("个别谈话的村(居)民代表人数；已在前两栏计的不再计。"),
    "talks_villagers": Meaning("个别谈话的其他群众人数。"),
    "ballots_issued": Meaning("民主测评发出的票数，没有测评的不填。", ("assessment_return_percent",)),
    "ballots_returned": Meaning("收回的测评票数，不多于发出。", ("assessment_pass_percent",)),
    "grade": Meaning("乡镇研判组对班子整体的评价；评为一般、差的，下一栏写明具体事实。"),
    "words": Meaning("写具体事实和数字，原文印入研判报告；不写推断和传闻。"),
    "one_shoulder": Meaning(
        "本村书记、主任由一人担任的条件是否具备。只作组织准备，村(居)民委员会主任由选举产生。", ("target_one_shoulder",)
    ),
    "gap": Meaning("只写条件和差距，如任职经历、文化程度；不写人名。"),
    "difficulty": Meaning("按本村矛盾、信访、班子运转等情况估计的换届难易，在“类别清单”中设置。"),
    "batch": Meaning("按研判情况拟定的批次；计划选举日按村情概况的批次计算，两处不同的须写明原因。"),
}
