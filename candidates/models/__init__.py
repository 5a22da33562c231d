"""People who want to stand: reserve pool, placements, intentions, joint review, pledges, party nominees."""

from candidates.models.intentions import Intention
from candidates.models.nominees import Nomination, Nominee
from candidates.models.placements import Placement, PlacementNote
from candidates.models.pledges import Pledge
from candidates.models.reserves import FloatingCommittee, ReserveCandidate

__all__ = [
    "FloatingCommittee",
    "Intention",
    "Nomination",
    "Nominee",
    "Placement",
    "PlacementNote",
    "Pledge",
    "ReserveCandidate",
]
