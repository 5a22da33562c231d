"""People who want to stand: reserve pool, placements, intentions, joint review, pledges, party nominees."""

from candidates.models.intentions import Intention
from candidates.models.negative_lists import NegativeItem, NegativeList
from candidates.models.nominees import Nomination, Nominee
from candidates.models.placements import Placement, PlacementNote
from candidates.models.pledges import Pledge
from candidates.models.reserves import FloatingCommittee, ReserveCandidate
from candidates.models.reviews import (
    ProblemTransfer,
    ReviewAnswer,
    ReviewBatch,
    ReviewDecision,
    ReviewObjection,
    ReviewRequest,
    ReviewSubject,
)

__all__ = [
    "FloatingCommittee",
    "Intention",
    "NegativeItem",
    "NegativeList",
    "Nomination",
    "Nominee",
    "Placement",
    "PlacementNote",
    "Pledge",
    "ProblemTransfer",
    "ReserveCandidate",
    "ReviewAnswer",
    "ReviewBatch",
    "ReviewDecision",
    "ReviewObjection",
    "ReviewRequest",
    "ReviewSubject",
]
