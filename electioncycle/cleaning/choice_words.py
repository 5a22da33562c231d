"""Owns what offices write for a choice in other words, where its meaning is certain."""

from collections.abc import Collection

PARTY_BODIES = "党支部 支部 村党支部 村支部 党总支 党总支部 总支 村党总支 党委 村党委 党组织 村党组织"
COMMITTEE_BODIES = "村委会 村民委员会 居委会 居民委员会 村(居)委会 村委 居委"
BRANCH_HEADS = {
    "书记": "支书 党支书 村支书",
    "副书记": "副支书 党支部副支书 村副支书",
    "纪检委员": "纪律检查委员 纪委委员",
    "委员": "支委 组织委员 宣传委员 统战委员 青年委员 妇女委员 群工委员",
}
"""Members of a branch committee by what they look after; 纪检委员 stands in the list by itself."""


def _posts(bodies: str, posts: Collection[str], label: str = "{0}") -> dict[str, str]:
    return {f"{body}{post}": label.format(post) for body in bodies.split() for post in posts}


def _words(meant: dict[str, str]) -> dict[str, str]:
    return {word: label for label, words in meant.items() for word in words.split()}


# Each list counts only where all its labels are offered: 党支部委员 is no 村委会委员.
LISTS: tuple[tuple[frozenset[str], dict[str, str]], ...] = (
    (frozenset({"男", "女"}), _words({"男": "男性", "女": "女性"})),
    (
        frozenset({"中共党员", "中共预备党员"}),
        _words(
            {
                "中共党员": "党员 正式党员 中共正式党员 中国共产党党员 中国共产党员 党员(正式) 中共党员(正式)",
                "中共预备党员": "预备党员 党员(预备) 中共党员(预备) 中共党员(预备党员) 中共党员(预备期)",
                "共青团员": "团员 共青团 中国共产主义青年团团员",
                "无党派人士": "无党派 无党派民主人士",
                "群众": "普通群众 一般群众",
            }
        ),
    ),
    (
        frozenset({"发展对象", "积极分子"}),
        _words(
            {
                "党员": "正式党员 中共党员 党员(正式) 中共党员(正式)",
                "预备": "预备党员 中共预备党员 党员(预备) 中共党员(预备)",
                "积极分子": "入党积极分子",
                "发展对象": "党员发展对象",
                "申请人": "入党申请人",
            }
        ),
    ),
    (
        frozenset({"本科", "大专", "高中(中专)"}),
        _words(
            {
                "研究生": "硕士 硕士研究生 博士 博士研究生",
                "本科": "大学 大学本科",
                "大专": "专科 大学专科 高职 高职高专",
                "高中(中专)": "高中 中专 中等专科 中技 技校 职高 中职",
                "初中及以下": "初中 小学",
            }
        ),
    ),
    (
        frozenset({"书记", "副书记", "纪检委员", "委员"}),
        _posts(PARTY_BODIES, ("书记", "副书记", "纪检委员", "委员")) | _words(BRANCH_HEADS),
    ),
    (
        frozenset({"党组织书记", "党组织副书记", "党组织委员"}),
        _posts(PARTY_BODIES, ("书记", "副书记", "委员"), "党组织{0}"),
    ),
    (
        frozenset({"主任", "副主任", "委员"}),
        _posts(COMMITTEE_BODIES, ("主任", "副主任", "委员")) | _words({"主任": "村主任", "副主任": "村副主任"}),
    ),
    (
        frozenset({"村(居)委会主任", "村(居)委会委员"}),
        _posts(COMMITTEE_BODIES, ("主任", "副主任", "委员"), "村(居)委会{0}"),
    ),
)


def label_meant(text: str, offered: Collection[str]) -> str | None:
    """The label that these words, written half-width and without spaces, stand for among those offered."""
    for needed, words in LISTS:
        if text in words and needed.issubset(offered) and words[text] in offered:
            return words[text]
    return None
