"""What the registry does by itself: offer rules that a later version of the product has added."""

from electioncycle import periodic
from villages.services.accounts import service_account
from villages.services.rule_sets import offer_new_rules


@periodic.act("offer_new_rules", "规则集随产品更新", every=periodic.HOUR)
def offer_rules() -> str:
    drafts = offer_new_rules(by=service_account())
    return f"为{'、'.join(map(str, drafts))}补入新增规则，待县级核对发布。" if drafts else "各规则集没有新增规则。"
