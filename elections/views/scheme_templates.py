"""Pages of the county's templates of election rules: the form, one template with what filling it in would do."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import refused, shown_again, tell_saved, version_seen
from elections.figures import schemes as figures
from elections.forms.schemes import TemplateHead, ValuesForm
from elections.models import SchemeTemplate
from elections.services import scheme_templates
from elections.services.schemes import Outside
from villages.choices import ListKind
from villages.models import KindItem

FILL = "fill"


class TemplateEntry(LedgerPage):
    """A template in one form: for whom it is meant, and everything it proposes."""

    action = Action.CHANGE

    def found(self, pk: int | None) -> SchemeTemplate:
        return self.row(pk) if pk else SchemeTemplate(cycle=self.cycle)

    def head(self, row: SchemeTemplate, data: Any = None) -> TemplateHead:
        batches = KindItem.objects.filter(cycle=self.cycle, kind=ListKind.BATCH)
        return TemplateHead(data, instance=row, batches=batches)

    def page(
        self, row: SchemeTemplate, head: TemplateHead, form: ValuesForm, status: int = 200, problem: str = ""
    ) -> HttpResponse:
        form.explain(self.cycle.rule_set_id)
        context = {"row": row, "head": head, "form": form, "problem": problem}
        return self.render("elections/scheme_template_entry.html", status=status, **context)

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = self.found(pk)
        self.ledger.require_unlocked(row)
        return self.page(row, self.head(row), ValuesForm(values=row.values))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        head, form = self.head(self.found(pk), request.POST), ValuesForm(request.POST, values={})
        row = self.found(pk)
        if not all([head.is_valid(), form.is_valid()]):
            return shown_again(self.page(row, head, form, 422), head, form)
        try:
            saved = scheme_templates.save(
                row, form.values, by=self.user, version=version_seen(request.POST) if pk else None, **head.cleaned_data
            )
        except Outside as error:
            form.tell(error.findings)
            return refused(self.page(row, head, form, 422, str(error)))
        except Conflict as error:
            return self.page(row, head, form, 409, str(error))
        except Refused as error:
            return refused(self.page(row, head, form, 422, str(error)))
        tell_saved(request, f"已保存“{saved}”。", now=saved.version, seen=version_seen(request.POST) if pk else None)
        return redirect("schemetemplate_detail", saved.pk)


class TemplateAdd(TemplateEntry):
    action = Action.ADD


class TemplatePage(DetailPage):
    """A template, and what filling it in would do now."""

    template = "elections/scheme_template.html"

    def more(self, row: SchemeTemplate) -> dict[str, Any]:
        return {
            "filling": figures.filling(row, self.user),
            "parts": figures.proposed(row),
            "may_fill": bool(self.user.roles & COUNTY_ROLES) and not row.cycle.is_closed,
        }


class TemplateMove(MovePage, LedgerPage):
    roles = COUNTY_ROLES
    action = Action.CHANGE

    def _fill(self, row: SchemeTemplate, version: int) -> str:
        number = scheme_templates.fill(row, by=self.user, version=version)
        if not number:
            messages.info(self.request, "适用的村(社区)都已有选举办法或草案。")
        return f"已起草{number}份选举办法草案。"

    moves: ClassVar = {FILL: _fill}

    def onward(self, row: SchemeTemplate, move: str) -> tuple[Any, ...]:
        return ("schemetemplate_detail", row.pk)
