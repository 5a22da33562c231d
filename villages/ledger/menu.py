"""Menu entries of the pages that are no ledger."""

from electioncycle import navigation
from electioncycle.pages import BUSINESS

navigation.add(navigation.Entry("规则集", "rule_sets", "scale", "系统", BUSINESS, position=25))
