"""What the papers of a party organisation's election may say: what was planned, counted, put forward, elected."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from candidates.models import Nominee
from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.wording import day_in_words
from elections.choices import Body, PostCode
from elections.models import Election, PartyPlan, PartyResult, PartySheet, RosterMember
from elections.party_choices import RECOMMENDING, NotCounted, PartySheetKind
from elections.rules import party as rules
from elections.rules import strokes
from elections.rules.words import party_words
from elections.services.paper_sites import Site
from villages.models import Person

SIGNED_ON = {
    "party_request": rules.REQUEST,
    "party_not_counted": rules.REQUEST,
    "party_permit": rules.PERMIT,
    "party_notice": rules.NOTICE,
    "party_report": rules.REPORT,
    "party_letter": rules.REPORT,
    "party_reply": rules.REPLY,
}
"""The step on whose day a paper is dated."""
HELD_ON = ("party_duty", "party_recommendation", "party_review")
"""Steps whose day stands in a paper, as ``party_duty_on``."""
FIGURES = ("entitled", "present", "issued", "recovered", "valid")
POSTS = tuple(PostCode.values)


def known(site: Site, code: str, user: Actor) -> tuple[dict[str, Any], list[str]]:
    """What is recorded by now, as one paper says it; and the persons named in it, whom the user's ledgers show."""
    values: dict[str, Any] = {**party_words(site.village.name)}
    if site.election is None:
        return values, []
    values |= _days(site, code) | _sheets(site.election)
    put_forward, seated = nominees(site.election, user), elected(site.election, user)
    values |= _plan(PartyPlan.objects.filter(election=site.election).first(), site)
    values |= _result(PartyResult.objects.filter(election=site.election).first())
    values |= {
        "nominees": [_put_forward(one) for one in put_forward],
        "inspected": [(one.person.name, one.present_post) for one in put_forward],
        "elected_list": [(*_who(one.person), one.get_post_display()) for one in seated],
        **_secretary(seated),
    }
    return values, [one.person.name for one in put_forward] + [one.person.name for one in seated]


def nominees(election: Election, user: Actor) -> list[Nominee]:
    """Whom the township puts forward for the party's posts of this election's village, by the strokes of the name."""
    if election.cycle is None:
        return []
    rows = ledgers.of(Nominee).rows(user, election.cycle).filter(village=election.village)
    found = {one.person_id: one for one in rows.select_related("person", "nomination").order_by("round", "id")}
    return by_strokes(found.values())


def by_strokes(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda one: strokes.key(one.person.name))


def elected(election: Election, user: Actor) -> list[RosterMember]:
    """Those listed as elected into the party organisation, by post and strokes."""
    if election.cycle is None:
        return []
    rows = ledgers.of(RosterMember).rows(user, election.cycle).filter(village=election.village, body=Body.PARTY)
    return sorted(by_strokes(rows.select_related("person")), key=lambda one: POSTS.index(one.post))


def _days(site: Site, code: str) -> dict[str, str]:
    day = site.days.happened if site.days else lambda step, number: None
    notice, until = day(rules.NOTICE, 1), day(rules.NOTICE_END, 1)
    until = until or (rules.notice_until(notice, site.norms) if notice else None)
    found = {"notice_on": notice, "notice_until": until, "signed_on": day(SIGNED_ON.get(code, ""), 1)}
    found |= {f"{step}_on": day(step, 1) for step in HELD_ON}
    return {name: day_in_words(on) for name, on in found.items() if isinstance(on, date)}


def _sheets(election: Election) -> dict[str, Any]:
    rows = {row.kind: row for row in PartySheet.objects.filter(election=election)}
    found = {f"{kind}_{name}": getattr(row, name) for kind, row in rows.items() for name in FIGURES}
    sheets = [(one.label, *(_written(rows.get(one), name) for name in FIGURES)) for one in RECOMMENDING]
    return {**found, "sheets": sheets, "present": found.get(f"{PartySheetKind.MEETING.value}_present")}


def _written(row: PartySheet | None, name: str) -> str:
    known = getattr(row, name, None)
    return "" if known is None else str(known)


def _plan(plan: PartyPlan | None, site: Site) -> dict[str, Any]:
    if plan is None:
        return {}
    classes = plan.classes
    return {
        **party_words(site.village.name, plan.form),
        **{name: getattr(plan, name) for name in ("full_members", "not_counted", "expected", "seats", "candidates")},
        "discipline": "拟" if plan.discipline else "不",
        "classes": [(one.label, str(classes.get(one.value, 0))) for one in NotCounted],
        "request_number": plan.number,
        "permit_number": plan.reply_number,
    }


def _result(result: PartyResult | None) -> dict[str, Any]:
    if result is None:
        return {}
    return {
        "elected": result.elected,
        "women": result.women,
        "report_number": result.number,
        "reply_number": result.reply_number,
        "filing_number": result.filing_number,
        "letter_number": result.letter_number,
    }


def _who(person: Person) -> tuple[str, str, str, str]:
    birth = f"{person.birth:%Y.%m}" if person.birth else ""
    return person.name, person.get_sex_display(), birth, person.get_education_display() if person.education else ""


def _put_forward(one: Nominee) -> tuple[str, ...]:
    return (*_who(one.person), one.present_post, one.get_post_display())


def _secretary(seated: Sequence[RosterMember]) -> dict[str, Any]:
    found = next((one for one in seated if one.post == PostCode.SECRETARY), None)
    deputies = "、".join(one.person.name for one in seated if one.post == PostCode.DEPUTY_SECRETARY)
    if found is None:
        return {"deputy_names": deputies}
    names = ("secretary_name", "secretary_sex", "secretary_birth", "secretary_education")
    return {"deputy_names": deputies, **dict(zip(names, _who(found.person), strict=True))}
