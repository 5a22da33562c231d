"""What the "?" beside the fields of the election's forms says, and the rules behind it."""

from electioncycle.ledgers.ledger import Meaning

COMMITTEE = {
    "chosen_by": Meaning("推选选举委员会的会议：村(居)民会议、代表会议或各小组会议，照推选记录选择。"),
    "entitled": Meaning(
        "有资格参加这次会议的人数；按小组推选的填合计。", ("assembly_quorum", "representatives_quorum")
    ),
    "present": Meaning("签到的人数，不含列席。人数不足的照实填写，记为程序瑕疵。", ("election_committee_min",)),
}
REGISTRATION = {
    "base": Meaning("村按村民登记；社区可以按居民、户代表或居民代表，由选举办法定。", ("voter_classes",)),
    "registered": Meaning("公布的名单上的人数，含委托和流动票箱的；以后的增减用“名单更正”。", ("voter_age",)),
    "outsider": Meaning("户籍不在本村、本人申请并经会议同意的。", ("outsider_residence_years",)),
    "outsider_present": Meaning("表决非户籍人员的会议到会人数；没有这类人员的不填。"),
}
NOMINATION_VOTE = {
    "took_part": Meaning("参加这次提名投票的登记参加选举的村(居)民人数，不是提名票张数。", ("nominations_per_voter",)),
}
CANDIDACY = {
    "votes": Meaning("这个职务的提名得票，照唱票记录填写；不接受、退出的也照填。", ("nomination_added_down",)),
    "preselection_votes": Meaning("举行预选的才填；没有预选的留空。", ("nomination_more_than_seats",)),
    "received_on": Meaning("自荐的收到日期，由选举委员会登记。", ("self_nomination_days",)),
}
PARTY_PLAN = {
    "full_members": Meaning("正式党员总数，预备党员不计。应到会由此减去下面不计入的，自动算出。", ("party_quorum",)),
    "candidates": Meaning("委员候选人数，须多于应选委员。", ("party_extra_share",)),
    "ill": Meaning("经批准可不计入应到会的；没有的填0。", ("party_not_counted",)),
}
BODY_RESULT = {
    "due": Meaning("按规则和村情应推选的人数；与规则不同的照实填写。", ("supervision_min", "supervision_max")),
    "women": Meaning("已推选的人中的女性。", ("representatives_women_share",)),
}
QUICK_REPORT = {
    "issued": Meaning("发出的选票张数，含流动票箱和委托。", ("turnout_by",)),
    "recovered": Meaning("各票箱收回张数合计。多于发出的照收，请向报告人核对。", ("recovered_over", "turnout_over")),
    "elected": Meaning("当场公布选出的人数；主任是否选出另填。", ("elected_over",)),
    "other": Meaning("没有选齐、需另行选举的选今日或择日。", ("runoff_days",)),
}
POLLING_PLACE = {
    "route": Meaning("流动票箱经过的组和地点；监票人另在“选举工作人员”登记。", ("mobile_box_scrutineers",)),
    "voters": Meaning("张贴的使用人名单上的人数，只填人数。"),
}
PROXIES = {
    "certificates": Meaning("办理了书面委托的委托人人数。", ("proxy_days", "proxy_to")),
    "most": Meaning("受托人中受托最多的一人接受了几人的委托；不填则不核对。", ("proxy_max",)),
}
MID_TERM = {
    "asked_on": Meaning("本人书面提出、情形发生或选举的日期。事实照登，晚于规定的保存后提示。"),
    "decided_by": Meaning("接受辞职、认定终止的会议或机关。"),
    "effective_on": Meaning("从这一天起不再任职或开始任职；不填则按决定日期。"),
}
