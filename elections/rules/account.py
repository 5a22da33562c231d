"""Whether a round is valid, and what the figures of a sheet contradict (codes F.… and W.…)."""

from dataclasses import dataclass, field

from elections.rules.norms import Norms
from elections.rules.sheet import Ballot, Person, Post, Sheet, Unreadable
from elections.rules.words import people_word, unit_word, whole_word

PARTY = "party"
NOT_COUNTED = ("not_registered", "barred")


@dataclass
class Account:
    """The verdict on a round: why it is void (empty: it is valid), its codes, the posts that cannot be counted."""

    reasons: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    places: dict[str, list[str]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        return not self.reasons

    def code(self, code: str, place: str = "") -> None:
        if code not in self.codes:
            self.codes.append(code)
        if place:
            self.places.setdefault(code, []).append(place)


def base_of(sheet: Sheet, post: Post, norms: Norms) -> int:
    """The figure that a share of the votes is taken of."""
    ballot = sheet.ballot_of(post)
    if sheet.body == PARTY:
        return _party_base(sheet, norms)
    if norms.choice("elected_base") == "valid" and post.valid is not None:
        return post.valid
    return ballot.recovered


def share_key(sheet: Sheet) -> str:
    """The rule that says which share of the base a seat needs."""
    return "runoff_share" if sheet.round == "other" and sheet.body != PARTY else "elected_over"


def _party_base(sheet: Sheet, norms: Norms) -> int:
    of_expected = norms.choice("party_majority_base") == "应到会"
    field, base = ("expected", sheet.expected) if of_expected else ("present", sheet.present)
    if not base:
        raise Unreadable(field, f"党内选举按{norms.choice('party_majority_base')}党员计算得票，须填写人数")
    return base


def registered_of(sheet: Sheet) -> int | None:
    """Whom the turnout is measured by: those registered, of representatives those who are to come."""
    if sheet.registered is None and sheet.mode == "representatives":
        return sheet.expected
    return sheet.registered


def judge(sheet: Sheet, norms: Norms) -> Account:
    """Quorum, turnout and the ballot account first, then each post."""
    account = Account()
    _quorum(account, sheet, norms)
    _turnout(account, sheet, norms)
    for ballot in sheet.ballots:
        _recovered(account, sheet, ballot, norms)
        _boxes(account, ballot)
    for post in sheet.posts:
        _post(account, sheet, post, norms)
    _noticed(account, sheet, norms)
    return account


def _quorum(account: Account, sheet: Sheet, norms: Norms) -> None:
    key = "party_quorum" if sheet.body == PARTY else "representatives_quorum"
    if sheet.body != PARTY and sheet.mode != "representatives":
        return
    if sheet.procedure == "by_election" and sheet.body != PARTY and norms.has("byelection_quorum"):
        key = "byelection_quorum"
    quorum = norms.share(key)
    if quorum is None or sheet.expected is None or sheet.present is None:
        return
    who = "应到会党员" if sheet.body == PARTY else people_word(sheet)
    if not quorum.reached(sheet.present, sheet.expected):
        if sheet.body == PARTY:
            account.code("F.601")
        account.reasons.append(
            f"{who}{sheet.expected}人，实到会{sheet.present}人，{quorum.words('应到会人数', reached=False)}，"
            f"不能举行选举{norms.basis(key)}"
        )


def _turnout(account: Account, sheet: Sheet, norms: Norms) -> None:
    key = {"nomination": "nomination_over", "other": "runoff_turnout_over"}.get(sheet.round, "turnout_over")
    needed, registered = norms.share(key), registered_of(sheet)
    if sheet.body == PARTY or sheet.round == "tie" or needed is None or registered is None:
        return
    by_voted = norms.choice("turnout_by") == "voted" or sheet.round == "nomination"
    came = max((ballot.voted if by_voted else ballot.recovered) for ballot in sheet.ballots)
    if not needed.reached(came, registered):
        if sheet.round == "nomination":
            account.code("F.123")
        unit = unit_word(sheet)
        measured = f"参加投票{came}{unit}" if by_voted else f"收回选票{came}张"
        lacking = needed.words(whole_word(sheet), reached=False)
        account.reasons.append(f"{people_word(sheet)}{registered}{unit}，{measured}，{lacking}{norms.basis(key)}")


def _recovered(account: Account, sheet: Sheet, ballot: Ballot, norms: Norms) -> None:
    named = f"“{ballot.name}”" if ballot.name else ""
    if not ballot.recovered and sheet.round != "nomination":
        account.code("W.315")
        account.reasons.append(f"{named}没有收回选票")
        return
    over_issued = ballot.recovered > ballot.issued
    over_voted = norms.choice("recovered_over") == "voted" and ballot.recovered > ballot.voted
    if over_issued:
        account.code("F.304")
    if over_voted:
        account.code("F.305")
    if over_issued or over_voted:
        than = f"发出的{ballot.issued}张" if over_issued else f"参加投票的{ballot.voted}人"
        account.reasons.append(f"{named}收回选票{ballot.recovered}张，多于{than}{norms.basis('recovered_over')}")


def _boxes(account: Account, ballot: Ballot) -> None:
    if ballot.boxes and sum(box.recovered for box in ballot.boxes) != ballot.recovered:
        account.code("F.303")
    for box in ballot.boxes:
        if box.issued != box.recovered:
            account.code("W.312", box.name)


def counted_votes(post: Post) -> list[Person]:
    return [person for person in post.people if person.standing not in NOT_COUNTED]


def _post(account: Account, sheet: Sheet, post: Post, norms: Norms) -> None:
    ballot = sheet.ballot_of(post)
    marks = sum(person.votes for person in post.people)
    if post.valid is not None:
        if post.valid + (post.void or 0) + (post.blank or 0) != ballot.recovered:
            _break(account, "F.401", post)
        if _limited(sheet, norms) and marks > post.valid * post.seats:
            _break(account, "F.402", post)
        if any(person.votes > post.valid for person in post.people):
            _break(account, "F.403", post)
        if norms.choice("ballot_asks") == "for_against_abstain" and any(
            person.votes + (person.against or 0) + (person.abstain or 0) != post.valid for person in post.people
        ):
            _break(account, "F.404", post)
    elif any(person.votes > ballot.recovered for person in post.people):
        _break(account, "F.403", post)
    _shares(account, post, ballot, norms)


def _limited(sheet: Sheet, norms: Norms) -> bool:
    """Whether a ballot holds no more names than there are seats."""
    if sheet.round == "nomination":
        return norms.choice("nominations_per_voter") == "seats"
    return sheet.procedure != "recall"


def _break(account: Account, code: str, post: Post) -> None:
    account.code(code, post.post)
    account.broken.setdefault(post.post, code)


def _shares(account: Account, post: Post, ballot: Ballot, norms: Norms) -> None:
    for key, code, figure in (("check_void_share", "W.313", post.void), ("check_blank_share", "W.314", post.blank)):
        share = norms.share(key)
        if share and figure and share.reached(figure, ballot.recovered):
            account.code(code, post.post)
    same = norms.share("check_same_share")
    if same and ballot.recovered and any(same.reached(person.votes, ballot.recovered) for person in post.people):
        account.code("W.411", post.post)


def _noticed(account: Account, sheet: Sheet, norms: Norms) -> None:
    """What asks for a second look and changes nothing."""
    if any(ballot.issued > ballot.recovered for ballot in sheet.ballots):
        account.code("W.311")
    registered = registered_of(sheet)
    if sheet.body == PARTY or not registered:
        return
    if any(ballot.issued > registered for ballot in sheet.ballots):
        account.code("F.306")
    most = max(ballot.recovered for ballot in sheet.ballots)
    everybody, margin = norms.share("check_everybody_share"), norms.whole("check_half_margin")
    if everybody and everybody.reached(most, registered):
        account.code("W.316")
    if margin is not None and abs(2 * most - registered) <= margin:
        account.code("W.318")
