"""Terms, a village's elections with their rounds and the days of their steps, and the rules the village adopts."""

from elections.models.calendar import CountyDay, Defect, StepDay
from elections.models.checks import Explanation
from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.rounds import Round
from elections.models.schemes import Scheme, SchemeTemplate
from elections.models.terms import Term, term_for

__all__ = [
    "CountyDay",
    "Defect",
    "Election",
    "ElectionPost",
    "Explanation",
    "Round",
    "Scheme",
    "SchemeTemplate",
    "StepDay",
    "Term",
    "edition_for",
    "term_for",
]
