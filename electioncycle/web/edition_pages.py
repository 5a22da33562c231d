"""Pages of a list published edition by edition: its editions, one of them to read or to draft, comparison, moves."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from electioncycle.records import workflow
from electioncycle.records.editions import Editions, EditionState
from electioncycle.refusals import Refused
from electioncycle.web.moves import MovePage, day_in
from electioncycle.web.pages import UNCHANGED, Page, key_of


class EditionPage(Page):
    """What the pages of one list share; an app mixes it with its declaration.

    ``lists`` and ``shows`` are the routes of its editions and of one of them, ``{shows}_move`` and ``{shows}_compare``
    those of its moves and of the comparison. ``shown_in`` is the template of an edition's items, ``grid`` and table.
    """

    editions: ClassVar[Editions]
    keepers: ClassVar[frozenset[str]]
    lists: ClassVar[str]
    shows: ClassVar[str]
    shown_in: ClassVar[str]
    explained: ClassVar[str]
    """What the page of the editions says beside its title."""
    to_fill: ClassVar[str] = ""
    """What the grid of a draft says beside its button."""
    acts_with: ClassVar[str] = ""
    """The template of what else may be done with an edition."""
    folds: ClassVar[str] = ""
    """Under which words stand, folded, the items that ``is_folded`` sets apart."""
    next_move: ClassVar[str] = "next"
    removes: ClassVar[bool] = True

    @property
    def compares(self) -> str:
        return f"{self.shows}_compare"

    @property
    def does(self) -> str:
        return f"{self.shows}_move"

    def rows(self) -> Any:
        """The editions the user may read."""
        raise NotImplementedError

    def edition(self, pk: int) -> Any:
        return get_object_or_404(self.rows(), pk=pk)

    def may_keep(self) -> bool:
        return bool(self.user.roles & self.keepers)

    def require_keeper(self, said: str) -> None:
        if not self.may_keep():
            raise Refused(said)

    def about(self, row: Any) -> str:
        """What else the list of editions and the head of one say."""
        return ""

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, {"page": self, **context}, status=status)


class EditionListPage(EditionPage):
    """The editions; what begins a first one stands below, in ``begins_with``."""

    begins_with: ClassVar[str] = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(self.rows().prefetch_related(self.editions.items))
        listed = []
        for row in rows:
            items = self.editions.of(row)
            listed.append((row, len(items), sum(self.editions.waits(one) for one in items), self.about(row)))
        return self.show("editions/list.html", listed=listed, **self.more(rows))

    def more(self, rows: list[Any]) -> dict[str, Any]:
        """What ``begins_with`` shows."""
        return {}


class EditionRowPage(EditionPage):
    """One edition: to read, or as a grid while it is a draft and the user keeps the list."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.edition(pk))

    def page(self, row: Any, status: int = 200, **more: Any) -> HttpResponse:
        lines = more.pop("lines", None) or self.lines(row)
        context: dict[str, Any] = {
            "row": row,
            "lines": [line for line in lines if not self.is_folded(line[0])],
            "folded": [line for line in lines if self.is_folded(line[0])],
            "others": self.editions.others(row),
            "steps": workflow.steps(row),
            "proposed": self.editions.proposal(row),
            "editable": row.state == EditionState.DRAFT and self.may_keep(),
            "today": timezone.localdate(),
            "about": self.about(row),
        }
        return self.show("editions/edition.html", status, **(context | self.choices() | more))

    def lines(self, row: Any) -> list[tuple[Any, ...]]:
        """The items, each with what ``shown_in`` shows of it besides."""
        return [(one,) for one in self.editions.of(row)]

    def is_folded(self, item: Any) -> bool:
        return False

    def choices(self) -> dict[str, Any]:
        """What the grid offers."""
        return {}


class EditionComparePage(EditionPage):
    def get(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        later, earlier = self.edition(pk), self.edition(other)
        differences = self.editions.differences(earlier, later)
        return self.show("editions/compare.html", later=later, earlier=earlier, differences=differences)


class EditionMove(MovePage, EditionPage):
    """Save the grid, add or remove an item, propose, publish, begin the next edition."""

    says_published: ClassVar[str] = "已发布。"

    def row(self, pk: int) -> Any:
        return self.edition(pk)

    def onward(self, row: Any, move: str) -> tuple[Any, ...]:
        """To the edition itself; after the next one was begun, to that."""
        draft = self.editions.others(row).filter(state=EditionState.DRAFT).first()
        return (self.shows, draft.pk if move == self.next_move and draft else row.pk)

    def values(self, item: Any, sent: Mapping[str, Any]) -> dict[str, Any]:
        """What the grid sends of one item, by its field."""
        raise NotImplementedError

    def is_sent(self, item: Any) -> bool:
        """Whether the grid names the item at all."""
        raise NotImplementedError

    def added(self, row: Any, version: int) -> Any:
        """The item the form adds."""
        raise NotImplementedError

    def _save(self, row: Any, version: int) -> str:
        items = (one for one in self.editions.of(row) if self.is_sent(one))
        lines = {one.pk: self.values(one, self.request.POST) for one in items}
        saved = self.editions.change_items(row, lines, by=self.user, version=version)
        return "已保存。" if saved.version != version else UNCHANGED

    def _add(self, row: Any, version: int) -> str:
        return f"已新增{self.editions.named}“{self.added(row, version)}”，请补填其余内容。"

    def _remove(self, row: Any, version: int) -> str:
        item = self.editions.of(row).filter(pk=key_of(self.request.POST.get("item", ""))).first()
        if item is None:
            raise Http404
        self.editions.remove(item, by=self.user, version=version)
        return f"已从草稿中删去{self.editions.named}“{item}”。"

    def _propose(self, row: Any, version: int) -> str:
        on = day_in(self.request.POST, "effective_from", "生效日期")
        self.editions.propose(row, by=self.user, effective_from=on, version=version)
        return "已提交发布，请由另一人核对后发布。"

    def _publish(self, row: Any, version: int) -> str:
        self.editions.publish(row, by=self.user, version=version)
        return self.says_published

    def begin_next(self, row: Any, version: int) -> str:
        draft = self.editions.begin_next(row, by=self.user, version=version)
        return f"已新建一版草稿“{draft}”。"

    drafting: ClassVar = {"save": _save, "add": _add, "propose": _propose, "publish": _publish}
    moves: ClassVar = {"next": begin_next, **drafting, "remove": _remove}
