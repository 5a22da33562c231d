"""Menu entries of the accounts."""

from electioncycle.desk import navigation
from electioncycle.roles import GUARDED, Role

_HELPERS = frozenset({Role.SECURITY_ADMIN, Role.TOWNSHIP_OFFICER})
navigation.add(navigation.Entry("账号管理", "accounts", "users", "系统", _HELPERS, position=60))
navigation.add(navigation.Entry("账号通知条", "slips", "ticket", "系统", _HELPERS, position=61))
navigation.add(navigation.Entry("角色与权限", "role_table", "shield-check", "系统", position=70))
navigation.add(navigation.Entry("重置复核", "resets", "lock", "系统", GUARDED, position=62))
