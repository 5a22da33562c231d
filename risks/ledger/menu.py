"""Menu entries of the pages that are no ledger."""

from electioncycle.desk import navigation
from electioncycle.roles import OFFICIALS, Role

navigation.add(navigation.Entry("风险总览与排查", "risks", "radar", "风险", OFFICIALS, position=10))
navigation.add(
    navigation.Entry(
        "重点人员查阅授权", "key_person_readers", "user-shield", "风险", frozenset({Role.COUNTY_ADMIN}), position=45
    )
)
