"""People who want to stand: reserve pool, placements, intentions, joint review, pledges, party nominees."""

from candidates.models.intentions import Intention
from candidates.models.nominees import Nominee
from candidates.models.placements import Placement, PlacementNote
from candidates.models.pledges import Pledge
from candidates.models.reserves import FloatingCommittee, ReserveCandidate

__all__ = [
    "FloatingCommittee",
    "Intention",
    "Nominee",
    "Placement",
    "PlacementNote",
    "Pledge",
    "ReserveCandidate",
]
