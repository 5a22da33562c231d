"""What the talks held so far come to: by level, attitudes, demands, collective sessions, and the ready sentence."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from electioncycle.actors import Actor
from electioncycle.rounding import share
from villages.choices import Attitude, ListKind, TalkState
from villages.models import Cycle, KindItem, Talk
from villages.services.talk_targets import Outstanding
from villages.services.territory import participants


@dataclass
class TalkFigures:
    """What was held: by level (name → talks), attitudes, demands, collective sessions."""

    by_level: dict[str, int]
    talks: int = 0
    persons: int = 0
    sessions: int = 0
    doubts: int = 0
    opposed: int = 0
    demands: int = 0
    followed: int = 0

    @property
    def levels(self) -> int:
        """Levels at which at least one talk was held."""
        return sum(number > 0 for number in self.by_level.values())


def talk_figures(user: Actor, cycle: Cycle) -> TalkFigures:
    """Over the talks held in villages that take part; one query beside lists and territory."""
    levels = KindItem.objects.filter(cycle=cycle, kind=ListKind.TALK_LEVEL).values_list("name", flat=True)
    found = TalkFigures(dict.fromkeys(levels, 0))
    known: dict[int, tuple[int, str]] = {}
    named, sessions = set(), set()
    for talk in held_talks(user, cycle).select_related("level").order_by():
        found.talks += 1
        found.by_level[talk.level.name] = found.by_level.get(talk.level.name, 0) + 1
        found.doubts += talk.attitude == Attitude.DOUBTS
        found.opposed += talk.attitude == Attitude.OPPOSES
        if talk.demands.strip():
            found.demands += 1
            found.followed += bool(talk.follow_up.strip())
        if talk.person_id:
            known[talk.person_id] = (talk.village_id, talk.name)
        else:
            named.add((talk.village_id, talk.name))
        sessions |= {talk.session} - {""}
    found.persons, found.sessions = len(known) + len(named - set(known.values())), len(sessions)
    return found


def held_talks(user: Actor, cycle: Cycle) -> QuerySet[Talk]:
    return Talk.objects.visible_to(user).filter(
        cycle=cycle, village__in=participants(user, cycle).order_by(), state__in=(TalkState.HELD, TalkState.AGAIN)
    )


def sentence(figures: TalkFigures, found: Outstanding, place: str, today: date) -> str:
    """Ready to be copied into a report; states the base of its percentage."""
    levels = "、".join(f"{name}{number}人次" for name, number in figures.by_level.items() if number)
    text = f"截至{today.month}月{today.day}日，{place}开展谈心谈话{figures.talks}人次，涉及{figures.persons}人"
    text += f"，其中{levels}。" if levels else "。"
    if figures.sessions:
        text += f"集中谈话{figures.sessions}场。"
    if found.total.persons:
        text += f"应谈{found.total.persons}人，已谈{found.total.finished}人、"
        text += f"占{share(found.total.finished, found.total.persons)}%(以应谈{found.total.persons}人为基数)。"
    if figures.doubts or figures.opposed:
        text += f"有顾虑{figures.doubts}人次、不支持{figures.opposed}人次。"
    if figures.demands:
        text += f"提出诉求{figures.demands}件，已跟进{figures.followed}件。"
    return text
