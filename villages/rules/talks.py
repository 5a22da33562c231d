"""Questions about talks over plain values: what contradicts itself, who is owed a talk at which level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

PLANNED, HELD = "planned", "held"


def talk_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Contradictions of one talk, by field."""
    found: dict[str, str] = {}
    state, held_on = values.get("state") or PLANNED, values.get("held_on")
    if state == PLANNED:
        if (values.get("content") or "").strip() or values.get("attitude"):
            found["state"] = "已填写谈话内容或态度，状态却是“待谈”，请改为“已谈”或“需再谈”。"
    elif held_on is None:
        found["held_on"] = "已谈的须填写谈话日期，请补填。"
    elif held_on > today:
        found["held_on"] = f"谈话日期({held_on})在今天之后，不能记为已谈，请核对。"
    elif not (values.get("talker") or "").strip():
        found["talker"] = "已谈的须写明谈话人及职务，请补填。"
    return found | _pledge_faults(values, held_on, today) | _follow_faults(values, state, held_on)


def _pledge_faults(values: Mapping[str, Any], held_on: date | None, today: date) -> dict[str, str]:
    signed, day = values.get("pledge") or "none", values.get("pledge_on")
    if signed == "none":
        return {"pledge": "填了签订日期，请选择签订的是哪种承诺书。"} if day else {}
    if day is None:
        return {"pledge_on": "已签承诺书的须填写签订日期，请补填。"}
    if day > today:
        return {"pledge_on": f"签订日期({day})在今天之后，请核对。"}
    if held_on and day < held_on:
        return {"pledge_on": f"签订日期({day})早于谈话日期({held_on})，请核对。"}
    return {}


def _follow_faults(values: Mapping[str, Any], state: str, held_on: date | None) -> dict[str, str]:
    day = values.get("follow_on")
    if day and held_on and day < held_on:
        return {"follow_on": f"跟进日期({day})早于谈话日期({held_on})，请核对。"}
    if day and not (values.get("contact") or "").strip():
        return {"contact": "填了跟进日期，请填写后续联系人。"}
    if (values.get("follow_up") or "").strip() and state == PLANNED:
        return {"follow_up": "还没有谈话，不能填写跟进情况，请核对状态。"}
    return {}


def levels_owed(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """The levels a group's list entry names (应谈层级, separated by 、), in the order of the list of levels."""
    said = {part.strip() for part in text.replace(",", "、").replace("，", "、").split("、")}
    return tuple(name for name in names if name in said)


@dataclass(frozen=True)
class TalkFacts:
    """One talk as who is still to be talked to depends on it; later ones come later in their sequence."""

    group: str
    village: int
    name: str
    person: int | None
    level: str
    state: str
    on: date | None


class TalksHeld:
    """Finds the latest talk with somebody at a level: by person where both sides know him, else by village and name."""

    def __init__(self, talks: Iterable[TalkFacts]) -> None:
        self.by_person: dict[tuple[str, int], dict[str, TalkFacts]] = {}
        self.by_name: dict[tuple[str, int, str], dict[str, TalkFacts]] = {}
        self.unknown: dict[tuple[str, int, str], dict[str, TalkFacts]] = {}
        for talk in talks:
            named = (talk.group, talk.village, talk.name)
            self.by_name.setdefault(named, {})[talk.level] = talk
            if talk.person is None:
                self.unknown.setdefault(named, {})[talk.level] = talk
            else:
                self.by_person.setdefault((talk.group, talk.person), {})[talk.level] = talk

    def of(self, group: str, village: int, name: str, person: int | None) -> dict[str, TalkFacts]:
        """Level → the latest talk."""
        named = (group, village, name)
        if person is None:
            return self.by_name.get(named, {})
        return {**self.unknown.get(named, {}), **self.by_person.get((group, person), {})}
