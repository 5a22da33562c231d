"""Whether somebody is of age on the election day of his village."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from candidates.rules import people as rules
from villages.models import Cycle, Village
from villages.rules.teams import birth_of
from villages.services.election_days import election_days
from villages.services.person_entry import NUMBER
from villages.services.rule_sets import rules_of


@dataclass(frozen=True)
class Yardstick:
    """By which day and age somebody of a village may stand; read once for a request or a workbook."""

    days: dict[int, date]
    otherwise: date
    least: int | None

    def too_young(self, village: Village, birth: date | None) -> str:
        day = self.days.get(village.pk, self.otherwise)
        age = rules.under_age(birth, day, self.least)
        if age is None:
            return ""
        return f"到选举日({day})为{age}周岁，不满{self.least}周岁，不能登记。请核对身份证号和出生年月。"


def yardstick(cycle: Cycle) -> Yardstick:
    """Kept with the cycle's object, which lives as long as the request."""
    found = cycle.__dict__.get("_yardstick")
    if found is None:
        found = Yardstick(election_days(cycle), cycle.reference_date, rules_of(cycle).whole("voter_age"))
        cycle.__dict__["_yardstick"] = found
    return found


def too_young(values: dict[str, Any], row: Any, *, cycle: Cycle | None) -> dict[str, str]:
    """The sentence for somebody who is not of age on his village's election day, by field."""
    village = values.get("village") or (row.village if row is not None else None)
    number, birth = values.get(NUMBER), values.get("person__birth")
    birth = birth_of(number) if number else birth
    if cycle is None or village is None or not (said := yardstick(cycle).too_young(village, birth)):
        return {}
    return {NUMBER if number else "person__birth": said}
