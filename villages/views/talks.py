"""Pages of the talks: who is still to be talked to, one talk with many persons, the record of a talk on paper."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers.forms import Lines
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download, printed
from electioncycle.web.pages import key_of, refused
from villages.choices import Attitude, ListKind, TalkPurpose
from villages.models import Cycle, KindItem, Village
from villages.papers import talks as talk_printing
from villages.services import talk_figures, talks, villages_of
from villages.services.talk_targets import Outstanding, Standing, outstanding, urge
from villages.workbooks import talks as talk_workbooks

SHOWN = 300
"""Persons on one page; a county chooses a township first."""


class TalksPage(LedgerPage):
    """By township and level how many are still to be talked to, and by name who."""

    def found(self) -> Outstanding:
        if self.cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        return outstanding(self.user, self.cycle)

    def asked(self, found: Outstanding) -> list[Standing]:
        """The persons chosen by township, group and level; by default those with something open."""
        data = self.request.GET
        township, group = key_of(data.get("township", "")), key_of(data.get("group", ""))
        level, everyone = data.get("level", ""), data.get("which") == "all"
        persons = found.persons
        if township:
            persons = [one for one in persons if one.village.township_id == township]
        if group:
            persons = [one for one in persons if one.group.pk == group]
        if level in found.levels:
            persons = [one for one in persons if level in (one.owed if everyone else one.open)]
        return persons if everyone else [one for one in persons if one.open]

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        persons = self.asked(found)
        figures = talk_figures.talk_figures(self.user, self.cycle)
        today = timezone.localdate()
        return self.render(
            "villages/talks.html",
            found=found,
            figures=figures,
            lines=[(line, line.pairs(found.levels)) for line in found.lines],
            total_pairs=found.total.pairs(found.levels),
            persons=[(one, one.cells(found.levels)) for one in persons[:SHOWN]],
            number=len(persons),
            limit=SHOWN,
            sentence=talk_figures.sentence(figures, found, self.user.place, today),
            urge=urge(found, timezone.localtime()),
            may_add=self.ledger.allows(self.user, Action.ADD),
        )


class TalksFile(MadeFile, TalksPage):
    what = "谈心谈话情况"

    def covered(self) -> QuerySet[Village]:
        return villages_of(self.user, self.cycle)

    def length(self) -> int:
        return len(self.asked(self.found()))


class TalksExport(TalksFile):
    action = Action.EXPORT

    def file(self, request: HttpRequest) -> Download:
        found = self.found()
        persons = self.asked(found)
        data = talk_workbooks.workbook(found, persons, cycle=self.cycle)
        audit.record(audit.Event.EXPORTED, by=self.user, ledger=self.ledger.name, rows=len(persons))
        return download(data, "应谈对象名单.xlsx")


class TalksPrint(TalksFile):
    action = Action.PRINT

    def file(self, request: HttpRequest) -> Download:
        found = self.found()
        persons = self.asked(found)
        figures = talk_figures.talk_figures(self.user, self.cycle)
        document = talk_printing.overview_document(found, persons, figures, cycle=self.cycle, place=self.user.place)
        made = printed(document, "谈心谈话情况", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger=self.ledger.name, rows=len(persons))
        return made


class CollectiveForm(forms.Form):
    """What is the same for everybody who sat in one collective talk."""

    level = forms.ModelChoiceField(KindItem.objects.none(), label="层级", empty_label="请选择")
    purpose = forms.ChoiceField(label="目的", choices=TalkPurpose.choices)
    talker = forms.CharField(label="谈话人及职务", max_length=80)
    held_on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label="地点", max_length=60, required=False)
    content = forms.CharField(label="主要内容", max_length=2000, widget=Lines(attrs={"rows": 3}))
    attitude = forms.ChoiceField(label="总体态度", choices=[("", "逐人另填"), *Attitude.choices], required=False)

    def __init__(self, data: Any = None, *, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        levels: Any = self.fields["level"]
        levels.queryset = KindItem.objects.filter(cycle=cycle, kind=ListKind.TALK_LEVEL)
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写“{field.label}”。"


class CollectivePage(LedgerPage):
    """One talk with the persons ticked: what is common is typed once."""

    action = Action.ADD

    def page(self, form: CollectiveForm, keys: list[str], status: int = 200, problem: str = "") -> HttpResponse:
        if self.cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        wanted = set(keys)
        persons = [one for one in outstanding(self.user, self.cycle).persons if one.target.key in wanted]
        answer = self.render(
            "villages/talk_collective.html", form=form, persons=persons, problem=problem, status=status
        )
        return refused(answer) if problem else answer

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(CollectiveForm(cycle=self.cycle), request.GET.getlist("who"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, keys = CollectiveForm(request.POST, cycle=self.cycle), request.POST.getlist("who")
        if self.cycle is None or not form.is_valid():
            return self.page(form, keys, 422)
        try:
            rows = talks.hold_collective(self.cycle, keys, form.cleaned_data, by=self.user)
        except Refused as error:
            return self.page(form, keys, 422, str(error))
        messages.success(request, f"已登记集中谈话{rows[0].session}，共{len(rows)}人；个人态度和诉求请逐人补填。")
        return redirect(f"{self.ledger.url('list')}?q={rows[0].session}")


class RecordPrint(LedgerPage):
    """The record of one talk (谈话记录) for the file, as PDF or DOCX."""

    action = Action.PRINT
    suffix = "pdf"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        made = printed(talk_printing.record_document(row), f"谈话记录_{row}", self.suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made
