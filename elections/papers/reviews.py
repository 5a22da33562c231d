"""《候选人资格审查意见》 of one nominee, with what is recorded by then; why somebody is excluded is never on it."""

from typing import Any

from electioncycle.documents.blocks import Document
from electioncycle.wording import day_in_words
from elections.choices import Eligibility
from elections.models import Candidacy, CandidacyReview
from elections.rules.forms import PAPERS
from elections.rules.forms.before import REVIEW
from elections.services import paper_sites

OPINIONS = {
    Eligibility.QUALIFIED: "符合候选人条件",
    Eligibility.EXCLUDED: "不符合候选人条件",
}


def review_paper(row: Candidacy, review: CandidacyReview | None) -> Document:
    """Before the committee has reviewed its boxes are for the pen, as in the blank one."""
    site, paper = paper_sites.site_of(row.election), PAPERS[REVIEW.code]
    values: dict[str, Any] = {
        **site.values(),
        "name": row.person.name,
        "sex": row.person.get_sex_display(),
        "post": row.get_post_display(),
        "way": row.get_way_display(),
    }
    if review is not None:
        values |= {"clause": review.clause, "opinion": OPINIONS[Eligibility(review.outcome)]}
        values |= {"signed_on": day_in_words(review.decided_on)}
    return REVIEW.document(values, site.block(paper), [row.person.name, *site.names()])
