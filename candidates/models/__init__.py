"""People who want to stand: reserve pool, placements, intentions, joint review, party nominees."""

from candidates.models.intentions import Intention
from candidates.models.nominees import Nominee
from candidates.models.pledges import Pledge

__all__ = ["Intention", "Nominee", "Pledge"]
