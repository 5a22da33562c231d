"""Terms, a village's elections with their rounds, days, rules adopted, and who is nominated in them."""

from elections.models.calendar import CountyDay, Defect, StepDay
from elections.models.checks import Explanation
from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.nominations import Candidacy, CandidacyReview, CandidateList, NominationVote, nominating
from elections.models.rounds import Round
from elections.models.schemes import Scheme, SchemeTemplate
from elections.models.terms import Term, term_for

__all__ = [
    "Candidacy",
    "CandidacyReview",
    "CandidateList",
    "CountyDay",
    "Defect",
    "Election",
    "ElectionPost",
    "Explanation",
    "NominationVote",
    "Round",
    "Scheme",
    "SchemeTemplate",
    "StepDay",
    "Term",
    "edition_for",
    "nominating",
    "term_for",
]
