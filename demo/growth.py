"""Multiplies a small made-up county inside PostgreSQL: tens of thousands of villages in minutes, for benchmarks alone.

Every copy has townships, villages and people of its own, under new names; the lists of the cycle, the accounts and the
steps of procedures stay those of the small county. What a service would refuse or an audit chain would hold against
it is not asked: these rows never leave a benchmark.
"""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from candidates.models import Intention, Nominee, Placement, ReserveCandidate
from demo import names
from demo.people import People
from electioncycle.desk.inbox import Notice
from electioncycle.records.kept import Kept
from electioncycle.records.search import search_key
from electioncycle.security.audit import AuditEvent
from meetings.models import ChecklistEntry, PublicityActivity
from readiness.models import ReadinessCheck, ReadinessPass, SpecialDecision, StartRecord, TeamAnalysis
from risks.models import Countermeasure, DailyReport, Problem, RiskPoint, Sweep
from villages.models import (
    Area,
    Assessment,
    Cycle,
    FinanceCleanup,
    FinanceFinding,
    FormerOfficial,
    LastTermFigures,
    Person,
    ResponsibilityPost,
    Talk,
    TeamMember,
    Village,
    VillageProfile,
    VillageStaff,
)

STEP = 1_000_000
"""What lies between the key of a row and that of its next copy; the rows of the small county stay below."""
NAMES = 40_000
SEARCHED = "张三"
ONE_IN = 1000
"""How many people there are to one of the name that the benchmark looks for."""
SHARED = "李四"
"""A name with as many bearers at every size: every fourth person of the first copy."""
COPIED: tuple[type[models.Model], ...] = (
    Village, Person, VillageProfile, LastTermFigures, TeamMember, VillageStaff, ResponsibilityPost, Assessment,
    FinanceCleanup, FinanceFinding, FormerOfficial, Talk, DailyReport, Sweep, RiskPoint, Problem, Countermeasure,
    ReserveCandidate, Placement, Intention, Nominee, ChecklistEntry, PublicityActivity, TeamAnalysis, ReadinessCheck,
    ReadinessPass, SpecialDecision, StartRecord,
)  # fmt: skip
CYCLES = 5
EVENTS = 30
"""How many events there are to a village."""
FIRST_EVENTS = 400
FAR = 10_000_000_000
"""Added to the keys of rows of past cycles, once a cycle."""
WITH_HISTORY = (Village, Person, TeamMember, ResponsibilityPost)
POOLS = "growth_names"


def grow(villages: int) -> None:
    """The county with so many villages: more copies of the small one, their past cycles, events and notices."""
    small, reached = Village.objects.filter(pk__lt=STEP).count(), Village.objects.aggregate(last=models.Max("pk"))
    first, last = reached["last"] // STEP + 1, villages // small - 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no keys are checked, no trigger fires
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        indexes = _without_grams(cursor)
        _pools(cursor, last)
        _copy(cursor, Area, first, last, where="r.level = 4", **_of_township())
        for model in COPIED:
            _copy(cursor, model, first, last, **_changes(model))
            if model in WITH_HISTORY:
                _copy(cursor, model.history.model, first, last)
        cursor.execute(f"DROP TABLE {POOLS}")
        _add_past(cursor, since=first * STEP if first > 1 else 0)
        _add_events(cursor, villages * EVENTS)
        _add_notices(cursor, since=first * STEP if first > 1 else 0)
        for index in indexes:
            cursor.execute(index)
    Kept.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _without_grams(cursor: Any) -> list[str]:
    """The indexes of grams are dropped, and returned as what makes them again: at once that is much faster."""
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'grams@_%' ESCAPE '@'")
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [made for _, made in found]


def _add_past(cursor: Any, *, since: int) -> None:
    """Earlier, closed cycles with the same teams, of the rows from this key on."""
    cycle = Cycle.objects.get(state="open")
    key, started = cycle.pk, cycle.starts_on
    for back in range(1, CYCLES):
        earlier = key + back * STEP
        if not Cycle.objects.filter(pk=earlier).exists():
            cycle.pk, cycle.name, cycle.state = earlier, f"往届{back}", "closed"
            cycle.starts_on = started.replace(year=started.year - 5 * back)
            cycle.save_base(force_insert=True, raw=True)
        values = {"id": f"r.id + {back * FAR}", "cycle_id": str(earlier)}
        _insert(cursor, TeamMember, values, f"{{table}} r WHERE r.cycle_id = {key} AND r.id >= {since}")


def _add_events(cursor: Any, total: int) -> None:
    """An audit trail of so many events, of the kinds and by the people of the first ones; not a chain."""
    last = AuditEvent.objects.aggregate(last=models.Max("pk"))["last"]
    values = {
        "id": "c",
        "at": f"now() - make_interval(secs => ({total} - c) * 20)",
        "object_id": f"r.object_id + c::bigint * {STEP}",
        "hash": "md5(c::text) || md5('growth')",
    }
    source = f"{{table}} r JOIN generate_series({last + 1}, {total}) c ON r.id = 1 + c % {FIRST_EVENTS}"
    _insert(cursor, AuditEvent, values, source)


def _add_notices(cursor: Any, *, since: int) -> None:
    """One to those over every village, which the county has not read either."""
    columns = "text, url, tone, roles, path, key, created_at"
    said = "'提醒', '/', 'info', ',township_officer,county_clerk,', path, '', now()"
    cursor.execute(
        f"INSERT INTO {Notice._meta.db_table} ({columns})"  # noqa: S608 - names of ours
        f" SELECT {said} FROM {Village._meta.db_table} WHERE id >= {since}"
    )


def _pools(cursor: Any, copies: int) -> None:
    """New names with their search keys: of people, villages and townships."""
    townships = Area.objects.filter(level=4, pk__lt=STEP).count()
    villages = Village.objects.filter(pk__lt=STEP).count()
    rng = Random("growth")  # noqa: S311 - invented names
    pools = {
        "person": _people(rng),
        "village": (f"{stem}村" for stem in names.village_stems((copies + 1) * villages, rng)),
        "township": names.township_names((copies + 1) * townships, rng),
    }
    cursor.execute(f"CREATE TEMPORARY TABLE {POOLS} (pool text, n integer, name text, search text)")
    with cursor.copy(f"COPY {POOLS} FROM STDIN") as copy:
        for pool, some in pools.items():
            for number, name in enumerate(some):
                copy.write_row((pool, number, name, search_key(name)))
    cursor.execute(f"ALTER TABLE {POOLS} ADD PRIMARY KEY (pool, n)")
    cursor.execute(f"ANALYZE {POOLS}")


def _people(rng: Random) -> Iterator[str]:
    drawn = People("990101", "199000")
    for number in range(NAMES):
        yield SEARCHED if number % ONE_IN == 0 else drawn.name(rng, male=number % 2 == 0)
    yield SHARED


def _of_township() -> dict[str, str]:
    """Of the small county's code the first six digits stay; the rest tells the copy."""
    number = f"c * {Area.objects.filter(level=4, pk__lt=STEP).count()} + {_nth('level = 4', Area)}"
    code = f"substr(r.code, 1, 6) || lpad(to_hex({number}), 4, 'x')"
    return {
        "parent_id": "r.parent_id",
        "code": code,
        "path": f"substr(r.path, 1, length(r.path) - length(r.code) - 1) || {code} || '/'",
        "position": "r.position + c * 1000",
        **_named("township", number),
    }


def _nth(where: str, model: type[models.Model]) -> str:
    """The place of a row among those of the small county."""
    table = model._meta.db_table
    return f"(SELECT count(*) FROM {table} o WHERE o.id < r.id AND o.id < {STEP} AND o.{where})"  # noqa: S608


def _named(pool: str, number: str) -> dict[str, str]:
    """Name and search key out of a pool, as one look-up each."""
    look = f"FROM {POOLS} WHERE pool = '{pool}' AND n = {number}"
    return {"name": f"(SELECT name {look})", "search_text": f"(SELECT search {look})"}


def _changes(model: type[models.Model]) -> dict[str, str]:
    if model is Village:
        return _of_village()
    if model is Person:
        drawn = f"(r.id * 7919 + c * 104729) % {NAMES}"
        changes = _named("person", f"CASE WHEN c = 1 AND r.id % 4 = 0 THEN {NAMES} ELSE {drawn} END")
        return changes | {"id_index": "CASE WHEN r.id_index = '' THEN '' ELSE md5(r.id_index || c) END"}
    keys = {field.name for field in model._meta.concrete_fields}
    village, person = _copied(Village, "search_text", "village"), _copied(Person, "search_text", "person")
    if {"village", "person"} <= keys:
        return {"search_text": f"{person} || ' ' || {village}"}
    return {"search_text": f"r.search_text || ' ' || {village}"} if "village" in keys else {}


def _of_village() -> dict[str, str]:
    """Below the township's code two digits, its place within the township."""
    code, path = (_copied(Area, column, "township") for column in ("code", "path"))
    tail = f"lpad({_nth('township_id = r.township_id', Village)}::text, 2, '0')"
    number = f"c * {Village.objects.filter(pk__lt=STEP).count()} + {_nth('id > 0', Village)}"
    return {"code": f"{code} || {tail}", "path": f"{path} || {code} || {tail} || '/'", **_named("village", number)}


def _copied(model: type[models.Model], column: str, key: str) -> str:
    """What stands in the copy of the row that ``key`` names."""
    return f"(SELECT {column} FROM {model._meta.db_table} WHERE id = r.{key}_id + c * {STEP})"  # noqa: S608


def _copy(cursor: Any, model: type[models.Model], first: int, last: int, where: str = "true", **changes: str) -> None:
    values = {column: _shifted(field) for column, field in _columns(model).items()}
    source = f"{{table}} r CROSS JOIN generate_series({first}, {last}) c WHERE r.{_key(model)} < {STEP} AND {where}"
    _insert(cursor, model, values | changes, source)


def _columns(model: type[models.Model]) -> dict[str, Any]:
    return {str(field.column): field for field in model._meta.concrete_fields}


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _shifted(field: Any) -> str:
    """The column in a copy: keys of what is copied too go with it, all else stays."""
    with_it = field.primary_key or field.column == "id" or field.related_model in (Area, *COPIED)
    return f"r.{field.column} + c * {STEP}" if with_it else f'r."{field.column}"'


def _insert(cursor: Any, model: type[models.Model], values: dict[str, str], source: str) -> None:
    columns = _columns(model)
    told = ", ".join(values.get(column, f'r."{column}"') for column in columns)
    into = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    cursor.execute(f"INSERT INTO {table} ({into}) SELECT {told} FROM {source.format(table=table)}")  # noqa: S608
    _past_the_last(cursor, [model])


def _past_the_last(cursor: Any, copied: Iterable[type[models.Model]]) -> None:
    """The next row gets a number of its own."""
    for statement in connection.ops.sequence_reset_sql(no_style(), list(copied)):
        cursor.execute(statement)
