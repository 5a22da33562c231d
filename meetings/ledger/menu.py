"""Menu entries of the pages that are no ledger."""

from electioncycle.desk import navigation
from electioncycle.roles import OFFICIALS

navigation.add(navigation.Entry("组织与会议总览", "meetings", "sitemap", "组织领导", OFFICIALS, position=10))
