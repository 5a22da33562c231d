"""Terms, the elections of a village, their rounds, and the days of their steps."""

from elections.models.calendar import CountyDay, Defect, StepDay
from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.rounds import Round
from elections.models.terms import Term, term_for

__all__ = ["CountyDay", "Defect", "Election", "ElectionPost", "Round", "StepDay", "Term", "edition_for", "term_for"]
