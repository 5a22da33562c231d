"""A person entered together with a row: the one his township already holds, else a new one; never one of another."""

from typing import Any

from electioncycle.actors import Actor
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, OFFICIALS
from villages.models import Person, Village
from villages.services.holders import person_held_in

NUMBER = "person__id_number"
NAME = "person__name"


def differs(number_of: Person) -> str:
    return (
        f"本乡镇已有此身份证号的登记，姓名为“{number_of.name}”，与所填姓名不一致，请核对姓名和身份证号；"
        "姓名登记有误的，请先在原登记处更正。"
    )


def held(village: Village | None, values: dict[str, Any], *, user: Actor) -> Person | None:
    """Who in the village's township has the number that was entered, as far as this user may know of it."""
    if village is None or not user.roles & OFFICIALS:  # who is in the pool is no business of a village's own clerk
        return None
    return person_held_in(village, values.get(NUMBER) or "", user=user)


def take_over(person: Person, values: dict[str, Any], *, user: Actor) -> None:
    """What was left empty stays as it is with the person; what the county settled is not changed from below."""
    settled = person.county_kept and not user.roles & COUNTY_ROLES
    for name in [name for name in values if name.startswith("person__")]:
        if settled or values[name] in (None, ""):
            del values[name]


def part_for(row: Any, values: dict[str, Any], *, user: Actor) -> Person:
    """``Ledger.find_part`` for a person: the row's own, else the township's, else a new one."""
    if row.person_id:
        own: Person = row.person
        return own
    looked: Person | None = row.__dict__.get("_person_found")
    if looked is not None:  # a planned line has looked already
        return looked
    found = held(values.get("village") or row.village, values, user=user)
    if found is None:
        return Person()
    if values.get(NAME) and values[NAME] != found.name:
        raise Refused(differs(found))
    take_over(found, values, user=user)
    return found
