"""The figures of those elected line by line: by township or village in official order, the total last; sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from electioncycle.rounding import share
from elections.choices import Body
from elections.rules import elected_team as rules
from elections.rules.elected_team import Figures
from elections.services.elected_team import VillageTeam

TOTAL = "合计"
DIRECTOR = (Body.COMMITTEE, "director")


@dataclass(frozen=True)
class Line:
    """Some villages together, or one. ``villages``: that take part, whether or not anybody is elected there."""

    name: str
    key: int
    villages: int
    done: int
    party_done: int
    others: int
    void: int
    both: Figures
    party: Figures
    committee: Figures

    @property
    def done_share(self) -> Decimal | None:
        return share(self.done, self.villages)

    @property
    def party_share(self) -> Decimal | None:
        return share(self.party_done, self.villages)


def is_done(team: VillageTeam) -> bool:
    """The committee's election is over, its result verified, its director elected, nothing lacks of those elected."""
    return Body.COMMITTEE in team.done and team.holder(*DIRECTOR) is not None


def line(name: str, teams: Sequence[VillageTeam], *, key: int = 0) -> Line:
    return Line(
        name,
        key,
        villages=len(teams),
        done=sum(map(is_done, teams)),
        party_done=sum(Body.PARTY in one.done for one in teams),
        others=sum(one.others for one in teams),
        void=sum(one.void for one in teams),
        both=rules.together(one.figures for one in teams),
        party=rules.together(one.of(Body.PARTY) for one in teams),
        committee=rules.together(one.of(Body.COMMITTEE) for one in teams),
    )


def by_township(teams: Sequence[VillageTeam]) -> list[Line]:
    """One line a township in official order, the total last; nothing ranks them."""
    found = [
        line(str(township), list(own), key=township.pk)
        for township, own in groupby(teams, key=lambda one: one.village.township)
    ]
    return [*found, line(TOTAL, teams)]


def by_village(teams: Sequence[VillageTeam]) -> list[Line]:
    return [*(line(str(one.village), [one], key=one.village.pk) for one in teams), line(TOTAL, teams)]


def sentence(whole: Line, place: str, on: date) -> str:
    """Ready for a report; every percentage says what it is a share of."""
    found, lead = whole.both, f"截至{on.month}月{on.day}日，{place}参加换届的{whole.villages}个村（社区）"
    if not found.elected:
        return f"{lead}还没有核对定稿的当选结果。"
    parts = [
        f"{lead}中，{found.villages}个已有当选结果、{whole.done}个换届完成，选出“两委”成员{found.elected}名，{_ages(found)}",
        _of("大专及以上学历", found.college, found.elected, found.last_college, found.last_members),
        _of("女性", found.women, found.elected),
        f"党员{found.party_members}名",
        f"书记、主任“一肩挑”{found.one_shoulder}个村（社区），交叉任职{found.cross_posts}名",
        f"连任{found.stays}名、新任{found.new}名",
        _turnout(found),
    ]
    return "；".join(filter(None, parts)) + "。"


def _ages(found: Figures) -> str:
    if found.mean_age is None:
        return "出生年月尚未登记"
    known = f"（以登记出生年月的{found.aged}名为基数）" if found.ages_missing else ""
    return f"平均年龄{found.mean_age}岁{known}{_change(found.mean_age, found.last_mean_age, '岁')}"


def _of(what: str, number: int, base: int, last: int = 0, last_base: int = 0) -> str:
    now, before = share(number, base), share(last, last_base)
    return f"{what}{number}名、占{base}名的{now}%{_change(now, before, '个百分点')}"


def _change(now: Decimal | None, before: Decimal | None, unit: str) -> str:
    """一降一升, where the last term is known."""
    if now is None or before is None:
        return ""
    if now == before:
        return f"，与上届{before}持平"
    return f"，比上届{'提高' if now > before else '降低'}{abs(now - before)}{unit}"


def _turnout(found: Figures) -> str:
    if found.turnout is None:
        return ""
    return f"登记参加选举{found.registered}人，参加投票{found.recovered}人，投票率{found.turnout}%"


def unclear(teams: Iterable[VillageTeam]) -> list[tuple[VillageTeam, str]]:
    """What somebody still has to do, village by village."""
    return [(one, " ".join(one.unclear)) for one in teams if one.unclear]
