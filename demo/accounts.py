"""Accounts of the made-up county, ready to sign in, with passwords that may be printed."""

from dataclasses import dataclass
from random import Random
from typing import Any

from accounts.models import Authenticator, Details, User
from accounts.places import Place
from accounts.services import second_factor
from accounts.services.accounts import open_account
from accounts.services.sign_in import must_have_factor
from demo.county import County
from electioncycle.roles import Role
from villages.models import Area, Village

SIGNING_TOWNSHIPS = 2
DEPARTMENT = "信访局"
"""Whose contact has an account: the made-up county's review waits for its answer."""
COUNTY_ACCOUNTS = (
    ("xian_admin", Role.COUNTY_ADMIN, "换届办副主任"),
    ("xian_clerk", Role.COUNTY_CLERK, "换届办工作人员"),
    ("xian_reader", Role.COUNTY_READER, "分管领导"),
    ("security", Role.SECURITY_ADMIN, "安全管理员"),
    ("system_admin", Role.SYSTEM_ADMIN, "系统管理员"),
    ("auditor", Role.AUDITOR, "审计员"),
    ("bumen_contact", Role.DEPARTMENT_CONTACT, f"{DEPARTMENT}联审联络员"),
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz"


@dataclass
class Account:
    user: User
    password: str
    role: str
    place: Area | Village

    def as_line(self) -> dict[str, Any]:
        return {
            "username": self.user.username,
            "password": self.password,
            "role": Role(self.role).label,
            "place": self.place.name,
            "note": self.note,
        }

    @property
    def note(self) -> str:
        if self.totp:
            return f"第二步的验证码：.venv/bin/python manage.py otp_code {self.user.username}"
        if self.role == Role.DEPARTMENT_CONTACT:
            return f"{DEPARTMENT}：登录后在“问到本部门的联审”中逐人答复，或导入反馈表"
        return ""

    @property
    def totp(self) -> str | None:
        """The secret of its authenticator, where signing in needs one."""
        device = Authenticator.objects.filter(user=self.user, confirmed=True).first()
        return device.key if device else None


@dataclass
class Staff:
    """Who acts in the county: clerk and officer of every township by its key, and the county's own."""

    accounts: list[Account]
    clerks: dict[int, User]
    officers: dict[int, User]
    county_admin: User
    county_clerk: User

    def clerk_of(self, village: Village) -> User:
        return self.clerks[village.township_id]

    def officer_of(self, village: Village) -> User:
        return self.officers[village.township_id]


def password_for(username: str, seed: int) -> str:
    """The same for the same seed: such an account only ever opens invented data."""
    rng = Random(f"{seed}:password:{username}")  # noqa: S311 - printed anyway
    words = ["".join(rng.choices(_LETTERS, k=4)).capitalize() for _ in range(3)]
    return f"{'-'.join(words)}-{rng.randint(100, 999)}"


def secret_for(username: str, seed: int) -> str:
    """The authenticator's secret, as little a secret as the password."""
    rng = Random(f"{seed}:totp:{username}")  # noqa: S311 - printed anyway
    return "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=32))


def add_account(
    county: County, username: str, role: str, place: Area | Village, post: str, *, signs_in: bool = True
) -> Account:
    """One account with one role and one place; without a password when nobody is to sign in with it."""
    password = password_for(username, county.seed) if signs_in else ""
    rng = county.rng(f"account {username}")
    name = county.people.name(rng, male=rng.random() < 0.6)
    user = open_account(
        username,
        Details(name=name, unit=f"{place.name}(演示)", post=post),
        by=county.by,
        roles=[role],
        places=[Place(place, DEPARTMENT if role == Role.DEPARTMENT_CONTACT else "")],
        password=password or None,
        first_change=False,
    )
    if signs_in and must_have_factor(user):
        second_factor.prepare(user, secret_for(username, county.seed))
    return Account(user, password, role, place)


def add_staff(county: County, *, prefix: str = "", signing: int = SIGNING_TOWNSHIPS) -> Staff:
    """County accounts, and clerk and officer of each township; those of the first townships can sign in."""
    accounts = [
        add_account(county, prefix + name, role, county.area, post, signs_in=signing > 0)
        for name, role, post in COUNTY_ACCOUNTS
    ]
    clerks, officers = {}, {}
    for number, township in enumerate(county.townships, 1):
        able = number <= signing
        head = f"{prefix}zhen{number}"
        own = [
            add_account(county, f"{head}_officer", Role.TOWNSHIP_OFFICER, township, "组织委员", signs_in=able),
            add_account(county, f"{head}_clerk", Role.TOWNSHIP_CLERK, township, "组织干事", signs_in=able),
        ]
        officers[township.pk], clerks[township.pk] = own[0].user, own[1].user
        accounts += own if able else []
    return Staff(accounts, clerks, officers, accounts[0].user, accounts[1].user)
