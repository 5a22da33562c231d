"""The acts after which ``manage.py bench --part saves`` asks for pages: forms, rows as their forms save them, moves."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import lxml.html
from django.db import models, transaction
from django.test import Client

from accounts.models import User
from candidates.models import Placement, ReserveCandidate
from electioncycle.records import history
from electioncycle.records.rows import LedgerModel
from electioncycle.roles import Role
from electioncycle.security import audit
from elections.models import QuickReport, StepDay
from meetings.models import Meeting
from readiness.choices import CheckState
from readiness.models import ReadinessCheck, TeamAnalysis
from readiness.services import analysis as analyses
from readiness.services import checks
from risks.models import Problem, RiskPoint
from villages.models import Area, Talk, TeamMember, Village, VillageProfile, VillageStaff

REASON = "测速"


@dataclass(frozen=True)
class Act:
    """What is done in the township, one more time each time ``do`` is called, which tells the seconds it took of a
    processor; ``prepare`` brings the row back to where it can be done once more."""

    name: str
    do: Callable[[int], float]
    prepare: Callable[[], Any] = lambda: None


def client_of(user: User) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client


def acts(township: Area, beside: Village) -> Iterator[Act]:
    """All in villages of this township, none in the one ``beside``; what the county has no row for is left out."""
    clerk = User.objects.filter(groups__name=Role.TOWNSHIP_CLERK, scopes__area=township)[0]
    officer = User.objects.filter(groups__name=Role.TOWNSHIP_OFFICER, scopes__area=township)[0]
    member = _first(TeamMember, township, beside)
    edit = f"/villages/teammember/{member.pk}/edit/"
    for what, change in (("remark", _remark), ("post", _post), ("office", _office)):
        yield Act(what, partial(_by_form, client_of(clerk), edit, change))
    for what, model, names in ROWS:
        if (row := _first(model, township, beside)) is not None:
            yield Act(what, partial(_as_its_form, row, names, by=clerk))
    if (row := _first(TeamAnalysis, township, beside, state="submitted")) is not None:
        yield from _review(row, clerk, officer)
    if (row := _first(ReadinessCheck, township, beside, state="applied")) is not None:
        yield from _gate(row, clerk)


ROWS: Sequence[tuple[str, type[LedgerModel], tuple[str, ...]]] = (
    ("risk_point", RiskPoint, ("level", "progress")),
    ("problem", Problem, ("text",)),
    ("reserve", ReserveCandidate, ("direction",)),
    ("placement", Placement, ("grade",)),
    ("talk", Talk, ("attitude", "content")),
    ("meeting", Meeting, ("attended", "decisions")),
    ("profile", VillageProfile, ("voters",)),
    ("staff", VillageStaff, ("note",)),
    ("step", StepDay, ("planned_on",)),
    ("quick_report", QuickReport, ("issued",)),
)
"""What is told, whose first row in the township, and which of its columns are saved with other words."""


def _first(model: Any, township: Area, beside: Village, **more: Any) -> Any:
    here = {f"{model.scope_lookup}__startswith": township.path, **more}
    return model.objects.filter(**here).exclude(**{model.scope_lookup: beside.path}).order_by("pk").first()


def _spent(act: Callable[[], Any]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _by_form(writer: Client, edit: str, change: Callable[[dict[str, Any], int], None], number: int) -> float:
    """Without the seconds in which the form was opened."""
    values = dict(lxml.html.fromstring(writer.get(edit).content).forms[-1].form_values())
    change(values, number)
    begun = time.process_time()
    answer = writer.post(edit, values)
    spent = time.process_time() - begun
    if answer.status_code != HTTPStatus.FOUND:
        raise RuntimeError(f"{edit} is not saved: {answer.status_code}")
    return spent


def _remark(values: dict[str, Any], number: int) -> None:
    values["person__family"] = f"第{number}次核对：{time.time_ns()}"


def _post(values: dict[str, Any], number: int) -> None:
    values["wish"] = "leave" if values["wish"] == "stay" else "stay"
    values["person__education"] = "bachelor" if values["person__education"] == "college" else "college"


def _office(values: dict[str, Any], number: int) -> None:
    values["supervision_post"] = "member" if values["supervision_post"] == "none" else "none"


def _as_its_form(row: LedgerModel, names: Sequence[str], number: int, *, by: User) -> float:
    model: Any = type(row)
    row = model.objects.get(pk=row.pk)
    for name in names:
        setattr(row, name, _another(row._meta.get_field(name), getattr(row, name), number))
    begun = time.process_time()
    with transaction.atomic():
        history.record(row, by=by)
        audit.record(audit.Event.CHANGED, by=by, row=row)
    return time.process_time() - begun


def _another(field: Any, value: Any, number: int) -> Any:
    if field.choices:
        return next(one for one, _ in field.flatchoices if one not in (value, ""))
    if isinstance(field, models.DateField):
        return field.to_python("2027-01-10").replace(day=10 + number % 2)
    if isinstance(field, models.IntegerField):
        return (value or 0) + (1 if number % 2 else -1) if value else 1
    return f"第{number}次核对"


def _review(row: TeamAnalysis, clerk: User, officer: User) -> Iterator[Act]:
    """Handed in by one, approved by the other."""

    def draft() -> None:
        if not TeamAnalysis.objects.get(pk=row.pk).editable:
            analyses.return_for_changes(row, by=officer, reason=REASON)

    def submit(*_: int) -> float:
        return _spent(lambda: analyses.submit(row, by=clerk))

    def handed_in() -> None:
        draft()
        submit()

    yield Act("handing_in", submit, draft)
    yield Act("approval", lambda _: _spent(lambda: analyses.approve_township(row, by=officer)), handed_in)


def _gate(row: ReadinessCheck, clerk: User) -> Iterator[Act]:
    def taken_back() -> None:
        if ReadinessCheck.objects.get(pk=row.pk).state == CheckState.APPLIED:
            checks.take_back(row, by=clerk, reason=REASON)

    yield Act("application", lambda _: _spent(lambda: checks.apply(row, by=clerk)), taken_back)
