"""Adding and changing one row of a ledger; what two people changed at once is settled field by field."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.ledgers import conflicts, services
from electioncycle.ledgers.forms import LedgerForm
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.records import form_tokens, lapses
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action
from electioncycle.web.pages import refused, shown_again, tell_saved, version_seen


class EditPage(LedgerPage):
    """``keeps_draft``: whether the window may keep what is typed until it is saved."""

    action = Action.CHANGE
    keeps_draft = True

    def form(self, row: Any, data: Any = None) -> LedgerForm:
        initial = {name: self.request.GET[name] for name in self.ledger.fields if name in self.request.GET}
        if row is None and data is None:
            initial = {**self.ledger.proposed(initial, self.user), **initial}
        return LedgerForm(self.ledger, data, row=row, user=self.user, cycle=self.cycle_or_none, initial=initial)

    def standard_form(self, row: Any) -> bool:
        """Whether rows are added or changed here, and not in a form of the ledger's own."""
        if row is None:
            return self.ledger.new_page() == self.ledger.url("add")
        return self.ledger.form_of(row) == self.ledger.url("edit", row.pk)

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = self.row(pk) if pk else None
        if row:
            self.ledger.require_unlocked(row)
        if not self.standard_form(row):
            return redirect(self.ledger.form_of(row) if row else self.ledger.new_page())
        return self.page(row, self.form(row))

    def page(self, row: Any, form: LedgerForm, status: int = 200, *, ahead: list[str] | None = None) -> HttpResponse:
        """The form, with what saving it will undo; ``ahead`` where that was asked for already."""
        ahead = self.ahead(row, form) if ahead is None else ahead
        form.tell(ahead)
        context = {"form": form, "row": row, "ahead": ahead, "keeps_draft": self.keeps_draft}
        return self.render("ledger/edit.html", status=status, **context)

    def ahead(self, row: Any, form: LedgerForm) -> list[str]:
        """What saving this row, or what is entered with it, will undo: where it lies, and where the form puts it."""
        touched = [] if row is None else self.ledger.saved_with(row)
        if (row is None or form.is_bound) and not (self.ledger.by_cycle and self.cycle_or_none is None):
            touched.append(services.stand_in(self.ledger, self.cycle_or_none, form.place))
        return lapses.ahead(*([one] for one in touched))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = self.row(pk) if pk else None
        if not self.standard_form(row):
            raise Refused(f"“{self.ledger.title}”不在这个页面填写，没有保存。请从菜单重新进入，在填报页面办理。")
        data: Any = request.POST
        if row:
            fresh = self.form(row)
            data = conflicts.settled(data, [(name, fresh[name]) for name in self.ledger.fields])
        form = self.form(row, data)
        if "reopen" in request.POST:  # from the page of a conflict back into the form
            return self.page(row, form)
        if not form.is_valid():
            return shown_again(self.page(row, form, 422), form)
        undone = self.ahead(row, form)
        if set(undone) - set(form.told):
            return self.page(row, form, 422, ahead=undone)
        return self.save(row, form)

    def save(self, row: Any, form: LedgerForm) -> HttpResponse:
        version = version_seen(form.data) if row else None
        try:
            saved = self.store(row, form, version)
        except Conflict as error:
            return self.conflict(row, form, str(error), version)
        except form_tokens.Repeated:
            raise
        except Refused as error:
            form.add_error(None, str(error))
            return refused(self.page(row, form, 422))
        words = f"已保存“{self.ledger.row_label(saved)}”。"
        if not tell_saved(self.request, words, now=saved.version, seen=version if row else None):
            return redirect(self.ledger.page_of(saved))
        for sentence in self.ledger.notices([saved], by=self.user, cycle=self.cycle_or_none):
            messages.warning(self.request, sentence)
        if "again" in self.request.POST and self.ledger.allows(self.user, Action.ADD):
            return redirect(self.ledger.new_page())
        return redirect(self.ledger.page_of(saved))

    def store(self, row: Any, form: LedgerForm, version: int | None) -> Any:
        """Add or change the row; a page whose form holds more than the row calls its own service here."""
        sent = form.cleaned_data
        return services.save_row(
            self.ledger,
            row,
            form.values,
            by=self.user,
            cycle=self.cycle_or_none,
            version=version,
            reason=sent.get("reason", ""),
            form_token=sent.get(form_tokens.NAME, ""),
        )

    def conflict(self, row: Any, form: LedgerForm, message: str, version: int | None) -> HttpResponse:
        """Mine, theirs, and who changed it when; my text goes along in hidden fields."""
        found = conflicts.differences(self.ledger, row, form.values, version=version)
        data: Any = form.data
        form.data = data = data.copy()
        data["version"] = str(row.version)  # what is sent again was compared with this version
        return self.render(
            "ledger/conflict.html", form=form, row=row, message=message, differences=found, version=version, status=409
        )


class AddPage(EditPage):
    action = Action.ADD

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        if already := form_tokens.made_by(request.POST.get(form_tokens.NAME, ""), by=self.user):
            return self.repeated(already)
        try:
            return super().post(request, pk)
        except form_tokens.Repeated:  # the other click was a moment earlier
            return self.repeated(form_tokens.made_by(request.POST[form_tokens.NAME], by=self.user))

    def repeated(self, sent: Any) -> HttpResponse:
        messages.warning(self.request, f"{form_tokens.Repeated()}下面就是已保存的记录。")
        row = self.rows().filter(pk=sent.object_id).first() if sent else None
        return refused(redirect(self.ledger.page_of(row) if row else self.ledger.url("list")))
