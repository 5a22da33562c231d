"""Menu entries of the pages that are no ledger."""

from electioncycle.desk import navigation
from electioncycle.roles import OFFICIALS

navigation.add(navigation.Entry("人选总览", "candidates", "users-group", "人选", OFFICIALS, position=10))
navigation.add(navigation.Entry("后备人选统计", "reserve_pool", "chart-bar", "人选", OFFICIALS, position=15))
navigation.add(navigation.Entry("参选意向情况", "intentions", "chart-dots", "人选", OFFICIALS, position=38))
navigation.add(navigation.Entry("承诺情况", "pledge_figures", "chart-bar", "人选", OFFICIALS, position=84))
