"""Which rules the result engine, the calendar and the steps before and after the vote ask, by stage of the election."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """``of_steps``: what is recorded of these steps is held against the rules; engine and calendar do not ask them."""

    title: str
    keys: tuple[str, ...]
    of_steps: bool = False


STAGES = (  # in the order of the calendar
    Stage(
        "推选选举委员会(村)",
        ("election_committee_min", "election_committee_max", "committee_exit_at", "committee_exit_kin"),
        of_steps=True,
    ),
    Stage("登记参加选举的人员(村)", ("voter_age", "voter_classes"), of_steps=True),
    Stage("登记名单公布和异议处理(村)", ("voter_list_days", "objection_days", "decision_days")),
    Stage(
        "提名和候选人(村)",
        (
            *("nomination_over", "nomination_added_down", "surplus_least", "surplus_director", "surplus_deputy"),
            *("surplus_member_min", "surplus_member_max", "nominations_per_voter"),
            *("self_nomination_days", "candidates_days", "withdrawal_days", "withdrawal_from"),
        ),
    ),
    Stage("正式候选人名单(村)", ("candidate_order", "two_nominations"), of_steps=True),
    Stage(
        "工作人员、流动票箱和委托投票(村)",
        ("staff_kin", "mobile_box_approval", "mobile_box_scrutineers", "mobile_box_names", "proxy_max", "proxy_names"),
        of_steps=True,
    ),
    Stage("投票准备和委托投票(村)", ("polling_notice_days", "proxy_days", "proxy_list_days", "ballot_asks")),
    Stage(
        "党组织选举(村)",
        ("party_quorum", "party_majority_base", "party_extra_share"),
    ),
    Stage(
        "党组织推荐、公示和大会(村)",
        ("party_not_counted", "party_recommendation_quorum", "party_notice_days"),
        of_steps=True,
    ),
    Stage(
        "选举是否有效(村)",
        ("turnout_over", "turnout_by", "recovered_over", "representatives_quorum", "byelection_quorum"),
    ),
    Stage(
        "计票和当选(村)",
        (
            *("elected_over", "elected_base", "woman_seat", "women_min", "kin_pair_committee", "kin_elected"),
            *("kin_before_tie", "votes_added_down", "withdrawn_counts", "result_days"),
            *("check_void_share", "check_blank_share", "check_everybody_share", "check_same_share"),
            *("check_half_margin", "check_edge_votes"),
        ),
    ),
    Stage(
        "另行选举、缺额和重新选举(村)",
        (
            *("runoff_share", "runoff_days", "runoff_turnout_over", "void_election_days", "vacancy_from"),
            *("vacancy_by", "vacancy_min", "vacancy_needs_director", "acting_rule"),
        ),
    ),
    Stage(
        "监委会、代表和小组长推选(村)",
        ("supervision_min", "supervision_max", "representatives_women_share"),
        of_steps=True,
    ),
    Stage(
        "选举异议和认定(村)",
        ("dispute_raise_days", "dispute_accept_days", "dispute_finding_days"),
        of_steps=True,
    ),
    Stage("印章、证书和工作移交(村)", ("seal_days", "certificate_days", "handover_days")),
    Stage(
        "罢免(村)",
        ("recall_voters_share", "recall_representatives_share", "recall_vote_days", "recall_again_after"),
    ),
    Stage(
        "届中辞职和补选(村)",
        ("resignation_days", "resignation_publish_days", "byelection_months", "committee_min"),
        of_steps=True,
    ),
)
_CHOSEN = ("nomination_over", "nomination_added_down", "surplus_least", "surplus_director", "surplus_deputy")
WAYS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("nomination", ("candidates",), (*_CHOSEN, "surplus_member_min", "surplus_member_max", "nominations_per_voter")),
    ("nomination", ("self_nominated",), ("self_nomination_days",)),
    ("nomination", ("candidates", "self_nominated"), ("candidates_days", "withdrawal_days", "withdrawal_from")),
    ("mode", ("all", "household"), ("proxy_days", "proxy_list_days", "mobile_box_approval", "mobile_box_scrutineers")),
    ("mode", ("all", "household"), ("voter_list_days", "objection_days", "decision_days")),
)
"""What a scheme decides, by which of its values, and the rules that then count; other rules count in every way."""
ASKED = frozenset(key for stage in STAGES for key in stage.keys if not stage.of_steps)
ASKED_OF_STEPS = frozenset(key for stage in STAGES for key in stage.keys if stage.of_steps)
