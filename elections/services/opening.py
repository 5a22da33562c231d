"""Elections that no start record brings: by-elections, recalls, those of supervision, representatives and groups."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import form_tokens, history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from elections.choices import MOST_SEATS, POSTS_OF, Body, ElectionState, PostCode, Procedure
from elections.models import Election, ElectionPost

FIELDS = ("village", "body", "procedure", "polling_day", "grounds", "note")
"""What is typed of an election, beside the seats of its posts."""
Seats = Mapping[str, int]
POST_FIELDS = ("seats", "withdrawn_at")


def faults(values: Mapping[str, Any], seats: Seats | None, *, by_start: bool = False) -> dict[str, str]:
    """What is wrong or lacking, by field; ``seats`` None: they are not asked here."""
    body, procedure = values.get("body"), values.get("procedure")
    if procedure == Procedure.REGULAR and body in (Body.PARTY, Body.COMMITTEE) and not by_start:
        return {"procedure": "党组织和村(居)委会的换届选举在登记启动换届程序时自动建立，不在这里登记。"}
    if procedure in (Procedure.BY_ELECTION, Procedure.RECALL) and not str(values.get("grounds") or "").strip():
        return {"grounds": "补选、罢免须写明事由，如：主任辞职出缺。"}
    return {"seats": said} if seats is not None and (said := _seats_fault(body, procedure, seats)) else {}


def _seats_fault(body: Any, procedure: Any, seats: Seats) -> str:
    if procedure == Procedure.REGULAR:
        return "换届选举的职务和名额由本村选举办法确定，这里不填。" if seats else ""
    if strange := [PostCode(post).label for post in seats if post not in POSTS_OF.get(str(body), ())]:
        return f"{Body(body).label}没有{'、'.join(strange)}，请核对选举事项和职务。"
    if any(not 1 <= number <= MOST_SEATS for number in seats.values()):
        return f"每个职务的名额为1至{MOST_SEATS}名，请核对；没有的职务不填。"
    return "" if seats else "请至少填写一个职务的名额。"


def register(
    row: Election | None,
    values: Mapping[str, Any],
    seats: Seats,
    *,
    by: Actor,
    version: int | None = None,
    reason: str = "",
    form_token: str = "",
) -> Election:
    """Add (``row`` is None) or correct an election with its posts, as long as no round has begun.

    Where nothing is said otherwise than stored, nothing is written.
    """
    _require(by, row, values, Action.ADD if row is None else Action.CHANGE)
    with transaction.atomic():
        sent = form_tokens.claim(form_token, by=by)
        row, adding = (Election(), True) if row is None else (workflow.locked(row, version), False)
        said = {name: values.get(name, getattr(row, name, None)) for name in FIELDS}
        if found := faults(said, seats, by_start=bool(row.start_id)):
            raise Refused(" ".join(found.values()))
        if not adding and not history.put(row, values) and seats == seats_of(row):
            return row
        workflow.refuse_unless(row.state == ElectionState.PREPARING, row, "改动登记的内容")
        for name, value in values.items():
            setattr(row, name, value)
        _save(row, by=by, reason=reason)
        posts = put_posts(row, seats)
        history.record_many(posts, by=by, reason=reason, fields=POST_FIELDS)
        form_tokens.settle(sent, row)
        audit.record(audit.Event.ADDED if adding else audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def _require(by: Actor, row: Election | None, values: Mapping[str, Any], action: str) -> None:
    """Where the election lies and where it is put."""
    for village in {row.village if row else None, values.get("village")} - {None}:
        workflow.require(by, village, action)


def seats_of(row: Election) -> dict[str, int]:
    return {one.post: one.seats for one in row.posts.all()}


def put_posts(row: Election, seats: Seats) -> list[ElectionPost]:
    """The posts to be stored so that the election has these seats; what is no longer asked for is withdrawn."""
    there = {one.post: one for one in row.posts.all()}
    changed = [there.get(post) or ElectionPost(election=row, post=post) for post in seats]
    changed = [one for one in changed if one.pk is None or one.seats != seats[one.post]]
    for one in changed:
        one.seats = seats[one.post]
    gone = [one for post, one in there.items() if post not in seats]
    for one in gone:
        one.withdrawn_at = timezone.now()
    return changed + gone


def _save(row: Election, *, by: Actor, reason: str) -> None:
    row.prepare()
    try:
        row.validate_constraints()
        history.record(row, by=by, reason=reason)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except IntegrityError as error:  # somebody registered the same a moment earlier
        raise Refused("刚刚有人登记了同一项选举，这次没有保存。请刷新列表核对后再办理。") from error
