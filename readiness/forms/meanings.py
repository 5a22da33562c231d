"""What the "?" beside the fields of an analysis says, those in its tables too, and the rules behind it."""

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

RATING = {
    "grade": Meaning("按研判项目逐项评定；评为一般、差的，后一栏必填。"),
    "reason": Meaning("写看得到的事实，如会议、台账、件数；评为较好以上的可不填。原文印入研判报告。"),
}
MEMBER = {
    "merits": Meaning("写任期内做成的事，有时间、有数字；不写评语套话。"),
    "shortcomings": Meaning("写具体的不足；正在核查的线索、没有结论的反映不写。"),
    "proposal": Meaning(
        "只对党组织职务提意见。村(居)民委员会成员由选举产生，任何组织或者个人不得指定、委派或者撤换，因此不填。"
    ),
}
PROBLEM = {
    "problem": Meaning("一行一个问题，写事实；研判通过后可逐条列入问题清单，列入后在清单中办理。"),
    "category": Meaning("如：班子运转、集体经济、矛盾纠纷；三清单按它分类。"),
    "countermeasure": Meaning("准备怎么做，做到什么程度算解决。"),
    "responsible": Meaning("负责落实的人，写姓名及职务。"),
    "deadline": Meaning("办结的日期；到期没有办结的，列入逾期。"),
    "progress": Meaning("现在办到哪一步；没有开始的不填。"),
}
CELLS = {"rating": RATING, "member": MEMBER, "problem": PROBLEM}
"""At the heads of the columns in which these fields stand."""
