"""What a county publishes by two persons, edition by edition: drafts, their items, publication, comparison."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django.db import models, transaction
from django.db.models import TextChoices
from django_fsm import transition

from electioncycle.actors import Actor
from electioncycle.records import history, numbering, workflow
from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import Refused
from electioncycle.security import audit

PROPOSE, PUBLISH = "propose_publication", "publish"


class EditionState(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class Edition(LedgerModel):
    """One edition of a list or a set of rules: drafted, published by a second person, retired by the next one."""

    name: Any

    edition = models.PositiveIntegerField("版次", default=1)
    state = workflow.StateField("状态", max_length=12, choices=EditionState, default=EditionState.DRAFT, editable=False)
    effective_from = models.DateField("生效日期", null=True, blank=True)

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    def __str__(self) -> str:
        return f"{self.name}(第{self.edition}版)"

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return {EditionState.DRAFT: "warn", EditionState.PUBLISHED: "ok"}.get(EditionState(self.state), "plain")

    @transition("state", source=EditionState.DRAFT, target=EditionState.PUBLISHED)
    def publish(self) -> None:
        """The second person's word."""

    @transition("state", source=EditionState.PUBLISHED, target=EditionState.RETIRED)
    def retire(self) -> None:
        """A later edition takes its place; what began under it stays with it."""

    def require_draft(self) -> None:
        """Raises Refused when the edition is published, or was."""
        if self.state != EditionState.DRAFT:
            raise Refused(f"“{self}”{self.get_state_display()}，不能修改。需要调整的，请新建一版。")


@dataclass(frozen=True)
class Difference:
    """One item that differs between two editions; in words of its own where an edition lacks it."""

    code: str
    label: str
    before: str
    after: str
    source_before: str
    source_after: str


class Editions:
    """One list that is published edition by edition, declared by its models, its fields and its words.

    ``items`` is how an edition calls its items, ``owner`` how an item calls its edition, ``code`` what tells an item
    from the others; ``fields`` are its content. Editions of one list have ``common`` in common, and the next one takes
    over ``kept``. ``named`` is the word for an item, ``counted`` the one by which the audit trail counts them.
    """

    model: ClassVar[Any]
    item: ClassVar[Any]
    items: ClassVar[str]
    owner: ClassVar[str]
    code: ClassVar[str] = "code"
    fields: ClassVar[tuple[str, ...]]
    common: ClassVar[tuple[str, ...]] = ("cycle",)
    kept: ClassVar[tuple[str, ...]] = ("name",)
    named: ClassVar[str]
    counted: ClassVar[str]
    apart_by: ClassVar[str] = ""
    """What besides the code tells items apart, as the sentence says that refuses a second one."""
    lacking: ClassVar[str]
    """What an edition must have before it is proposed, as the sentence that refuses it."""

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    # --- what a declaration may say in its own words ---

    def said(self, item: Any) -> str:
        """An item in one sentence."""
        raise NotImplementedError

    def identity(self, item: Any) -> Any:
        """What tells an item from the others of its edition."""
        return getattr(item, self.code)

    def label(self, item: Any) -> str:
        return str(item)

    def source(self, item: Any) -> str:
        """What the item rests on, where the comparison tells it apart from what it says."""
        return ""

    def waits(self, item: Any) -> bool:
        """Whether the item is still to be confirmed."""
        return bool(item.unsure)

    def fault(self, item: Any) -> str:
        """Why a changed item cannot be kept; empty where it can."""
        raise NotImplementedError

    def new_fault(self, item: Any) -> str:
        """Why an item cannot be added; empty where it can."""
        raise NotImplementedError

    def complete(self, row: Any) -> bool:
        """Whether the edition holds what it must before it is proposed."""
        return bool(self.of(row).exists())

    def require_publishable(self, row: Any) -> None:
        """Raises Refused where something else stands against proposing or publishing this draft."""

    def read(self, row: Any, lines: Mapping[int, Mapping[str, Any]]) -> Mapping[int, Mapping[str, Any]]:
        """The typed lines as they are kept."""
        return lines

    def changed_words(self, changed: Sequence[Any], before: Mapping[int, Mapping[str, Any]]) -> str:
        """What the history says of a saved grid; ``before`` has the fields of each item as they were."""
        return f"修改{self.title}"

    def queue(self, row: Any) -> None:
        """Two who begin an edition of one list wait for one another."""
        workflow.locked(row.cycle)

    def write(self, items: Sequence[Any], *, by: Actor) -> None:
        """Items that have a history of their own."""
        history.record_many(items, by=by, fields=self.fields)

    # --- asking ---

    def of(self, row: Any) -> models.QuerySet[Any]:
        """The items of an edition."""
        return cast("models.QuerySet[Any]", getattr(row, self.items).all())

    def others(self, row: Any) -> models.QuerySet[Any]:
        """The other editions of the same list."""
        same = {name: getattr(row, name) for name in self.common}
        return cast("models.QuerySet[Any]", self.model.objects.filter(**same).exclude(pk=row.pk))

    def values(self, item: Any) -> dict[str, Any]:
        return {name: getattr(item, name) for name in self.fields}

    def content(self, row: Any) -> list[list[Any]]:
        """What publication approves."""
        return [list(self.values(one).values()) for one in self.of(row)]

    def proposal(self, row: Any) -> Any:
        """The standing proposal to publish this draft as it is; None when there is none or it was changed since."""
        step = workflow.steps(row).filter(move=PROPOSE).last()
        if step is None or row.state != EditionState.DRAFT:
            return None
        return step if step.content_hash == workflow.content_hash(self.content(row)) else None

    def differences(self, earlier: Any, later: Any) -> list[Difference]:
        old, new = ({self.identity(one): one for one in self.of(row)} for row in (earlier, later))
        pairs = {known: (old.get(known), new.get(known)) for known in [*old, *new]}
        return [self._difference(*pair) for pair in pairs.values() if self._differ(*pair)]

    def _differ(self, one: Any, two: Any) -> bool:
        return one is None or two is None or self._words(one) != self._words(two)

    def _words(self, item: Any) -> tuple[str, str, str]:
        return self.label(item), self.said(item), self.source(item)

    def _difference(self, one: Any, two: Any) -> Difference:
        said = [self.said(item) if item else "(无此项)" for item in (one, two)]
        sources = [self.source(item) if item else "" for item in (one, two)]
        return Difference(getattr(two or one, self.code), self.label(two or one), *said, *sources)

    # --- drafting; every act holds the edition as it stands, and refuses where it is no draft any more ---

    def draft(self, row: Any, version: int | None = None) -> Any:
        """The edition locked; Refused unless it still is a draft."""
        row = workflow.locked(row, version)
        row.require_draft()
        return row

    def begin(self, row: Any, entries: Iterable[Mapping[str, Any]], *, by: Actor, reason: str) -> Any:
        """A new draft with these items, numbered on; Refused while another one is being drafted."""
        with transaction.atomic():
            self.queue(row)
            if draft := self.others(row).filter(state=EditionState.DRAFT).first():
                raise Refused(f"已有未发布的草稿“{draft}”，请在草稿上修改。")
            taken = self.model.all_rows.filter(**{name: getattr(row, name) for name in self.common})
            row.edition = numbering.following(taken.values_list("edition", flat=True))
            history.record(row, by=by, reason=reason)
            number = self.append(row, entries, by=by)
            audit.record(audit.Event.ADDED, by=by, row=row, **{self.counted: number})
        return row

    def append(self, row: Any, entries: Iterable[Mapping[str, Any]], *, by: Actor) -> int:
        """More items at the end of a draft the caller holds; how many."""
        start = numbering.following(self.of(row).values_list("position", flat=True))
        items = [self.item(**{self.owner: row}, position=n, **one) for n, one in enumerate(entries, start)]
        self.write(items, by=by)
        return len(items)

    def begin_next(
        self,
        row: Any,
        *,
        by: Actor,
        version: int | None = None,
        more: Sequence[Mapping[str, Any]] = (),
        instead: Mapping[Any, Mapping[str, Any]] | None = None,
        reason: str = "",
    ) -> Any:
        """A draft of the next edition with the same items and some more; what began under this one keeps it.

        ``instead`` has new values by what tells an item apart.
        """
        with transaction.atomic():
            row = workflow.locked(row, version)
            copy = self.model(**{name: getattr(row, name) for name in (*self.common, *self.kept)})
            changed = instead or {}
            entries = [{**self.values(one), **changed.get(self.identity(one), {})} for one in self.of(row)]
            return self.begin(copy, [*entries, *more], by=by, reason=reason or f"由第{row.edition}版新建")

    def change_items(self, row: Any, lines: Mapping[int, Mapping[str, Any]], *, by: Actor, version: int) -> Any:
        """Write the grid of a draft; ``lines`` maps an item's key to its new values."""
        with transaction.atomic():
            row = self.draft(row, version)
            read, items = self.read(row, lines), list(self.of(row))
            before = {one.pk: self.values(one) for one in items}
            changed = [one for one in items if history.put(one, read.get(one.pk, {}))]
            if not changed:
                return row
            self._require_sound(self.fault(one) for one in changed)
            self._require_apart(items)
            self.write(changed, by=by)
            history.record(row, by=by, reason=self.changed_words(changed, before))
            audit.record(audit.Event.CHANGED, by=by, row=row, version=row.version, **{self.counted: len(changed)})
        return row

    def add(self, row: Any, *, by: Actor, version: int | None = None, **values: Any) -> Any:
        """One more item at the end of a draft, to be confirmed."""
        with transaction.atomic():
            row = self.draft(row, version)
            item = self.item(**{self.owner: row}, **values, unsure=True)
            item.position = numbering.following(self.of(row).values_list("position", flat=True))
            self._require_sound([self.new_fault(item)])
            self._require_apart([*self.of(row), item])
            self.write([item], by=by)
            history.record(row, by=by, reason=f"新增{self.named}“{item}”")
            audit.record(audit.Event.CHANGED, by=by, row=row, **{self.counted: 1})
        return item

    def remove(self, item: Any, *, by: Actor, version: int | None = None) -> None:
        """Take an item out of a draft; editions published before keep theirs."""
        with transaction.atomic():
            row = self.draft(getattr(item, self.owner), version)
            self.of(row).get(pk=item.pk).delete()
            history.record(row, by=by, reason=f"删去{self.named}“{item}”")
            audit.record(audit.Event.CHANGED, by=by, row=row, **{self.counted: -1})

    def _require_apart(self, items: Sequence[Any]) -> None:
        seen = set()
        for one in items:
            if self.identity(one) in seen:
                code = getattr(one, self.code)
                raise Refused(f"本版已有代码为“{code}”的{self.named}{self.apart_by}，请直接修改它，或换一个代码。")
            seen.add(self.identity(one))

    @staticmethod
    def _require_sound(faults: Iterable[str]) -> None:
        if found := "".join(faults):
            raise Refused(found)

    # --- publication ---

    def propose(self, row: Any, *, by: Actor, effective_from: date, version: int | None = None) -> Any:
        """Ask a second person to publish exactly this content from this day on."""
        with transaction.atomic():
            row = self.draft(row, version)
            if not self.complete(row):
                raise Refused(self.lacking)
            self.require_publishable(row)
            row.effective_from = effective_from
            workflow.advance(row, move=PROPOSE, title="提交发布", by=by, content=self.content(row))
        return row

    def publish(self, row: Any, *, by: Actor, version: int | None = None) -> Any:
        """Publish what another person proposed; the edition before is retired, what began under it stays."""
        with transaction.atomic():
            row = self.draft(row, version)
            self.require_publishable(row)
            if row.effective_from is None or not workflow.steps(row).filter(move=PROPOSE).exists():
                raise Refused("还没有人提交发布。请先由一人填写生效日期并提交，再由另一人发布。")
            workflow.require_other_person(row, by=by, after=(PROPOSE,), since=PUBLISH)
            if self.proposal(row) is None:
                raise Refused("提交发布之后内容又有改动，请重新提交发布，再由另一人发布。")
            self.put_in_force(row, by=by)
        return row

    def put_in_force(self, row: Any, *, by: Actor) -> None:
        """The edition holds from now on; called in the transaction of its publication."""
        for earlier in self.others(row).filter(state=EditionState.PUBLISHED):
            earlier.retire()
            history.record(earlier, by=by, reason=f"由第{row.edition}版代替")
        row.publish()
        workflow.advance(row, move=PUBLISH, title="发布", by=by, content=self.content(row), approves=True)
        audit.record(audit.Event.PUBLISHED, by=by, row=row, edition=row.edition)
