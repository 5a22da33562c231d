"""Election rules of a village for the tests."""

GOOD = {
    "mode": "all",
    "nomination": "nominated",
    "ballot_papers": "one",
    "voting": "together",
    "loser_stands_lower": False,
    "ballot_asks": "for",
    "seats_director": 1,
    "seats_deputy": 1,
    "seats_member": 2,
    "woman_seat": "column",
    "seats_woman": 1,
    "surplus_director": 1,
    "surplus_deputy": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "venue": "村文化礼堂",
    "stations": 2,
    "mobile_boxes": 1,
    "mobile_box_scrutineers": 3,
    "count_place": "centre",
    "void_grounds": ["overvote", "unreadable", "double_post"],
    "conditions": "遵纪守法，公道正派，身体健康，能坚持正常工作。",
    "reviewer": "election_committee",
}
"""Inside every rule set that the product ships, for a village."""
