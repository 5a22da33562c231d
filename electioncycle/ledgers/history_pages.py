"""A row's history: every version with who, when and why; any two side by side; an earlier content given back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from electioncycle.ledgers import services
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.records import history, lapses
from electioncycle.roles import Action
from electioncycle.web.pages import key_of, version_seen

PER_PAGE = 30


def listed(entries: Any, start: int, size: int) -> list[tuple[Any, list[history.FieldChange]]]:
    """Entries, newest first, each with what it changed against the one before it."""
    found = list(entries.select_related("history_user")[start : start + size + 1])
    return [(newer, history.changes(newer, older)) for newer, older in zip(found, [*found[1:], None], strict=True)][
        :size
    ]


class HistoryPage(LedgerPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        page = Paginator(row.history.all(), PER_PAGE).get_page(request.GET.get("page"))
        related = [(title, one, listed(one.history, 0, 50)) for title, one in self.ledger.history_rows(row)]
        return self.render(
            "ledger/history.html",
            row=row,
            page=page,
            entries=self._shown(listed(row.history, page.start_index() - 1, PER_PAGE)),
            related=related,
            compared=self._compared(row),
            locked=self.ledger.locked(row),
            ahead=lapses.ahead(*([one] for one in self.ledger.saved_with(row))),
            chosen_a=key_of(request.GET.get("a", "")),
            chosen_b=key_of(request.GET.get("b", "")),
        )

    def _inner(self) -> frozenset[str]:
        return frozenset() if self.ledger.allows(self.user, Action.CHANGE) else self.ledger.inner

    def _shown(self, entries: list[Any]) -> list[Any]:
        """But for the fields that show only to those who may change a row."""
        hidden = {self.ledger.label(name) for name in self._inner()}
        return [(entry, [one for one in found if one.label not in hidden]) for entry, found in entries]

    def _compared(self, row: Any) -> dict[str, Any] | None:
        """The two chosen versions field by field, the older on the left."""
        asked = [key_of(self.request.GET.get(side, "")) for side in ("a", "b")]
        found = sorted(row.history.filter(pk__in=asked).select_related("history_user"), key=lambda entry: entry.pk)
        if len(found) != 2:
            return None
        lines = []
        inner = self._inner()
        for name in dict.fromkeys(name for name in (*self.ledger.fields, *self.ledger.columns) if name not in inner):
            words = [self._value(row, entry, name) for entry in found]
            if words[0] is not None and words[1] is not None:
                lines.append((self.ledger.label(name), *words, words[0] != words[1]))
        return {
            "sides": found,
            "older": found[0],
            "newer": found[1],
            "lines": lines,
            "differ": sum(line[3] for line in lines),
        }

    def _value(self, row: Any, entry: Any, name: str) -> str | None:
        """A field as that version had it, in the words of the screen; None for what no history keeps."""
        part = name.rpartition("__")[0]
        if part and part not in self.ledger.parts:
            return None
        source = history.as_of(getattr(row, part), entry.history_date) if part else entry
        if source is None:
            return ""
        target = self.ledger.field(name)
        return history.shown(target, getattr(source, target.attname)) if hasattr(source, target.attname) else None


class RevertPage(LedgerPage):
    action = Action.CHANGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        entry = get_object_or_404(row.history, pk=key_of(request.POST.get("entry", "")))
        reason, version = request.POST.get("reason", ""), version_seen(request.POST)
        services.revert(self.ledger, row, entry, by=self.user, reason=reason, version=version)
        messages.success(request, "已恢复到所选版本的内容；流程状态不变，此前的审批已失效。")
        return redirect(self.ledger.url("history", pk))
