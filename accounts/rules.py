"""Questions about accounts over plain values: which roles fit together and where, who may help whom."""

from collections.abc import Collection, Iterable

from electioncycle.roles import ALONE, GUARDED, LEVELS, TOWNSHIP_HELPS, Role, may_hold

RANK = {"village": 0, "township": 1, "county": 2}
LEVEL_NAMES = {"village": "村(社区)", "township": "乡镇(街道)", "county": "县(市、区)"}


def role_blockers(roles: Collection[str], levels: Iterable[str], departments: Collection[str]) -> list[str]:
    """Sentences against an account with these roles at places of these levels (village, township, county)."""
    held = set(roles)
    levels = list(levels)
    found = []
    if not held:
        found.append("请至少选择一个角色。")
    if not levels:
        found.append("请至少填写一个管辖范围。")
    if not may_hold(held):
        alone = "、".join(sorted(str(Role(role).label) for role in held & ALONE))
        found.append(f"“{alone}”不能与其他角色由同一账号兼任，请另建账号。")
    if len({LEVELS[role] for role in held}) > 1:
        found.append("县级、乡镇、村级的角色不能由同一账号兼任，请按级别分别建立账号。")
    for role in sorted(held):
        found += _level_blockers(role, levels)
    contact = Role.DEPARTMENT_CONTACT in held
    if contact and not departments:
        found.append("部门联络员须填写部门。")
    if departments and not contact:
        found.append("只有部门联络员填写部门，其他角色请留空。")
    return found


def _level_blockers(role: str, levels: list[str]) -> list[str]:
    """A township role reaches a township or some of its villages, a county role nothing smaller than a county."""
    most = RANK[LEVELS[role]]
    least = most if LEVELS[role] == "county" else 0
    for level in levels:
        if not least <= RANK[level] <= most:
            return [f"“{Role(role).label}”的管辖范围应为{LEVEL_NAMES[LEVELS[role]]}，不能是{LEVEL_NAMES[level]}。"]
    return []


def may_help(helper: Collection[str], helped: Collection[str]) -> bool:
    """Whether somebody with these roles may unlock an account with those, or give it a new password."""
    if Role.SECURITY_ADMIN in helper:
        return True
    return Role.TOWNSHIP_OFFICER in helper and bool(helped) and set(helped) <= TOWNSHIP_HELPS


def takes_two(roles: Collection[str]) -> bool:
    """Whether resetting an account with these roles takes a second person."""
    return bool(set(roles) & GUARDED)
