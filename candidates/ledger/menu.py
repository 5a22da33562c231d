"""Menu entries of the pages that are no ledger."""

from electioncycle import navigation
from electioncycle.roles import OFFICIALS

navigation.add(navigation.Entry("人选总览", "candidates", "users-group", "人选", OFFICIALS, position=10))
