"""Pages of a village's election rules: overview, draft, what was adopted already, one edition with its moves, paper."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import FIELD, OFFICIALS, Action, Role, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import download, printed
from electioncycle.web.moves import MovePage, move
from electioncycle.web.pages import Page, key_of, refused, shown_again, tell_saved, version_seen
from elections.figures import schemes as figures
from elections.forms.schemes import MeetingForm, ValuesForm
from elections.models import Election, Scheme
from elections.papers import schemes as papers
from elections.rules import scheme as rules
from elections.services import schemes
from elections.services.schemes import Outside

BLANK, FILLED = "blank", "filled"


class OverviewPage(Page):
    """Every election of the cycle that needs election rules: how far each is, and what differs from the template."""

    roles = FIELD
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = figures.standings(self.cycle, self.user)
        township = key_of(request.GET.get("township", ""))
        state = request.GET.get("state", "")
        shown = [one for one in found if township in (0, one.election.village.township_id) and state in ("", one.code)]
        context = {
            "shown": shown,
            "number": len(found),
            "townships": list(
                {one.election.village.township_id: one.election.village.township for one in found}.values()
            ),
            "township": township,
            "state": state,
            "states": figures.counted(found),
            "may_write": self.user.may(Action.CHANGE),
        }
        return render(request, "elections/schemes.html", context)


class EntryPage(Page):
    """The draft of one election in one form; ``recording`` adds the vote that adopted it already."""

    roles = FIELD - {Role.COUNTY_READER}
    scope = "territory"
    takes = {"pk": "elections.election"}
    menu = "schemes"
    recording = False

    def election(self, pk: int) -> Election:
        rows = Election.objects.visible_to(self.user).select_related("village__township", "term__elected_in__rule_set")
        election = get_object_or_404(rows, pk=pk)
        if not schemes.has_scheme(election):
            raise Refused(f"“{election}”不制定选举办法，只有村(居)民委员会的换届选举和补选制定。")
        return election

    def page(
        self, election: Election, form: ValuesForm, meeting: MeetingForm | None, status: int = 200, **context: Any
    ) -> HttpResponse:
        draft, edition = schemes.draft_of(election), schemes.edition_of(election)
        rule_set = edition.pk if edition else None
        form.explain(rule_set)
        if meeting is not None:
            meeting.explain(rule_set)
        context |= {
            "election": election,
            "form": form,
            "meeting": meeting,
            "draft": draft,
            "version": context.get("version", draft.version if draft else 0),
            "standing": schemes.standing(election),
            "rule_set": edition,
            "may_record": officials_may(self.user, Action.SUBMIT, Action.COUNTY_REVIEW),
        }
        return render(self.request, "elections/scheme_entry.html", context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        election = self.election(pk)
        draft = schemes.draft_of(election)
        if draft is None and (now := schemes.standing(election)):
            return redirect("scheme_detail", now.pk)
        form = ValuesForm(values=draft.values if draft else {})
        expected = schemes.expected_meeting(election)
        return self.page(election, form, MeetingForm(initial=expected) if self.recording else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        election = self.election(pk)
        form = ValuesForm(request.POST, values={})
        meeting = MeetingForm(request.POST, request.FILES) if self.recording else None
        forms = [form, *([meeting] if meeting else [])]
        if faulty := [one for one in forms if not one.is_valid()]:
            return shown_again(self.page(election, form, meeting, 422), *faulty)
        try:
            row = self.save(election, form, meeting)
        except Outside as error:
            form.tell(error.findings)
            return refused(self.page(election, form, meeting, 422, problem=str(error)))
        except Conflict as error:
            return self.page(election, form, meeting, 409, problem=f"{error}{self.apart(election, form)}")
        except Refused as error:
            return refused(self.page(election, form, meeting, 422, problem=str(error)))
        return redirect("scheme_detail", row.pk)

    def apart(self, election: Election, form: ValuesForm) -> str:
        """How what was typed differs from what somebody saved meanwhile, on whose version the form now stands."""
        draft = schemes.draft_of(election)
        labels = rules.differing(draft.values, form.values) if draft else []
        return f"现在保存的与您填写的不同之处：{'、'.join(labels) or '没有'}；再保存一次，即以您填写的为准。"

    def save(self, election: Election, form: ValuesForm, meeting: MeetingForm | None) -> Scheme:
        seen = version_seen(self.request.POST)
        if meeting is None:
            row = schemes.save_draft(election, form.values, by=self.user, version=seen)
            tell_saved(self.request, f"已保存“{row}”。", now=row.version, seen=seen or None)
            return row
        as_fact = meeting.cleaned_data["as_fact"]
        row = schemes.record_adopted(
            election, form.values, meeting.meeting, by=self.user, as_fact=as_fact, version=seen
        )
        messages.success(self.request, f"已登记“{row}”通过。")
        return row


class RecordPage(EntryPage):
    """What the village adopted already, as it did, with the vote."""

    roles = OFFICIALS - {Role.COUNTY_READER}
    recording = True


class SchemePage(DetailPage):
    """One edition: what it decides, what the rules say of it then and now, the vote, the moves, the papers."""

    template = "elections/scheme.html"

    def more(self, row: Scheme) -> dict[str, Any]:
        found = schemes.findings(row, row.rule_set)
        now = schemes.moved_on(row)
        meeting = MeetingForm(initial=schemes.expected_meeting(row.election))
        meeting.explain(row.rule_set_id)
        return {
            "parts": figures.parts(row, found),
            "outside": found,
            "moved_on": now,
            "outside_now": schemes.findings(row, now) if now else [],
            "differing": rules.differing(row.template.values, row.values) if row.template else [],
            "moves": schemes.moves(row, self.user),
            "meeting": meeting,
            "steps": workflow.steps(row),
            "editions": Scheme.objects.filter(election=row.election).order_by("-edition"),
            "today": timezone.localdate(),
        }


class SchemeMove(MovePage, LedgerPage):
    roles = OFFICIALS - {Role.COUNTY_READER}

    def onward(self, row: Scheme, move: str) -> tuple[Any, ...]:
        return ("scheme_entry", row.election_id) if move == schemes.AMEND else ("scheme_detail", row.pk)

    def _adopt(self, row: Scheme, version: int) -> str:
        form = MeetingForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            raise Refused(f"没有登记：{form.sentence()}。请补填后再登记。")
        as_fact = form.cleaned_data["as_fact"]
        schemes.adopt(row, form.meeting, by=self.user, as_fact=as_fact, version=version)
        return "已登记通过。"

    moves: ClassVar = {
        schemes.ADOPT: _adopt,
        schemes.AMEND: move(schemes.amend, "已另立新版草案；村里通过之前仍按原办法。"),
    }


class SchemePaper(LedgerPage):
    """The election rules with the record of the vote, filled in or blank; DOCX is for changes before signing."""

    action = Action.PRINT
    heavy = "print"
    takes = {"which": (FILLED, BLANK), "suffix": ("docx", "pdf")}

    def get(self, request: HttpRequest, pk: int, which: str, suffix: str) -> HttpResponse:
        row = self.row(pk)
        if which not in (FILLED, BLANK):
            raise Refused("没有这种选举办法，请从选举办法页面打印。")
        norms = schemes.norms_of(row.election, row.rule_set)
        paper = papers.scheme_document(row, norms, blank=which == BLANK)
        made = printed(paper, f"{row}{'空白' if which == BLANK else ''}", suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made


class SchemeScan(LedgerPage):
    """The scan of the record of the vote."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        if row.scan is None:
            raise Refused(f"“{row}”没有附扫描件。")
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=row.scan)
        return download(row.scan.read(), row.scan.name, row.scan.content_type)
