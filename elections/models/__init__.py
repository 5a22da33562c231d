"""Terms, a village's elections with their rounds, days, rules adopted, and who is nominated in them."""

from elections.models.calendar import CountyDay, Defect, StepDay
from elections.models.checks import Explanation
from elections.models.committees import CommitteeMember, ElectionCommittee
from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.nominations import Candidacy, CandidacyReview, CandidateList, NominationVote
from elections.models.recorded import Recorded
from elections.models.registrations import Registration, Supplement
from elections.models.rounds import Round
from elections.models.schemes import Scheme, SchemeTemplate
from elections.models.terms import Term, term_for

__all__ = [
    "Candidacy",
    "CandidacyReview",
    "CandidateList",
    "CommitteeMember",
    "CountyDay",
    "Defect",
    "Election",
    "ElectionCommittee",
    "ElectionPost",
    "Explanation",
    "NominationVote",
    "Recorded",
    "Registration",
    "Round",
    "Scheme",
    "SchemeTemplate",
    "StepDay",
    "Supplement",
    "Term",
    "edition_for",
    "term_for",
]
