"""Terms, elections with rounds and days, the rules of a village, who works and stands, result sheets, papers."""

from elections.models.archive import Archive
from elections.models.blind_entry import BlindLot, BlindVillage
from elections.models.bodies import BodyResult, CompanionBody, RosterMember
from elections.models.calendar import CountyDay, Defect, StepDay
from elections.models.checks import Explanation
from elections.models.committees import CommitteeMember, ElectionCommittee
from elections.models.corrections import Correction
from elections.models.decisions import SheetDecision
from elections.models.disputes import Dispute, Recount
from elections.models.drafts import VillageDraft
from elections.models.elections import Election, ElectionPost, edition_for
from elections.models.failures import RoundFailure
from elections.models.name_lists import ListedName, NameList
from elections.models.nominations import Candidacy, CandidacyReview, CandidateList, NominationVote
from elections.models.notices import NoticeSet, NoticeText, PublicNotice
from elections.models.papers import CertificatePosition, DutyDay, PaperBlock
from elections.models.party import Answered, PartyBranch, PartyObjection, PartyPlan, PartyResult, PartySheet
from elections.models.polling_day import BallotCustody, DayCheck, DaySupport, Incident, Turnout
from elections.models.quick_reports import QuickReport
from elections.models.recorded import Recorded
from elections.models.registrations import Registration, Supplement
from elections.models.result_sheets import ResultSheet, SheetEntry
from elections.models.results import (
    BallotAccount,
    BoxCount,
    ElectedPerson,
    PostCount,
    SheetHead,
    SheetName,
    VoteCount,
)
from elections.models.rounds import Round
from elections.models.schemes import Scheme, SchemeTemplate
from elections.models.staffing import ElectionStaff, PollingPlace, ProxyTally
from elections.models.terms import Term, term_for

__all__ = [
    "Answered",
    "Archive",
    "BallotAccount",
    "BallotCustody",
    "BlindLot",
    "BlindVillage",
    "BodyResult",
    "BoxCount",
    "Candidacy",
    "CandidacyReview",
    "CandidateList",
    "CertificatePosition",
    "CommitteeMember",
    "CompanionBody",
    "Correction",
    "CountyDay",
    "DayCheck",
    "DaySupport",
    "Defect",
    "Dispute",
    "DutyDay",
    "ElectedPerson",
    "Election",
    "ElectionCommittee",
    "ElectionPost",
    "ElectionStaff",
    "Explanation",
    "Incident",
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
    "PostCount",
    "ProxyTally",
    "PublicNotice",
    "QuickReport",
    "Recorded",
    "Recount",
    "Registration",
    "ResultSheet",
    "RosterMember",
    "Round",
    "RoundFailure",
    "Scheme",
    "SchemeTemplate",
    "SheetDecision",
    "SheetEntry",
    "SheetHead",
    "SheetName",
    "StepDay",
    "Supplement",
    "Term",
    "Turnout",
    "VillageDraft",
    "VoteCount",
    "edition_for",
    "term_for",
]
