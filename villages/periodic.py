"""What the registry does by itself: look whether everything hangs where it belongs, offer rules a version brought."""

from datetime import time

from electioncycle.jobs import periodic
from electioncycle.refusals import Refused
from villages.services import tree
from villages.services.accounts import service_account
from villages.services.rule_sets import offer_new_rules


@periodic.act("check_tree", "核对区划隶属", at=time(2, 45))
def check_tree() -> str:
    if found := tree.misplaced():
        raise Refused(
            f"{len(found)}个区划或村(社区)的隶属有误，请执行 check_tree --repair，或请县级管理员在“行政区划”中修复。"
        )
    return "区划和村(社区)的隶属全部相符。"


@periodic.act("offer_new_rules", "规则集随产品更新", every=periodic.HOUR)
def offer_rules() -> str:
    drafts = offer_new_rules(by=service_account())
    return f"为{'、'.join(map(str, drafts))}补入新增规则，待县级核对发布。" if drafts else "各规则集没有新增规则。"
