"""Table of roles: who may do what with which kind of ledger. Documents and tests read it; groups carry its names."""

from django.db import models

from electioncycle.actors import Actor


class Role(models.TextChoices):
    COUNTY_ADMIN = "county_admin", "县级换届管理员"
    COUNTY_CLERK = "county_clerk", "县换届办工作人员"
    COUNTY_READER = "county_reader", "县级领导(查阅)"
    DEPARTMENT_CONTACT = "department_contact", "部门联络员"
    TOWNSHIP_OFFICER = "township_officer", "乡镇组织委员"
    TOWNSHIP_CLERK = "township_clerk", "乡镇组织干事"
    VILLAGE_CLERK = "village_clerk", "村级填报员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"


class Action(models.TextChoices):
    VIEW = "view", "查看"
    ADD = "add", "新增"
    CHANGE = "change", "修改"
    WITHDRAW = "withdraw", "撤回到回收站"
    IMPORT = "import", "导入"
    EXPORT = "export", "导出"
    PRINT = "print", "打印"
    SUBMIT = "submit", "提交"
    TOWNSHIP_REVIEW = "township_review", "乡镇审核"
    COUNTY_REVIEW = "county_review", "县级确认"
    UNMASK = "unmask", "查看完整号码"
    MANAGE = "manage", "维护届次与规则"
    ACCOUNTS = "accounts", "管理账号"
    UNLOCK = "unlock", "为本乡镇填报账号解锁、重置密码"
    AUDIT = "audit", "查阅审计记录"
    OPERATE = "operate", "查看运行状态"


READING = frozenset({Action.VIEW, Action.EXPORT, Action.PRINT})
_WRITE = {Action.ADD, Action.CHANGE, Action.WITHDRAW, Action.IMPORT}

GRANTS: dict[str, frozenset[str]] = {
    Role.COUNTY_ADMIN: frozenset(READING | _WRITE | {Action.COUNTY_REVIEW, Action.UNMASK, Action.MANAGE}),
    Role.COUNTY_CLERK: frozenset(READING | _WRITE | {Action.COUNTY_REVIEW, Action.UNMASK}),
    Role.COUNTY_READER: frozenset(READING),
    Role.DEPARTMENT_CONTACT: frozenset(),
    Role.TOWNSHIP_OFFICER: frozenset(
        READING | _WRITE | {Action.SUBMIT, Action.TOWNSHIP_REVIEW, Action.UNMASK, Action.UNLOCK}
    ),
    Role.TOWNSHIP_CLERK: frozenset(READING | _WRITE | {Action.SUBMIT, Action.UNMASK}),
    Role.VILLAGE_CLERK: frozenset({Action.VIEW, Action.ADD, Action.CHANGE, Action.PRINT}),
    Role.SYSTEM_ADMIN: frozenset({Action.OPERATE}),
    Role.SECURITY_ADMIN: frozenset({Action.ACCOUNTS}),
    Role.AUDITOR: frozenset({Action.AUDIT}),
}

GUARDED = frozenset({Role.SECURITY_ADMIN, Role.AUDITOR, Role.COUNTY_ADMIN})
"""Roles that watch over each other: nobody alone gives one of their accounts a new password or second factor."""

OFFICIALS = frozenset(
    {Role.COUNTY_ADMIN, Role.COUNTY_CLERK, Role.COUNTY_READER, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK}
)
"""Officials of township and county: what is written about people stays at these levels."""

COUNTY_ROLES = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_CLERK})
"""Roles that keep the ledgers a township only reads (``Ledger.kept_by = "county"``)."""

APART = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Roles apart from the work, which nobody may combine with each other or with any other role."""

BUSINESS = frozenset(Role.values) - APART
"""Roles that take part in the work, the lowest and the departments' included."""

FIELD = BUSINESS - {Role.DEPARTMENT_CONTACT}
"""Who works with the data; a department's contact sees only what his department was asked."""

ALONE = APART | {Role.DEPARTMENT_CONTACT}
"""Roles an account holds alone: those apart from the work, and the contact who sees only his department's question."""

DESCRIPTIONS: dict[str, str] = {
    Role.COUNTY_ADMIN: "全县业务的录入、确认、导出和打印；建立和关闭届次，维护规则集与类别清单。",
    Role.COUNTY_CLERK: "全县业务的录入、导入、导出和打印；确认或退回乡镇报来的材料。",
    Role.COUNTY_READER: "只查阅、导出和打印，不录入不审批。",
    Role.DEPARTMENT_CONTACT: "只看到并答复问到本部门的事项，不接触其他业务数据。",
    Role.TOWNSHIP_OFFICER: "本乡镇的录入、提交和审核；为本乡镇的干事和村级填报员解锁、重置密码。",
    Role.TOWNSHIP_CLERK: "本乡镇的录入、导入和提交。",
    Role.VILLAGE_CLERK: "本村的录入和打印。",
    Role.SYSTEM_ADMIN: "查看运行状态，不接触业务数据，不管账号。",
    Role.SECURITY_ADMIN: "建立账号，分配角色和管辖范围，解锁和重置；不接触业务数据，不能改动本人的角色。",
    Role.AUDITOR: "查阅审计记录，不写入业务内容；复核管理员和审计员账号的重置申请。",
}
"""What a role is for, in one sentence; the page of roles and the manual show it."""

LEVELS: dict[str, str] = dict.fromkeys(Role.values, "county") | {
    Role.TOWNSHIP_OFFICER: "township",
    Role.TOWNSHIP_CLERK: "township",
    Role.VILLAGE_CLERK: "village",
}
"""The highest place a role may answer for: a township role with a whole county would reach every township's work."""

TOWNSHIP_HELPS = frozenset({Role.TOWNSHIP_CLERK, Role.VILLAGE_CLERK})
"""Roles whose accounts the township's officer may unlock and give a new password."""


def may_hold(roles: set[str]) -> bool:
    """Whether one account may hold these roles together (三员分立)."""
    return len(roles) <= 1 or not roles & ALONE


def officials_may(user: Actor, *actions: str) -> bool:
    """Whether one of these rights is held by one of the user's roles as an official."""
    return any(allows(user.roles & OFFICIALS, action) for action in actions)


def allows(roles: frozenset[str], action: str, *, kept_by: str = "township") -> bool:
    """Whether these roles together allow the action on a ledger kept by the county or by the townships."""
    if kept_by == "county" and action in _WRITE:
        roles = roles & COUNTY_ROLES
    return any(action in GRANTS.get(role, ()) for role in roles)
