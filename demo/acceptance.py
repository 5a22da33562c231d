"""A made-up county for acceptance runs, and the manifest of what was put where: users, marker strings, row numbers."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Scope, User
from candidates.models import ReviewBatch, ReviewRequest
from candidates.review_choices import BatchState
from demo.accounts import Account, Staff, add_account, add_staff
from demo.analyses import CONFIRMED, fate
from demo.county import County, add_places, add_profiles
from demo.cycle import add_cycle
from demo.load import GROUPS, add_ledgers, begun, require_size
from demo.marking import Marking, kinds_of_rows
from demo.risks import move_risks
from demo.steps import move_on
from electioncycle.disclosure import restricted
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from meetings.models.checklists import LISTS
from meetings.services import checklists
from readiness.services import conditions
from risks.models import KeyPerson
from villages.models import Area, Person, Village
from villages.services.accounts import service_account
from villages.services.holders import holders

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
        marking = Marking(county)
        accounts = add_accounts(county, marking)
        add_cycle(county, publisher=staff.county_admin, groups=GROUPS)
        add_profiles(county)
        _fill(county, staff, marking)
        _let_read(accounts, by=staff.county_admin)
        _let_answer(accounts, county)
    return {
        "users": [_user(account) for account in accounts],
        "markers": marking.markers,
        "objects": {model._meta.label_lower: _keys(model, county) for model in kinds_of_rows()},
    }


def _fill(county: County, staff: Staff, marking: Marking) -> None:
    """Everything entered, then marked while it may still change, then moved on."""
    fates = {village: fate(number) for number, village in enumerate(county.villages)}
    fates |= {first_of(county, township): CONFIRMED for township in county.townships}
    add_ledgers(county, fates)
    for which in LISTS:
        checklists.switch_on(county.cycle, which, by=staff.county_admin)
    drafted = conditions.ship(county.cycle, by=county.by)
    marking.go()
    conditions.EDITIONS.propose(drafted, by=staff.county_clerk, effective_from=county.cycle.starts_on)
    conditions.EDITIONS.publish(drafted, by=staff.county_admin)
    move_on(county, begun(fates), staff)
    move_risks(county, clerk_of=staff.clerk_of, verifier=staff.county_clerk)


def _let_read(accounts: list[Account], *, by: User) -> None:
    """The first account of each role and place opens the entries about persons there; the second does not."""
    for account in accounts[::EACH]:
        if account.role in (*AT_TOWNSHIP, Role.COUNTY_CLERK, Role.COUNTY_READER):
            rows = KeyPerson.objects.filter(village__path__startswith=account.place.path)
            known = {row.pk for row in restricted.assigned_to(KeyPerson, account.user)}
            for row in rows.exclude(pk__in=known):
                restricted.assign(row, account.user, by=by)


def _let_answer(accounts: list[Account], county: County) -> None:
    """The letter that carries markers is sent; its department is known by its name, which carries one too."""
    asked = ReviewRequest.objects.filter(batch__cycle=county.cycle).select_related("department").earliest("pk")
    ReviewBatch.objects.filter(pk=asked.batch_id).update(state=BatchState.SENT)
    contacts = [account.user for account in accounts if account.role == Role.DEPARTMENT_CONTACT]
    Scope.objects.filter(user__in=contacts).update(department=asked.department.name)


def first_of(county: County, township: Area) -> Village:
    """The village whose rows carry the markers of its township."""
    return next(village for village in county.villages if village.township_id == township.pk)


def add_accounts(county: County, marking: Marking) -> list[Account]:
    """At least two a role at its level of area: county, every township, one village of each township."""
    places: list[tuple[Any, Any]] = [(role, county.area) for role in AT_COUNTY]
    for township in county.townships:
        places += [(role, township) for role in AT_TOWNSHIP]
        places.append((Role.VILLAGE_CLERK, first_of(county, township)))
    found = []
    for role, place in places:
        area = place.township if isinstance(place, Village) else place
        for number in range(1, EACH + 1):
            post = f"{marking.new(area, 'accounts.user.post')}{role.label}"
            found.append(add_account(county, f"{role.value}_{place.code}_{number}", role, place, post))
    return found


def _user(account: Account) -> dict[str, Any]:
    return {
        "username": account.user.username,
        "password": account.password,
        "role": str(account.role),
        "area": account.place.code,
        "totp": account.totp,
    }


def _keys(model: Any, county: County) -> list[int]:
    below = county.area.path
    mine = Q()
    if model is Person:
        for holder, key in holders():
            mine |= Q(pk__in=holder.objects.filter(village__path__startswith=below).values(key))
    elif model.scope_lookup:
        mine = Q(**{f"{model.scope_lookup}__startswith": below})
    return list(model.objects.filter(mine).order_by("pk").values_list("pk", flat=True).distinct())
