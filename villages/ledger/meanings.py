"""What the "?" beside the fields of the ledgers about villages and their people says, and the rules behind it."""

from electioncycle.ledgers.ledger import Meaning

TEAM = {
    "person__id_number": Meaning("用来认出同一个人，加密保存，平时只显示前后几位；修改时不动星号就是不改。"),
    "person__education": Meaning("全日制、在职教育中最高的一项，以毕业证书为准，在读的不算。"),
    "party_post": Meaning("党组织内的职务；只任村(居)委会职务的选“无”。", ("party_term_years",)),
    "committee_post": Meaning("村(居)委会的职务；主任同时任书记的即为“一肩挑”。", ("committee_min", "committee_max")),
    "supervision_post": Meaning("村(居)务监督委员会职务；只任此职的不计入两委人数。", ("kin_pair_supervision",)),
    "full_post": Meaning("享受定额补贴的常职干部；以县里核定的名单为准。"),
    "first_cadre_on": Meaning("第一次担任村(社区)干部的年月，中断过的仍填第一次。"),
    "post_since": Meaning("担任现在这个职务的年月，连任的填最早一届。"),
}
PROFILE = {
    "takes_part": Meaning("不参加本届换届的(如批准延期、已撤并)去掉勾选，以后各项不再要求。", ("delay_months",)),
    "batch": Meaning("批次由县里在“类别清单”维护，计划选举日按批次带出。"),
    "election_day": Meaning("与批次不同的才填；定下投票日以后只在“改选举日”里改。"),
    "voters": Meaning("预计的登记参加选举人数，用于估算；正式人数以“登记参加选举”为准。", ("voter_age",)),
    "representatives": Meaning("村(居)民代表人数。", ("representatives_women_share",)),
    "seats_approved": Meaning("县乡核定的两委职数。", ("committee_min", "committee_max")),
}
LAST_TERM = {
    "members": Meaning("上届换届结束时的两委人数，一人两职计一人。"),
    "one_shoulder": Meaning("上届结束时书记、主任由同一人担任的填是。"),
    "cross_posts": Meaning("同时任党组织和村(居)委会职务的人数。"),
    "recovered": Meaning("上届投票日收回的选票数，用于计算参加投票人数。", ("turnout_by",)),
}
ASSESSMENT = {
    "forms_back": Meaning("有效收回的票数。占发出票数太少的，这次评价不作数。", ("assessment_return_percent",)),
    "fairly": Meaning("满意率＝(满意＋基本满意)÷收回票。", ("assessment_pass_percent",)),
}
CLEANUP = {
    "published_from": Meaning("公示的第一天。", ("finance_publication_days", "finance_publication_photo")),
    "faulty_contracts": Meaning("手续不全、显失公平、未经民主程序等须整改的合同份数。"),
    "resources": Meaning("集体所有的耕地、林地、水面等，按亩填。"),
}
