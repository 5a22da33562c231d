"""One ID number under several entries of persons: a case the county alone sees, and its merging into one person.

A township that enters a number held elsewhere sees a normal save. A cycle may let it read one fixed sentence.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Value
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action
from electioncycle.security import audit, marks
from villages.models import Cycle, Person
from villages.services.holders import holders, in_cycle, rows_of

HELD_ELSEWHERE = "已在其他乡镇登记，请联系县换届办"
QUIET_REASON = "县换届办核对人员基本信息"
"""What the histories of the townships' rows say of a merger: the county's own reason stays with the county."""
COPIED = [
    f.name
    for f in Person._meta.concrete_fields
    if f.name not in {"id", "version", "created_at", "updated_at", "withdrawn_at", "search_text", "merged_into"}
]


@dataclass(frozen=True)
class Entry:
    """One person's entry, with the rows that point at him."""

    person: Person
    rows: list[Any]


@dataclass(frozen=True)
class Case:
    """One ID number kept more than once: under several entries of persons, or by one person in several villages."""

    entries: tuple[Entry, ...]

    @property
    def rows(self) -> list[Any]:
        return [row for entry in self.entries for row in entry.rows]

    @property
    def is_open(self) -> bool:
        """To be merged or put right; one person in several villages is only to be known."""
        return len(self.entries) > 1

    @property
    def names_differ(self) -> bool:
        return len({entry.person.name for entry in self.entries}) > 1

    @property
    def townships(self) -> int:
        return len({row.village.township_id for row in self.rows})

    @property
    def key(self) -> int:
        return self.entries[0].person.pk


def cases(user: Actor, cycle: Cycle) -> list[Case]:
    """Open cases first; four queries and one a ledger, however many people there are."""
    seen: dict[str, set[int]] = defaultdict(set)
    villages: dict[str, set[int]] = defaultdict(set)
    for model, key in holders():
        named = model.objects.visible_to(user).filter(**in_cycle(model, cycle)).exclude(**{key: None})
        rows = named.exclude(**{f"{key}__id_index": ""})
        for index, person, village in rows.order_by().values_list(f"{key}__id_index", key, "village"):
            seen[index].add(person)
            villages[index].add(village)
    wanted = [index for index in seen if len(seen[index]) > 1 or len(villages[index]) > 1]
    return _cases({index: seen[index] for index in wanted}, cycle)


def case_of(person: Person, user: Actor, cycle: Cycle | None) -> Case | None:
    """The case this person's number belongs to; None where there is none in the user's territory."""
    if cycle is None:
        return None
    found = [case for case in cases(user, cycle) if person.pk in {entry.person.pk for entry in case.entries}]
    return found[0] if found else None


def _cases(persons_of: dict[str, set[int]], cycle: Cycle) -> list[Case]:
    keys = [key for own in persons_of.values() for key in own]
    persons = Person.objects.in_bulk(keys)
    held = rows_of(list(persons.values()))
    found = []
    for own in persons_of.values():
        entries = [
            Entry(persons[key], [row for row in held[key] if getattr(row, "cycle_id", cycle.pk) == cycle.pk])
            for key in sorted(own)
            if key in persons
        ]
        found.append(Case(tuple(entries)))
    return sorted(found, key=lambda case: (not case.is_open, case.key))


def merge(
    case: Case, *, keep: int, by: Actor, reason: str, cycle: Cycle, seen: Mapping[int, int] | None = None
) -> Person:
    """The rows of all entries point at one new person with the content of the entry to be kept.

    A new one, so that no township reads in a history what another one wrote. From then on the county alone changes
    him. Rows of closed cycles stay with the entry they had. ``seen`` holds the version in which each entry was
    compared; Conflict when one was changed since.
    """
    if not by.may(Action.COUNTY_REVIEW) or not by.covers(cycle.county.path):
        raise NotYours("重复人员由县换届办核对合并。")
    reason = workflow.require_reason(reason, "合并")
    with transaction.atomic():
        persons = _locked(case, seen)
        kept = next((person for person in persons if person.pk == keep), None)
        if kept is None:
            raise Refused("请选择以哪一条的基本信息为准，再合并。")
        made = Person(**{name: getattr(kept, name) for name in COPIED} | {"county_kept": True})
        history.record(made, by=by, reason=QUIET_REASON)
        moved = _move_rows(persons, made, by=by)
        for person in persons:
            person.merged_into, person.withdrawn_at = made, timezone.now()
            history.record(person, by=by, reason=reason)
        audit.record(
            audit.Event.STEP, by=by, row=made, move="merge_persons", entries=[p.pk for p in persons], rows=moved
        )
    return made


def _locked(case: Case, seen: Mapping[int, int] | None) -> list[Person]:
    keys = [entry.person.pk for entry in case.entries]
    persons = list(Person.objects.select_for_update(of=("self",)).filter(pk__in=keys, merged_into=None).order_by("pk"))
    if len(persons) != len(keys) or len({person.id_index for person in persons}) != 1:
        raise Refused("这些登记刚刚有变动，请刷新后重新核对。")
    if len(persons) < 2:
        raise Refused("这个号码只有一条人员登记，不用合并。")
    if seen is not None:
        for person in persons:
            workflow.locked(person, seen.get(person.pk, 0))
    return persons


def _move_rows(persons: Sequence[Person], made: Person, *, by: Actor) -> int:
    moved = 0
    for model, key in holders():
        rows = model.objects.filter(**{f"{key}__in": persons}).select_related("village__township")
        own = [row for row in rows if not ((cycle := row.held_in) and cycle.is_closed)]
        for row in own:
            setattr(row, key, made)
            row.follows_person = True
        _require_no_twins(own)
        for row in own:  # rows of several counties' cycles may be among them: each is checked for itself
            try:
                history.record_many([row], by=by, reason=QUIET_REASON, fields=[key])
            except IntegrityError as error:  # two of the rows that move are now the same
                raise _twins(row) from error
        moved += len(own)
    return moved


def _twins(row: Any) -> Refused:
    return Refused(
        f"合并后{row.village.township}{row.village}的“{row._meta.verbose_name}”会有两条相同的记录，"
        "请先把其中一条撤回到回收站，再合并。"
    )


def _require_no_twins(rows: Sequence[Any]) -> None:
    seen: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        for constraint in row._meta.constraints:
            names = getattr(constraint, "fields", ())
            if names and constraint.condition and not constraint.condition.check(_values(row)):
                continue  # such as a pledge that was refused: there may be another beside it
            key = (constraint.name, *(getattr(row, row._meta.get_field(name).attname) for name in names))
            if names and key in seen:
                raise _twins(row)
            seen[key] = row
        try:
            row.validate_constraints()
        except ValidationError as error:
            raise Refused(f"{row.village.township}{row.village}：{' '.join(error.messages)}") from error


def _values(row: Any) -> dict[str, Any]:
    return {field.name: Value(getattr(row, field.attname), field) for field in row._meta.concrete_fields}


def open_number(user: Actor, cycle: Cycle) -> int:
    """How many cases wait for the county. Each ledger is asked again only once its rows, or the numbers, change."""
    index_of = marks.remembered("kept twice", _kept_twice)
    if len(set(index_of.values())) == len(index_of):
        return 0
    paths = tuple(user.scope_paths)
    asked = (paths, cycle.pk, frozenset(index_of))

    def held_by(model: Any, key: str) -> set[int]:
        rows = model.objects.visible_to(user).filter(**in_cycle(model, cycle), **{f"{key}__in": index_of})
        return set(rows.order_by().values_list(key, flat=True))

    held = {
        person
        for model, key in holders()
        for person in marks.remembered(("held", model, key, asked), partial(held_by, model, key), places=paths)
    }
    entries = Counter(index_of[person] for person in held)
    return sum(number > 1 for number in entries.values())


def _kept_twice() -> dict[int, str]:
    """The blind index of each person's number that other entries bear too, wherever they are held."""
    stored = Person.all_rows.exclude(id_index="").order_by()  # with those withdrawn the index alone answers
    twice = stored.values("id_index").annotate(n=Count("pk")).filter(n__gt=1).values("id_index")
    return dict(Person.objects.filter(id_index__in=twice).values_list("pk", "id_index"))


def notices(persons: Sequence[Person], cycle: Cycle | None) -> list[str]:
    """The one fixed sentence, where the cycle says so and a number stands in another township too; else nothing."""
    if cycle is None or not cycle.tells_held_elsewhere:
        return []
    indexes = {person.id_index for person in persons if person.id_index}
    townships: dict[str, set[int]] = defaultdict(set)
    for model, key in holders():
        rows = model.objects.filter(**in_cycle(model, cycle), **{f"{key}__id_index__in": indexes}).order_by()
        for index, township in rows.values_list(f"{key}__id_index", "village__township"):
            townships[index].add(township)
    return [HELD_ELSEWHERE] if any(len(own) > 1 for own in townships.values()) else []
