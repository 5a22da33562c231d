"""What must be right of the people and boxes of a vote: who avoids it, how many watch a box, what a box needs."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from elections.choices import Avoids
from elections.rules.avoiding import Candidates
from elections.rules.duties import duties, watching


@dataclass(frozen=True)
class Worker:
    name: str
    duty: str
    box: str
    avoids: str

    def bar(self, standing: Candidates, relations: Collection[str]) -> str:
        """Why they may not work at this vote; the clerk who asked the village has the last word."""
        if self.avoids == Avoids.KIN:
            return f"{self.name}是候选人或其应回避的亲属"
        return "" if self.avoids == Avoids.CLEAR else standing.says_of(self.name, relations)


@dataclass(frozen=True)
class Box:
    """A roving box (流动票箱) as it is recorded."""

    name: str
    approved_on: date | None
    posted_on: date | None
    voters: int | None = None


def avoiding(workers: Iterable[Worker], standing: Candidates, relations: Collection[str]) -> str:
    """How many must be replaced, by duty and without a name; empty where nobody."""
    found = Counter(one.duty for one in workers if one.bar(standing, relations))
    told = "、".join(f"{duties()[duty].title}{number}名" for duty, number in found.items())
    return f"{told}是候选人或其应回避的亲属，请在“选举工作人员”中核对更换。" if told else ""


def watchers(workers: Iterable[Worker], box: str) -> int:
    """How many persons watch this box."""
    return len({one.name for one in workers if one.box == box and one.duty in watching()})


def too_few(workers: Iterable[Worker], box: Box, least: int | None) -> str:
    number = watchers(workers, box.name)
    if least is None or number >= least:
        return ""
    return f"“{box.name}”登记监票人{number}名，规定不少于{least}名。"


def not_in_order(box: Box, approval: str, left_on: date | None = None) -> str:
    """What a roving box lacks before it leaves, or lacked on the day of the vote, on which it left.

    ``approval`` is the rule about who lets it.
    """
    if approval == "none":
        return f"“{box.name}”：规则集规定不设流动票箱。"
    lacks = [] if _by(box.approved_on, left_on) or approval == "committee" else ["没有批准"]
    lacks += [] if _by(box.posted_on, left_on) else ["没有公布使用人名单"]
    return f"“{box.name}”{'、'.join(lacks)}。" if lacks else ""


def _by(day: date | None, last: date | None) -> bool:
    return day is not None and (last is None or day <= last)


def too_many_proxies(most: int | None, allowed: int | None) -> str:
    """Where the figures say how many proxies one person holds at most."""
    if most is None or allowed is None or most <= allowed:
        return ""
    return f"一人接受委托最多{most}人，规定不超过{allowed}人。"
