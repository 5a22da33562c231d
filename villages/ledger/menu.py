"""Menu entries of the pages that are no ledger, and what the search of the top bar finds of villages and persons."""

from electioncycle.actors import Actor
from electioncycle.desk import finding, navigation
from electioncycle.desk.finding import MOST, Found, Hit, Search
from electioncycle.roles import COUNTY_ROLES, FIELD, OFFICIALS
from electioncycle.web.addresses import address
from electioncycle.web.pages import COUNTY
from electioncycle.workbooks.book_pages import FILLING_IN
from villages.models import Cycle
from villages.services import favourites, persons

navigation.add(navigation.Entry("一镇一表", "import_books", "table-import", "工作台", FILLING_IN, position=12))
navigation.add(navigation.Entry("规则集", "rule_sets", "scale", "系统", FIELD, position=25))
navigation.add(navigation.Entry("包联配备", "coverage", "layout-grid", "村(社区)", FIELD, position=45))
navigation.add(navigation.Entry("重复人员核对", "held_twice", "id", "村(社区)", COUNTY, position=70))
navigation.add(navigation.Entry("谈话安排", "talks", "message-2", "人选", OFFICIALS, position=79))
navigation.add(navigation.Entry("亲属回避核对", "avoidance", "scale", "村(社区)", OFFICIALS, position=76))
navigation.add(navigation.Entry("亲属文字核对", "kinship_texts", "list-check", "村(社区)", COUNTY_ROLES, position=77))


def _persons(user: Actor, cycle: Cycle | None, text: str) -> Found:
    """Names with where they are held; what is held there is on the page that asks for a purpose."""
    rows = list(persons.found_by(user, cycle, text)[:MOST])
    held = persons.held_in(rows, user, cycle)
    hits = []
    for row in rows:
        ledgers, places = zip(*held[row.pk], strict=True)
        where, what = ("、".join(dict.fromkeys(said)) for said in (places, ledgers))
        hits.append(Hit(str(row), where, address("person_page", row.pk), what))
    return Found("人员", hits)


def _favourites(user: Actor, cycle: Cycle | None, text: str) -> Found:
    hits = [Hit(str(one), str(one.township), address("village_detail", one.pk)) for one in favourites.of(user)]
    return Found("收藏的村(社区)", hits)


finding.AT_HAND.append(Search("收藏的村(社区)", FIELD, _favourites))
finding.add(Search("村(社区)", FIELD, finding.in_ledger("村(社区)", "village")))
finding.add(Search("人员", OFFICIALS, _persons))
