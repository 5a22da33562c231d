"""Two people edited the same version: what each of them has, who changed what, and the choice field by field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.forms import BoundField
from django.utils import timezone

from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import history
from electioncycle.records.history import Touch

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """One field in two versions. ``keep`` is what is offered as the choice: text nobody else touched stays mine."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str
    touch: Touch | None

    @property
    def keep(self) -> str:
        return THEIRS if self.mine == self.before else MINE

    @property
    def both(self) -> bool:
        """Both changed the field, each to something else: only a person can decide."""
        return self.touch is not None and self.mine != self.before


def opened_at(row: Any, version: int | None) -> datetime | None:
    """When the version somebody opened came into being; None for one that never was."""
    entry = row.history.filter(version=version).first() if version else None
    return entry.history_date if entry else None


def touches_since(row: Any, since: datetime | None) -> dict[str, Touch]:
    """Who changed which field after this time; nothing of a row that is not stored."""
    return history.touched_since(row, since) if row is not None and row.pk and since else {}


def last_moment(row: Any, version: int) -> datetime:
    """Just before the version that followed: when parts written after their row are still those of this version."""
    following = row.history.filter(version__gt=version).order_by("history_date").first()
    return following.history_date - timedelta(microseconds=1) if following else timezone.now()


def differences(ledger: Ledger, row: Any, mine: dict[str, Any], *, version: int | None) -> list[Difference]:
    """The fields in which my text differs from what is stored now."""
    since = opened_at(row, version)
    owners = {"": row} | {name: getattr(row, name) for name in ledger.parts}
    then = {part: history.as_of(one, since) for part, one in owners.items()} if since else {}
    touches = {part: history.touched_since(one, since) for part, one in owners.items() if one and since}
    found = []
    for name, value in mine.items():
        part, _, attribute = name.rpartition("__")
        target = ledger.field(name)
        my_words, their_words = (history.shown(target, one) for one in (value, ledger.value(row, name)))
        if my_words == their_words:
            continue
        base = then.get(part)
        before = history.shown(target, getattr(base, target.attname)) if base else ""
        touch = touches.get(part, {}).get(attribute)
        found.append(Difference(name, ledger.label(name), before, my_words, their_words, touch))
    return found


def worded(field: Any, value: Any) -> str:
    """A value of a plain form's field in the words of the screen."""
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, (list, tuple)):
        return "、".join(sorted(labels.get(str(one), str(one)) for one in value))
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "" if value is None else history.plain_lines(str(value)).strip()
    return labels.get(text, text) if text else ""


def of_form(
    form: Any,
    *,
    before: Mapping[str, Any],
    theirs: Mapping[str, Any],
    touches: Mapping[str, Touch | None],
    where: str = "",
) -> Iterator[Difference]:
    """Where a plain form differs from ``theirs``, what is stored now; ``before`` is what it was opened with."""
    for name, value in theirs.items():
        field = form.fields[name]
        was, mine, now = (worded(field, one) for one in (before.get(name), form.cleaned_data.get(name), value))
        if mine != now:
            yield Difference(form[name].html_name, f"{where}{field.label}", was, mine, now, touches.get(name))


def settled(data: Any, fields: Iterable[tuple[str, BoundField]]) -> Any:
    """What was sent, with the stored value wherever the editor chose to keep the other's (``keep-<field>``)."""
    chosen = [(name, field) for name, field in fields if data.get(f"keep-{name}") == THEIRS]
    if not chosen:
        return data
    data = data.copy()
    for name, field in chosen:
        data.setlist(name, sent(field))
    return data


def sent(field: BoundField) -> list[str]:
    """What a browser sends for a field left as it was."""
    value = field.value()
    if value in (None, "", False):
        return []
    text = "on" if value is True else field.field.widget.format_value(value)
    return [str(one) for one in text] if isinstance(text, list) else [str(text)]
