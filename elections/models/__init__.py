"""Terms, the elections of a village, their rounds, and the election rules that the village adopts."""

from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.rounds import Round
from elections.models.schemes import Scheme, SchemeTemplate
from elections.models.terms import Term, term_for

__all__ = ["Election", "ElectionPost", "Round", "Scheme", "SchemeTemplate", "Term", "edition_for", "term_for"]
