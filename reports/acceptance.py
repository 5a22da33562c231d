"""A made-up county for acceptance runs, and the manifest of what was put where: users, marker strings, row numbers."""

import itertools
from collections.abc import Iterator
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q

from electioncycle import audit, history
from electioncycle.ledgers import ordered
from electioncycle.privacy import EncryptedField
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from readiness.models import AnalysisProblem, ItemRating, MemberAnalysis
from reports.demo.accounts import Account, Staff, add_account, add_staff
from reports.demo.analyses import CONFIRMED, fate
from reports.demo.county import County, add_places, add_profiles
from reports.demo.cycle import add_cycle
from reports.demo.load import GROUPS, add_ledgers, begun, require_size
from reports.demo.risks import move_risks
from reports.demo.steps import move_on
from villages.models import Area, Cycle, KindItem, Person, ResponsibilityPost, Village
from villages.services.accounts import service_account

NAME = "试验县"
AT_COUNTY = (
    Role.COUNTY_ADMIN,
    Role.COUNTY_CLERK,
    Role.COUNTY_READER,
    Role.DEPARTMENT_CONTACT,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDITOR,
)
AT_TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK)
EACH = 2
PARTS: tuple[Any, ...] = (ItemRating, MemberAnalysis, AnalysisProblem)
"""Rows without a ledger of their own, whose text is entered and printed with the analysis."""
COUNTY_WIDE = (Area, Cycle, KindItem)
"""Rows every township of the county reads: their markers are the county's."""


def seed_county(*, seed: int, villages: int, townships: int) -> dict[str, Any]:
    """Make the county and return its manifest."""
    code = f"99{30 + seed // 100 % 70:02d}{seed % 100:02d}"
    if Area.objects.filter(code=code).exists():
        raise Refused(f"数据库里已有验收县{code}，请换一个 --seed 或另设 DATA_DIR。")
    require_size(villages, townships)
    county = County(code, NAME, seed, service_account(), phone_head="199001")
    with transaction.atomic():
        add_places(county, villages=villages, townships=townships)
        staff = add_staff(county, prefix=f"ys{code}_", signing=0)
        accounts = add_accounts(county)
        add_cycle(county, publisher=staff.county_admin, groups=GROUPS)
        add_profiles(county)
        markers = _fill(county, staff)
    return {
        "users": [_user(account) for account in accounts],
        "markers": markers,
        "objects": {model._meta.label_lower: _keys(model, county) for model in _models()},
    }


def _fill(county: County, staff: Staff) -> list[dict[str, Any]]:
    """Everything entered, then marked while it may still change, then moved on."""
    fates = {village: fate(number) for number, village in enumerate(county.villages)}
    fates |= {first_of(county, township): CONFIRMED for township in county.townships}
    add_ledgers(county, fates)
    markers = list(mark(county))
    move_on(county, begun(fates), staff)
    move_risks(county, clerk_of=staff.clerk_of, verifier=staff.county_clerk)
    return markers


def first_of(county: County, township: Area) -> Village:
    """The village whose rows carry the markers of its township."""
    return next(village for village in county.villages if village.township_id == township.pk)


def add_accounts(county: County) -> list[Account]:
    """At least two a role at its level of area: county, every township, one village of each township."""
    places: list[tuple[Any, Any]] = [(role, county.area) for role in AT_COUNTY]
    for township in county.townships:
        places += [(role, township) for role in AT_TOWNSHIP]
        places.append((Role.VILLAGE_CLERK, first_of(county, township)))
    return [
        add_account(county, f"{role.value}_{place.code}_{number}", role, place, role.label)
        for role, place in places
        for number in range(1, EACH + 1)
    ]


def _user(account: Account) -> dict[str, Any]:
    return {
        "username": account.user.username,
        "password": account.password,
        "role": str(account.role),
        "area": account.place.code,
        "totp": account.totp,
    }


def mark(county: County) -> Iterator[dict[str, Any]]:
    """Write a string that occurs nowhere else into every text field; personal numbers are markers as they are."""
    numbers = itertools.count(1)
    for model in (Area, Village, *(model for model in _models() if model not in (Area, Village))):
        whole = model in COUNTY_WIDE and model is not Area
        for area in [county.area] if whole else county.townships:
            row = _row_of(model, county, area)
            if row is not None:
                yield from _mark_row(row, area, county, numbers)


def _mark_row(row: Any, area: Area, county: County, numbers: Iterator[int]) -> Iterator[dict[str, Any]]:
    changed = []
    for part in [row.person, row] if hasattr(row, "person_id") else [row]:
        for field in text_fields(type(part)):
            masked = isinstance(field, EncryptedField)
            if masked:
                value = getattr(part, field.name)
            else:
                value = f"X{county.seed % 100:02d}{next(numbers):05d}Z"
                _put(part, field, value)
            name = f"{part._meta.label_lower}.{field.name}"
            yield {"value": value, "area": area.code, "field": name, "masked": masked}
        history.record(part, by=county.by, reason="验收标记")
        changed.append(part)
    audit.record(audit.Event.CHANGED, by=county.by, row=changed[-1], version=row.version)


def _put(row: Any, field: Any, marker: str) -> None:
    """In front of what stands there, so that the row still reads like one of its kind."""
    text = f"{marker}{getattr(row, field.name)}"
    setattr(row, field.name, text[: field.max_length] if field.max_length else text)


def text_fields(model: Any) -> list[Any]:
    """Free text people enter, and personal numbers; no codes, choices or derived fields."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField))
        and field.editable
        and not field.choices
        and field.name != "code"
        and not any(isinstance(check, RegexValidator) for check in field.validators)
    ]


def _models() -> list[Any]:
    return [*dict.fromkeys(ledger.model for ledger in ordered()), Person, *PARTS]


def _row_of(model: Any, county: County, area: Area) -> Any:
    """A row of this model in the township (its first village), or of the county."""
    if model is Person:  # marked together with the member who points at it
        return None
    if model is Area:
        return area
    if model is Village:
        return first_of(county, area)
    names = {field.name for field in model._meta.fields}
    if model is Cycle:
        return county.cycle
    if model is ResponsibilityPost:  # the last kind is a post of the township; leaders of the county hold several
        return model.objects.filter(village=first_of(county, area)).last()
    if "village" in names:
        return model.objects.filter(village=first_of(county, area)).first()
    if "analysis" in names:
        return model.objects.filter(analysis__village=first_of(county, area)).first()
    if "area" in names:
        return model.objects.filter(area=area).first()
    return model.objects.filter(cycle=county.cycle).first() if "cycle" in names else None


def _keys(model: Any, county: County) -> list[int]:
    below = county.area.path
    mine = Q()
    if model is Person:
        mine = Q(posts__village__path__startswith=below)
    elif model.scope_lookup:
        mine = Q(**{f"{model.scope_lookup}__startswith": below})
    return list(model.objects.filter(mine).order_by("pk").values_list("pk", flat=True).distinct())
