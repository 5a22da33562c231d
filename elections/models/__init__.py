"""Terms, a village's elections with rounds and days, the rules it adopts, who works and stands in them, its papers."""

from elections.models.bodies import BodyResult, CompanionBody, RosterMember
from elections.models.calendar import CountyDay, Defect, StepDay
from elections.models.checks import Explanation
from elections.models.committees import CommitteeMember, ElectionCommittee
from elections.models.drafts import VillageDraft
from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.name_lists import ListedName, NameList
from elections.models.nominations import Candidacy, CandidacyReview, CandidateList, NominationVote
from elections.models.notices import NoticeSet, NoticeText, PublicNotice
from elections.models.papers import DutyDay, PaperBlock
from elections.models.party import Answered, PartyBranch, PartyObjection, PartyPlan, PartyResult, PartySheet
from elections.models.recorded import Recorded
from elections.models.registrations import Registration, Supplement
from elections.models.rounds import Round
from elections.models.schemes import Scheme, SchemeTemplate
from elections.models.staffing import ElectionStaff, PollingPlace, ProxyTally
from elections.models.terms import Term, term_for

__all__ = [
    "Answered",
    "BodyResult",
    "Candidacy",
    "CandidacyReview",
    "CandidateList",
    "CommitteeMember",
    "CompanionBody",
    "CountyDay",
    "Defect",
    "DutyDay",
    "Election",
    "ElectionCommittee",
    "ElectionPost",
    "ElectionStaff",
    "Explanation",
    "ListedName",
    "NameList",
    "NominationVote",
    "NoticeSet",
    "NoticeText",
    "PaperBlock",
    "PartyBranch",
    "PartyObjection",
    "PartyPlan",
    "PartyResult",
    "PartySheet",
    "PollingPlace",
    "ProxyTally",
    "PublicNotice",
    "Recorded",
    "Registration",
    "RosterMember",
    "Round",
    "Scheme",
    "SchemeTemplate",
    "StepDay",
    "Supplement",
    "Term",
    "VillageDraft",
    "edition_for",
    "term_for",
]
