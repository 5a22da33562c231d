"""Terms, a village's elections with their rounds and days, the rules the village adopts, its notices and papers."""

from elections.models.calendar import CountyDay, Defect, StepDay
from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.notices import NoticeSet, NoticeText, PublicNotice
from elections.models.papers import DutyDay, PaperBlock
from elections.models.rounds import Round
from elections.models.schemes import Scheme, SchemeTemplate
from elections.models.terms import Term, term_for

__all__ = [
    "CountyDay",
    "Defect",
    "DutyDay",
    "Election",
    "ElectionPost",
    "NoticeSet",
    "NoticeText",
    "PaperBlock",
    "PublicNotice",
    "Round",
    "Scheme",
    "SchemeTemplate",
    "StepDay",
    "Term",
    "edition_for",
    "term_for",
]
