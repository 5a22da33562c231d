"""Menu entries of the pages that are no ledger."""

from electioncycle.desk import navigation
from electioncycle.roles import COUNTY_ROLES, FIELD, OFFICIALS
from electioncycle.web.pages import COUNTY
from electioncycle.workbooks.book_pages import FILLING_IN

navigation.add(navigation.Entry("一镇一表", "import_books", "table-import", "工作台", FILLING_IN, position=12))
navigation.add(navigation.Entry("规则集", "rule_sets", "scale", "系统", FIELD, position=25))
navigation.add(navigation.Entry("包联配备", "coverage", "layout-grid", "村(社区)", FIELD, position=45))
navigation.add(navigation.Entry("重复人员核对", "held_twice", "id", "村(社区)", COUNTY, position=70))
navigation.add(navigation.Entry("谈话安排", "talks", "message-2", "人选", OFFICIALS, position=79))
navigation.add(navigation.Entry("亲属回避核对", "avoidance", "scale", "村(社区)", OFFICIALS, position=76))
navigation.add(navigation.Entry("亲属文字核对", "kinship_texts", "list-check", "村(社区)", COUNTY_ROLES, position=77))
