"""Pages beyond the ledger's standard ones: entry, review with its moves, progress, the three one-shoulder lists."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.desk.reminders import Behind, asked_before, reminder_for
from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers import conflicts
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import OFFICIALS, Action, Role, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download, printed
from electioncycle.web.moves import MovePage, move
from electioncycle.web.pages import Page, key_of, refused, shown_again, tell_saved
from readiness.approvals import steps_shown
from readiness.choices import RETURN_PHRASES, State
from readiness.dossiers import Dossier, dossier_of
from readiness.figures import analysis as figures
from readiness.forms.analysis import EntryForm
from readiness.models import TeamAnalysis
from readiness.papers import analysis as printing
from readiness.report import posts_in_words
from readiness.services import analysis as services
from readiness.services import listing
from villages.models import Village
from villages.services import participants, villages_of

LEDGER = REGISTRY["teamanalysis"]


class AnalysisPage(Page):
    roles = OFFICIALS
    scope = "territory"

    def villages(self) -> list[Village]:
        return figures.participants(self.user, self.cycle)


def sent_back(steps: Iterable[Any]) -> Any:
    """The step by which the township has it again: the return, or the lapse of what was approved."""
    return next((step for step in reversed(list(steps)) if step.move in ("return", "lapse")), None)


class EntryPage(AnalysisPage):
    """One village's analysis on one page: save the draft, or save and submit."""

    roles = OFFICIALS - {Role.COUNTY_READER}
    takes = {"pk": "villages.village"}

    def dossier(self, pk: int) -> Dossier:
        village = get_object_or_404(villages_of(self.user, self.cycle), pk=pk)
        return dossier_of(village, self.cycle)

    def page(self, form: EntryForm, status: int = 200, **context: Any) -> HttpResponse:
        dossier = form.dossier
        context |= {
            "form": form,
            "dossier": dossier,
            "village": dossier.village,
            "analysis": dossier.analysis,
            "posts": {member.pk: posts_in_words(member) for member in dossier.team},
            "version": context.get("version", form.version),
            "may_submit": officials_may(self.user, Action.SUBMIT),
            "returned": dossier.analysis and sent_back(workflow.steps(dossier.analysis)),
        }
        return render(self.request, "readiness/entry.html", context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        dossier = self.dossier(pk)
        if dossier.analysis and (locked := LEDGER.locked(dossier.analysis)):
            messages.warning(request, locked)
            return redirect("analysis_review", dossier.analysis.pk)
        return self.page(EntryForm(dossier))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        dossier = self.dossier(pk)
        form = EntryForm(dossier, conflicts.settled(request.POST, EntryForm(dossier).bound_fields()))
        if request.POST.get("keep-problems") == conflicts.THEIRS:
            form.keep_stored_problems()
        if not form.is_valid():
            return shown_again(self.page(form, 422), *form.forms())
        try:
            analysis = services.save_draft(dossier.village, self.cycle, form.entry, by=self.user, version=form.version)
            if "submit" not in request.POST:
                words = f"已保存{dossier.village}的研判草稿。"
                tell_saved(request, words, now=analysis.version, seen=form.version)
                return redirect("analysis_entry", pk)
            services.submit(analysis, by=self.user, version=analysis.version)
        except Conflict as error:
            latest = dossier.analysis.version if dossier.analysis else 0
            found = form.differences(form.version)
            return self.page(form, 409, conflict=str(error), differences=found, version=latest)
        except services.Incomplete as error:
            return refused(self.page(EntryForm(self.dossier(pk)), 422, gaps=error.gaps))
        except Refused as error:
            return refused(self.page(form, 422, refused=str(error)))
        messages.success(request, f"已提交{dossier.village}的班子研判，等待乡镇审核。")
        return redirect("analysis_review", analysis.pk)


class RowPage(AnalysisPage):
    """A page of one analysis in the user's territory."""

    takes = {"pk": "readiness.teamanalysis"}

    def row(self, pk: int) -> TeamAnalysis:
        mine = TeamAnalysis.objects.visible_to(self.user).filter(cycle=self.cycle)
        return get_object_or_404(mine.select_related("village__township"), pk=pk)

    def pending(self) -> list[int]:
        """Analyses that wait for this user's review, in official order."""
        user, cycle, states = self.user, self.cycle, []
        if officials_may(user, Action.TOWNSHIP_REVIEW):
            states.append(State.SUBMITTED)
        if officials_may(user, Action.COUNTY_REVIEW) and cycle.county_confirms:
            states.append(State.TOWNSHIP_APPROVED)
        rows = TeamAnalysis.objects.visible_to(user).filter(cycle=cycle, state__in=states)
        return list(rows.values_list("pk", flat=True))


class ReviewPage(RowPage):
    """What was entered beside the figures, the steps so far, and the moves this user has."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        dossier = dossier_of(row.village, self.cycle)
        pending = self.pending()
        here = pending.index(pk) if pk in pending else -1
        steps, locked = steps_shown(dossier), LEDGER.locked(row)
        context = {
            "analysis": row,
            "village": row.village,
            "dossier": dossier,
            "ledger": LEDGER,
            "problem_ledger": REGISTRY["problem"],
            "members": [(m, posts_in_words(m), dossier.opinions.get(m.pk)) for m in dossier.team],
            "ratings": [(item, dossier.ratings.get(item.pk)) for item in dossier.items],
            "gaps": dossier.gaps,
            "steps": steps,
            "void": [one for one in steps if one.void and not one.step.void_at],
            "returned": sent_back(one.step for one in steps) if row.state in (State.RETURNED, State.LAPSED) else None,
            "bar": services.barred(row, self.user),
            "moves": services.moves(row, self.user, self.cycle),
            "undoes": partial(workflow.undoes, row),
            "may_list": officials_may(self.user, Action.CHANGE) and not self.cycle.is_closed,
            "may_edit": not locked and officials_may(self.user, Action.CHANGE),
            "may_withdraw": not locked and officials_may(self.user, Action.WITHDRAW),
            "previous": pending[here - 1] if here > 0 else None,
            "next": next((one for one in pending[here + 1 :] if one != pk), None),
            "waiting": len(pending),
            "phrases": RETURN_PHRASES,
            "today": timezone.localdate(),
        }
        return render(request, "readiness/review.html", context)


class AnalysisMove(MovePage, RowPage):
    """Carries one move out, then leads to the next analysis that waits."""

    roles = OFFICIALS - {Role.COUNTY_READER}

    def _list(self, row: TeamAnalysis, version: int) -> str:
        """All problems into the problem ledger, or the one that was clicked."""
        number = listing.list_problems(row, by=self.user, only=key_of(self.request.POST.get("problem", "")))
        return f"已列入问题清单{number}个，以后在问题清单中办理、销号。"

    moves: ClassVar = {
        "submit": move(services.submit, "已提交，等待乡镇审核。", reason=False),
        "take_back": move(services.withdraw_submission, "已撤回，可以继续修改。"),
        "approve": move(services.approve_township, "已审核通过。"),
        "paper": move(services.approve_township, "已登记纸质签批，乡镇审核通过。", reason=False, paper=True),
        "return": move(services.return_for_changes, "已退回，填报人可以修改后重新提交。"),
        "confirm": move(services.confirm_county, "已县级确认。"),
        "list": _list,
    }

    def label(self, row: TeamAnalysis) -> str:
        return str(row.village)

    def row(self, pk: int) -> TeamAnalysis:
        self.waiting = self.pending()
        return super().row(pk)

    def onward(self, row: TeamAnalysis, move: str) -> tuple[Any, ...]:
        if move == "take_back":
            return ("analysis_entry", row.village_id)
        if move == "list":
            return ("analysis_review", row.pk)
        following = self.waiting[self.waiting.index(row.pk) + 1 :] if row.pk in self.waiting else []
        return ("analysis_review", following[0] if following else row.pk)


class ScanPage(RowPage):
    """The scan of a paper approval."""

    takes = {**RowPage.takes, "step": "electioncycle.steprecord"}

    def get(self, request: HttpRequest, pk: int, step: int) -> HttpResponse:
        scan: Any = get_object_or_404(workflow.steps(self.row(pk)).exclude(scan=None), pk=step).scan
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=scan)
        return download(scan.read(), scan.name, scan.content_type)


class ProgressPage(AnalysisPage):
    """How far every township is, and the reminder to copy into the work group."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle = self.cycle
        villages = self.villages()
        *lines, total = figures.progress(villages, cycle, user=self.user)
        before = asked_before(request)
        open_ones = figures.not_reported(villages, cycle)
        behind = [Behind(one.name, len(own), "个村(社区)", list(map(str, own))) for one, own in open_ones.items()]
        context = {
            "lines": lines,
            "total": total,
            "before": before,
            "reminder": reminder_for(self.user, len(lines), behind, before),
            "states": ["未启动", *(state.label for state in State)],
            "ledger": LEDGER,
        }
        return render(request, "readiness/progress.html", context)


class OneShoulderPage(AnalysisPage):
    """The three lists with their measures, those not analysed, and how villages moved between the lists."""

    def get(self, request: HttpRequest) -> HttpResponse:
        villages, cycle = self.villages(), self.cycle
        lists, rest = figures.one_shoulder_lists(villages, cycle)
        context = {
            "lists": lists,
            "rest": rest,
            "count": figures.progress(villages, cycle, user=self.user)[-1].one_shoulder,
            "changes": figures.one_shoulder_changes(villages, cycle),
        }
        return render(request, "readiness/one_shoulder.html", context)


class OneShoulderPrint(MadeFile, AnalysisPage):
    """The three lists as one PDF, each beginning a page; or one of them with ``?list=``."""

    heavy = "print"
    what = "“一肩挑”三类清单"

    def covered(self) -> QuerySet[Village]:
        return participants(self.user, self.cycle)

    def file(self, request: HttpRequest) -> Download:
        cycle, user = self.cycle, self.user
        lists, rest = figures.one_shoulder_lists(self.villages(), cycle)
        wanted = request.GET.get("list", "")
        chosen = [one for one in lists if one.state == wanted] or lists
        document = printing.one_shoulder_document(chosen, rest, cycle=cycle, place=user.place)
        rows = sum(len(one.rows) for one in chosen)
        name = chosen[0].title if len(chosen) == 1 else "“一肩挑”三类清单"
        made = printed(document, name, request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="teamanalysis", rows=rows)
        return made


class EntryChoice(AnalysisPage):
    """The villages of one township with the state of each: where a clerk picks the next one to fill in."""

    takes = {"pk": "villages.area"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        villages = [village for village in self.villages() if village.township_id == pk]
        if not villages:
            raise Http404
        rows = {row.village_id: row for row in TeamAnalysis.objects.filter(cycle=self.cycle, village__in=villages)}
        context = {
            "township": villages[0].township,
            "lines": [(village, rows.get(village.pk)) for village in villages],
            "may_edit": officials_may(self.user, Action.CHANGE) and not self.cycle.is_closed,
        }
        return render(request, "readiness/township.html", context)
