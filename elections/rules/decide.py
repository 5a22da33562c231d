"""The verdict on a sheet: who is elected under the rules, what stays open, what follows. Pure; chooses nothing."""

from datetime import date, timedelta

from elections.rules import sentences
from elections.rules.account import PARTY, base_of, counted_votes, judge
from elections.rules.filling import (
    DEPUTY,
    DIRECTOR,
    MEMBER,
    WOMAN,
    WOMEN_ONLY,
    Seats,
    needed_share,
    women_before,
)
from elections.rules.norms import KIN_WORDS, Norms
from elections.rules.outcome import ASSEMBLY, Decided, Outcome
from elections.rules.recall import decide_petition, decide_recall
from elections.rules.seats import Question, by_votes
from elections.rules.selection import decide_nomination
from elections.rules.settled import settle
from elections.rules.sheet import Sheet


def decide(sheet: Sheet, norms: Norms) -> Outcome:
    """The outcome of one round. Raises Unreadable where the rules lack a value that nothing can go without."""
    if sheet.petition is not None and not sheet.posts:
        return decide_petition(sheet, norms)
    account = judge(sheet, norms)
    if not account.valid:
        return _void(Outcome(account, valid=False), sheet, norms)
    if sheet.round == "nomination":
        return decide_nomination(sheet, norms, account)
    if sheet.procedure == "recall":
        return decide_recall(sheet, norms, account)
    outcome = Outcome(account, left_open=sum(seats for _, seats in sheet.left_open))
    outcome.decided = Seats(sheet, norms, account).decided()
    _look_twice(outcome, sheet, norms)
    _what_follows(outcome, sheet, norms)
    settle(outcome, sheet)
    if outcome.next != "none" and sheet.body != PARTY:
        _too_few_left(outcome, sheet)
    outcome.sentences = sentences.of_election(outcome, sheet, norms)
    return outcome


def _void(outcome: Outcome, sheet: Sheet, norms: Norms) -> Outcome:
    outcome.next = "repeat"
    days = norms.whole("void_election_days")
    regular = sheet.body != PARTY and sheet.procedure != "recall" and sheet.round != "nomination"
    if sheet.day and days is not None and regular:
        outcome.until = sheet.day + timedelta(days=days)
    outcome.sentences = sentences.of_void(outcome, sheet)
    return outcome


def _look_twice(outcome: Outcome, sheet: Sheet, norms: Norms) -> None:
    for one in outcome.decided:
        if one.post.post not in outcome.account.broken:
            _edge(outcome, one, sheet, norms)
            _other_names(outcome, one, sheet, norms)
    _without_a_woman(outcome, sheet, norms)
    _kin_without_rule(outcome, sheet, norms)


def _edge(outcome: Outcome, one: Decided, sheet: Sheet, norms: Norms) -> None:
    """A result so close that a few ballots would turn it."""
    margin, share = norms.whole("check_edge_votes"), needed_share(sheet, norms)
    if margin is None:
        return
    base, votes = base_of(sheet, one.post, norms), [person.votes for person in by_votes(counted_votes(one.post))]
    near = share is not None and any(
        abs(figure * share.fraction.denominator - base * share.fraction.numerator)
        <= margin * share.fraction.denominator
        for figure in votes
    )
    seats = one.post.seats
    if near or (0 < seats < len(votes) and votes[seats - 1] - votes[seats] <= margin):
        outcome.account.code("W.413", one.post.post)


def _other_names(outcome: Outcome, one: Decided, sheet: Sheet, norms: Norms) -> None:
    """A name not printed on the ballot that is strong enough to look up on the list."""
    losers = [p.votes for p in one.post.people if p.standing == "candidate" and p.name not in one.seating.names]
    share, base = needed_share(sheet, norms), base_of(sheet, one.post, norms)
    strong = [
        person
        for person in one.post.people
        if person.standing in ("written_in", "namesake", "not_registered")
        and ((share and share.reached(person.votes, base)) or (losers and person.votes > max(losers)))
    ]
    if strong:
        outcome.account.code("W.412", one.post.post)


def _without_a_woman(outcome: Outcome, sheet: Sheet, norms: Norms) -> None:
    if not {post.post for post in sheet.posts} & {MEMBER, WOMAN} or not norms.whole("women_min") or sheet.body == PARTY:
        return
    women = [person for one in outcome.decided for person in one.seating.elected if person.sex == "f"]
    pending = any(one.seating.ties or one.seating.questions for one in outcome.decided)
    settled = sheet.round == "other" or not outcome.short
    if not women and not women_before(sheet) and settled and not pending:
        outcome.account.code("W.511")


def _kin_without_rule(outcome: Outcome, sheet: Sheet, norms: Norms) -> None:
    if norms.choice("kin_elected", "none") != "none":
        return
    words = norms.kin_words()
    inside = {person.name for one in outcome.decided for person in one.seating.elected}
    inside |= {one.name for one in sheet.before}
    if any({one, other} <= inside and KIN_WORDS[relation] in words for one, other, relation in sheet.kin):
        outcome.account.code("W.512")


def _too_few_left(outcome: Outcome, sheet: Sheet) -> None:
    """Who was not elected stands in the other election; with no more of them than seats, more must be nominated."""
    sitting = {person.name for one in outcome.decided for person in one.seating.elected}
    for one in outcome.decided:
        away = {name for name, _ in one.seating.gave_way} | sheet.failed | sitting
        left = [
            person
            for person in one.post.people
            if person.standing in ("candidate", "written_in") and person.name not in away
        ]
        if one.seating.open and len(left) <= one.seating.open:
            outcome.account.code("F.121", one.post.post)


def _what_follows(outcome: Outcome, sheet: Sheet, norms: Norms) -> None:
    tied = any(one.seating.ties for one in outcome.decided)
    if outcome.questions:
        outcome.next = "decide"
    elif tied:
        outcome.next = "tie"
    elif outcome.short:
        _seats_short(outcome, sheet, norms)
    if outcome.next == "other" and sheet.body != PARTY:
        outcome.until = _window(sheet, norms)


def _window(sheet: Sheet, norms: Norms) -> date | None:
    days = norms.whole("runoff_days")
    return sheet.day + timedelta(days=days) if sheet.day and days is not None else None


def _seats_short(outcome: Outcome, sheet: Sheet, norms: Norms) -> None:
    outcome.next = "other"
    if sheet.body == PARTY:
        outcome.asked.append((_lacking(outcome, sheet), Question("party_short", ())))
        outcome.next = "decide"
        return
    if not _may_rest(outcome, sheet, norms):
        return
    outcome.next = "none"
    if norms.choice("vacancy_by", "none") == ASSEMBLY:
        outcome.next, outcome.until = "decide", _window(sheet, norms)
        outcome.asked.append((_lacking(outcome, sheet), Question("vacancy", ())))
    if _open_of(DIRECTOR, outcome, sheet):
        _who_leads(outcome, sheet, norms)


def _lacking(outcome: Outcome, sheet: Sheet) -> str:
    """The first post that is short."""
    here = [one.post.post for one in outcome.decided if one.seating.open]
    return (here or [post for post, _ in sheet.left_open])[0]


def _open_of(post: str, outcome: Outcome, sheet: Sheet) -> int:
    """In this round and by those before it."""
    return outcome.open_of(post) + dict(sheet.left_open).get(post, 0)


def _may_rest(outcome: Outcome, sheet: Sheet, norms: Norms) -> bool:
    """Whether seats may stay empty: after which round, with how many elected, with a director or without."""
    since = norms.choice("vacancy_from", "none")
    column = norms.choice("woman_seat", "none") in WOMEN_ONLY and _open_of(WOMAN, outcome, sheet)
    if since == "none" or (since == "other" and sheet.round != "other") or column:
        return False
    elected = sum(len(one.seating.elected) for one in outcome.decided) + len(sheet.before)
    if elected < (norms.whole("vacancy_min") or 0):
        return False
    return not (norms.yes("vacancy_needs_director") and _open_of(DIRECTOR, outcome, sheet))


def _who_leads(outcome: Outcome, sheet: Sheet, norms: Norms) -> None:
    """Without a director: a deputy, or a member whom the assembly picks."""
    how = norms.choice("acting_rule")
    if not how:
        return
    here = [(one.post.post, p.name, p.votes) for one in outcome.decided for p in one.seating.elected]
    everybody = [(one.post, one.name, one.votes) for one in sheet.before] + here
    deputies = [(name, votes) for post, name, votes in everybody if post == DEPUTY]
    members = [(name, votes) for post, name, votes in everybody if post != DEPUTY]
    ranked = deputies or (members if how == "deputy_votes" else [])
    if ranked:
        most = max(votes for _, votes in ranked)
        leading = [name for name, votes in ranked if votes == most]
        if len(leading) == 1 and (how == "deputy_votes" or len(ranked) == 1):
            outcome.acting = leading[0]
            return
    equal = leading if how == "deputy_votes" and ranked else [name for name, _ in deputies or members]
    outcome.acting, outcome.next = ASSEMBLY, "decide"
    outcome.asked.append((DIRECTOR, Question("acting", tuple(equal))))
