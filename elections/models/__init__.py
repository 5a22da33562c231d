"""Terms, the elections of a village, and their rounds."""

from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.rounds import Round
from elections.models.terms import Term, term_for

__all__ = ["Election", "ElectionPost", "Round", "Term", "edition_for", "term_for"]
