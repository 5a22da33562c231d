"""Menu entries of the pages that are no ledger."""

from electioncycle.desk import navigation
from electioncycle.roles import COUNTY_ROLES, FIELD, OFFICIALS

navigation.add(navigation.Entry("法定最迟日", "last_days", "calendar-due", "选举", OFFICIALS, position=20))
navigation.add(navigation.Entry("未成功村情况", "failures", "alert-triangle", "选举", OFFICIALS, position=24))
navigation.add(navigation.Entry("撞日表", "clashes", "calendar-stats", "选举", OFFICIALS, position=22))
navigation.add(navigation.Entry("当选班子", "elected_team", "users-group", "选举", OFFICIALS, position=26))
navigation.add(navigation.Entry("当选班子转入", "next_team", "transfer-in", "村(社区)", COUNTY_ROLES, position=32))
navigation.add(navigation.Entry("填报清单", "burden", "checklist", "登记和提名", FIELD, position=39))
navigation.add(navigation.Entry("换届后事项", "after_matters", "checkup-list", "投票日", OFFICIALS, position=62))
navigation.add(navigation.Entry("值班台", "duty_desk", "phone-call", "投票日", OFFICIALS, position=38))
navigation.add(navigation.Entry("快报汇总", "quick_totals", "phone-check", "投票日", OFFICIALS, position=61))
