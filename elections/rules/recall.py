"""Recall: whether a demand is taken, and whether somebody is recalled."""

from datetime import date

from elections.rules import sentences
from elections.rules.account import Account, base_of
from elections.rules.norms import Norms
from elections.rules.outcome import Decided, Outcome
from elections.rules.seats import Question, Seating
from elections.rules.sheet import Petition, Sheet


def decide_recall(sheet: Sheet, norms: Norms, account: Account) -> Outcome:
    """Recalled is for whom enough voted; nothing is filled."""
    outcome, needed = Outcome(account), norms.share("elected_over")
    for post in sheet.posts:
        base = base_of(sheet, post, norms)
        gone = () if needed is None else tuple(one for one in post.people if needed.reached(one.votes, base))
        code = account.broken.get(post.post)
        seating = Seating(questions=(Question(code, (), post.seats),)) if code else Seating(gone)
        outcome.decided.append(Decided(post, seating))
    if outcome.questions:
        outcome.next = "decide"
    outcome.sentences = sentences.of_recall(outcome, sheet, norms)
    return outcome


def decide_petition(sheet: Sheet, norms: Norms) -> Outcome:
    """Enough signed, and not again on the same facts too soon."""
    outcome = Outcome(Account())
    petition = sheet.petition
    if petition is None:
        return outcome
    key = f"recall_{petition.by}_share"
    share = norms.share(key)
    enough = share is None or share.reached(petition.signed, petition.of)
    again = _again_from(petition, norms)
    soon = again is not None and sheet.day is not None and sheet.day < again
    outcome.valid = enough and not soon
    outcome.sentences = sentences.of_petition(petition, sheet, norms, key, enough=enough, again=again if soon else None)
    return outcome


def _again_from(petition: Petition, norms: Norms) -> date | None:
    """The same calendar day so many years later; 29 February becomes 1 March."""
    years = norms.whole("recall_again_after")
    if petition.previous is None or years is None:
        return None
    day = petition.previous
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
