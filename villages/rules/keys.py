"""The keys of rules that code knows, each with its kind of value."""

from villages.rules.values import (
    AT_LEAST,
    OVER,
    Anything,
    Choice,
    Clock,
    Kind,
    Number,
    Part,
    Several,
    Text,
    Unreadable,
    Whole,
    YesNo,
)

KIN = "kin_pair_"
"""Rules about relatives begin so; their value is a sentence."""

TARGET = "target_"
"""What a cycle's structure targets begin with when it is opened; afterwards the cycle has its own."""

COMMUNITY = "community_"
"""A rule whose key begins so stands, for a unit of residents, in the place of the one named after it."""

_DAYS = Whole(0, 366, "日")
_PERIOD = Whole(1, 366, "日")
_PEOPLE = Whole(0, 99, "人")
_YEARS = Whole(0, 100, "年")
_MONTHS = Whole(0, 120, "月")
_PERCENT = Whole(0, 100, "%")
_OVER, _AT_LEAST, _YES_NO, _TEXT = Part(OVER), Part(AT_LEAST), YesNo(), Text()
_KIN_PAIR = Text(
    pattern=r".+?与.+?[：:](?=.*[^、\s]).+", example="村(居)委会成员与监委成员：本人、配偶、父母子女、兄弟姐妹、祖孙"
)

_RELATIVES = Several({"spouse": "配偶", "parent_child": "父母子女", "sibling": "兄弟姐妹", "grandparent": "祖孙"})
_VOTERS = Several(
    {
        "resident": "户籍在村且居住的村民",
        "away": "户籍在村但不居住且表示参加的村民",
        "outsider": "居住一年以上并经同意的非户籍公民",
        "worker": "在村工作满一年的人员",
        "spouse": "随配偶在村居住的人员",
        "former": "保留权利的原村民",
        "newcomer": "符合条件的迁入人员",
    }
)
_NOT_COUNTED = Several(
    {
        "ill": "患病不能表达意志的",
        "abroad": "自费出国半年以上的",
        "bedridden": "年老体弱长期卧病的",
        "away": "外出半年以上不能到会的",
        "transferred": "已调动而组织关系未转的",
    }
)

KINDS: dict[str, Kind] = {
    **dict.fromkeys(("law_version", "province_text", "province_plan", "review_objection_channel"), _TEXT),
    **dict.fromkeys(("review_objection_days", "review_objection_answer_days"), _PERIOD),
    **dict.fromkeys(("risk_stale_days", "pledge_follow_days", "finance_publication_days"), _DAYS),
    **dict.fromkeys(("voter_list_days", "objection_days", "decision_days", "candidates_days"), _DAYS),
    **dict.fromkeys(("self_nomination_days", "withdrawal_days", "proxy_days", "runoff_days"), _DAYS),
    **dict.fromkeys(("handover_days", "certificate_days", "recall_vote_days"), _DAYS),
    **dict.fromkeys(("complaint_accept_days", "complaint_answer_days"), _PERIOD),
    **dict.fromkeys(("complaint_extension_days", "complaint_publication_days", "review_reply_days"), _PERIOD),
    **dict.fromkeys(("dispute_raise_days", "dispute_accept_days", "dispute_finding_days"), _PERIOD),
    **dict.fromkeys(("committee_min", "committee_max"), _PEOPLE),
    **dict.fromkeys(
        ("election_committee_min", "election_committee_max", "supervision_min", "supervision_max"), _PEOPLE
    ),
    **dict.fromkeys(("reserve_min", "women_min", "proxy_max", "mobile_box_scrutineers"), _PEOPLE),
    **dict.fromkeys(("target_women", "target_under_36", "target_college_up"), _PEOPLE),
    **dict.fromkeys(("term_years", "party_term_years", "outsider_residence_years", "archive_years"), _YEARS),
    **dict.fromkeys(("delay_months", "party_delay_months"), _MONTHS),
    **dict.fromkeys(("assessment_pass_percent", "assessment_return_percent"), _PERCENT),
    **dict.fromkeys(("turnout_over", "elected_over", "nomination_over", "runoff_turnout_over"), _OVER),
    **dict.fromkeys(("runoff_share", "recall_voters_share", "recall_representatives_share"), _AT_LEAST),
    **dict.fromkeys(("representatives_women_share", "party_quorum", "party_extra_share"), _AT_LEAST),
    "party_recommendation_quorum": _AT_LEAST,
    **dict.fromkeys(("representatives_quorum", "byelection_quorum"), _AT_LEAST),
    **dict.fromkeys(("assembly_quorum", "adoption_over"), _OVER),
    **dict.fromkeys(("risk_closing_file", "nomination_more_than_seats", "votes_added_down"), _YES_NO),
    **dict.fromkeys(("audit_before_election", "target_one_shoulder", "problem_county_verifies"), _YES_NO),
    **dict.fromkeys(("finance_publication_photo", "inspection_repair_county_verifies"), _YES_NO),
    **dict.fromkeys(("woman_seat_on_ballot", "kin_before_tie", "withdrawn_counts", "vacancy_needs_director"), _YES_NO),
    **dict.fromkeys(("check_void_share", "check_blank_share", "check_everybody_share", "check_same_share"), _AT_LEAST),
    **dict.fromkeys(("check_half_margin", "check_edge_votes", "surplus_director", "surplus_deputy"), _PEOPLE),
    **dict.fromkeys(("surplus_member_min", "surplus_member_max", "surplus_least"), _PEOPLE),
    **dict.fromkeys(("polling_notice_days", "proxy_list_days", "result_days", "seal_days"), _DAYS),
    "same_day_most": Whole(1, 99, "个"),
    **dict.fromkeys(("proxy_names", "mobile_box_names"), _YES_NO),
    "withdrawal_from": Choice({"polling": "选举日前", "candidates_list": "候选人名单公布后"}),
    "nomination_added_down": _YES_NO,
    "void_election_days": _DAYS,
    "recall_again_after": _YEARS,
    "voter_age": Whole(1, 100, "周岁"),
    "retention_months": Whole(1, 120, "月"),
    "election_retention_days": Whole(1, 3650, "日"),
    "target_mean_age": Number(18, 80),
    "daily_report_cut_off": Clock(),
    "vacancy_min": Whole(1, 99, "人"),
    "party_notice_days": _DAYS,
    "party_not_counted": _NOT_COUNTED,
    "party_majority_base": Choice({"应到会": "应到会", "实到会": "实到会"}),
    "turnout_by": Choice({"recovered": "收回选票", "voted": "参加投票人数"}),
    "recovered_over": Choice({"issued": "发出选票", "voted": "参加投票人数"}),
    "elected_base": Choice({"recovered": "收回选票", "valid": "有效票"}),
    "woman_seat": Choice({"column": "选票单列", "post": "专职专选", "last_seat": "最后一席", "none": "不作规定"}),
    "kin_elected": Choice({"order": "依次确定", "stop": "停下由县定", "none": "不作规定"}),
    "vacancy_from": Choice({"first": "首次选举后", "other": "另行选举后", "none": "不作规定"}),
    "vacancy_by": Choice({"assembly": "村民会议", "none": "不需决定"}),
    "acting_rule": Choice({"deputy": "副主任主持", "deputy_votes": "得票最多的副主任主持"}),
    **dict.fromkeys(("delay_path", "ballots_kept_until"), _TEXT),
    **dict.fromkeys(("committee_exit_kin", "staff_kin"), _RELATIVES),
    "committee_exit_at": Choice({"nominated": "被提名时", "formal": "成为正式候选人时"}),
    "committee_absences": Whole(1, 99, "次"),
    "voter_classes": _VOTERS,
    "election_modes": Several({"candidates": "提名候选人", "self_nominated": "自荐直选", "open": "海选"}),
    "nominations_per_voter": Choice({"seats": "不超过应选人数"}),
    "two_nominations": Choice({"chooses": "本人书面选择一个职务", "added_down": "高职提名票可加到低职"}),
    "candidate_order": Choice({"votes": "按得票多少", "strokes": "按姓氏笔画"}),
    "speech_days": _DAYS,
    "proxy_to": Choice(
        {
            "near_kin": "近亲属中登记参加选举的人",
            "near_kin_not_standing": "近亲属中登记而不参选的人",
            "voter": "其他登记参加选举的人",
        }
    ),
    "mobile_box_approval": Choice(
        {"township": "乡镇(街道)批准", "committee": "选举委员会确定", "none": "不设流动票箱"}
    ),
    "count_place": Choice({"centre": "集中到中心会场开箱", "station": "各投票站当场开箱"}),
    "overvote_voids": Choice({"ballot": "整张选票", "post": "该职务一栏"}),
    "double_post": Choice({"ballot": "整张选票无效", "lower": "计入低职", "separate": "分票选举，不会出现"}),
    "tie_rule": Choice({"vote_again": "再次投票"}),
    "certificate_by": Choice({"committee": "选举委员会", "township": "乡镇(街道)", "county": "县级"}),
    "ballots_kept_by": Choice({"township": "乡镇(街道)", "village": "村"}),
    "byelection_months": _MONTHS,
    "ballot_asks": Choice({"for": "只计赞成", "for_against_abstain": "赞成、反对、弃权"}),
}


def kind_of(key: str) -> Kind:
    """The kind of the value of this rule; a key that no code asks for takes anything."""
    if key.startswith(KIN):
        return _KIN_PAIR
    return KINDS.get(key) or KINDS.get(key.removeprefix(COMMUNITY)) or Anything()


def stored(key: str, text: str) -> object:
    """What is kept of a text typed as the value of this rule; a blank: no value. Raises Unreadable."""
    text = text.strip()
    return kind_of(key).stored(text) if text else None


def fault(key: str, value: object) -> str:
    """Why nobody can read this stored value, with what may be entered; empty where it can be read."""
    if value is None or value == "":
        return ""
    try:
        kind_of(key).read(value)
    except Unreadable as error:
        return str(error)
    return ""
