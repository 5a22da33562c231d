"""The words in 【】 that notices and signature blocks are written with, and what stands in their place."""

import re
from collections.abc import Mapping
from typing import Any

from electioncycle.documents.forms import LINE

_FIELD = re.compile("【([^【】]*)】")
WORDS: dict[str, str] = {
    "村名": "village",
    "乡镇": "township",
    "村民": "people",
    "本村": "own",
    "村民委员会": "committee",
    "选举委员会": "election_committee",
    "监督委员会": "supervision",
    "村民会议": "assembly",
    "村民代表会议": "representatives",
    "村民小组": "group",
    "登记参加选举的村民": "voters",
    "法律": "law",
    "乡镇政府": "government",
    "乡镇党委": "party_committee",
    "党组织": "party_org",
    "选举类别": "procedure",
    "选举日": "polling_day",
    "投票地点": "venue",
    "应选职数": "posts",
    "流动票箱数": "mobile_boxes",
    "登记时间": "registration_hours",
    "投票时间": "polling_hours",
    "委托时间": "proxy_hours",
    "登记人数": "registered",
    "选举委员会主任": "committee_head",
    "选举委员会成员": "committee_members",
    "候选人次序": "order",
    "主任候选人": "director_candidates",
    "副主任候选人": "deputy_candidates",
    "委员候选人": "member_candidates",
    "投票站": "stations",
    "流动票箱": "roving_boxes",
    "计票监票人员": "counting_staff",
    "代写人": "writers",
    "委托人数": "proxies",
    "无效票情形": "void_grounds",
    "发出票数": "issued",
    "收回票数": "recovered",
    "收回与发出": "over",
    "参加与半数": "half",
    "有效或无效": "valid",
    "无效原因": "void_reason",
    "当选主任": "director_elected",
    "当选副主任": "deputy_elected",
    "当选委员": "member_elected",
    "当选名单": "elected_lines",
    "缺额": "open",
}
"""Word for an office → key of the value. What things are called in a community stands behind the same words."""
DAYS: dict[str, tuple[str, str]] = {
    "登记日": ("registration", "planned"),
    "名单公布日": ("voter_list", "planned"),
    "异议截止日": ("objection", "latest"),
    "提名日": ("nomination", "planned"),
    "自荐截止日": ("self_nomination", "latest"),
    "退出截止日": ("withdrawal", "latest"),
    "委托截止日": ("proxy", "latest"),
    "另行选举截止日": ("other_election", "latest"),
    "移交截止日": ("handover", "latest"),
}
"""Days of the calendar: of which step, and whether its plan or its last day."""
TO_WRITE = "＿"
"""【＿】: a line that only the village can fill in."""


def unknown(text: str) -> list[str]:
    """Words in 【】 that nobody knows."""
    return [word for word in _FIELD.findall(text) if word not in WORDS and word not in DAYS and word != TO_WRITE]


def filled(text: str, values: Mapping[str, Any]) -> str:
    """The text with what is known; a line to write on for the rest."""
    return _FIELD.sub(lambda found: str(values.get(_key(found[1])) or LINE), text)


def as_form_text(text: str) -> str:
    """Typed text as ``documents.forms`` reads it: its words as {keys}, braces that somebody typed as braces."""
    plain = text.replace("{", "{{").replace("}", "}}")
    return _FIELD.sub(lambda found: found[0] if unknown(found[0]) else f"{{{_key(found[1])}}}", plain)


def _key(word: str) -> str:
    return WORDS.get(word, word)
