"""Nothing leads from a voter to a vote: by the tables as they are, and by the rows that a vote leaves behind."""

import pytest
from django.apps import apps
from django.db import models

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.name_fields import PersonNameField
from electioncycle.records.rows import LedgerModel
from electioncycle.security import marks
from electioncycle.security.privacy import EncryptedField
from elections.models import (
    Archive,
    BallotCustody,
    Candidacy,
    CandidacyReview,
    CommitteeMember,
    CompanionBody,
    DayCheck,
    DaySupport,
    Dispute,
    ElectedPerson,
    ElectionStaff,
    ListedName,
    NameList,
    QuickReport,
    RosterMember,
    Round,
    RoundFailure,
    SheetName,
    VillageDraft,
)
from tests.guards import covered
from tests.test_burden import clock, election, known, walk
from villages.models import Person

__all__ = ["clock", "election", "known", "walk"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]

OFFICE, STANDS, WORKS = "holds an office", "is nominated", "has a duty at the vote"
FILLED = "is named by the village in a form for one of these, until that is taken over"
CONTESTS = "raised a dispute, sealed for its readers"
VOTES = "gave a proxy, holds one, or votes at a roving box"
NAMED = {
    CommitteeMember: OFFICE,
    RosterMember: OFFICE,
    CompanionBody: OFFICE,
    Candidacy: STANDS,
    CandidacyReview: STANDS,
    ElectionStaff: WORKS,
    DayCheck: WORKS,
    DaySupport: WORKS,
    BallotCustody: WORKS,
    Archive: WORKS,
    QuickReport: WORKS,
    Round: WORKS,
    RoundFailure: OFFICE,
    Dispute: CONTESTS,
    VillageDraft: FILLED,
    ElectedPerson: OFFICE,
    SheetName: STANDS,
    ListedName: VOTES,
}
"""Tables of elections that name somebody, and who that is. A new one is to be declared: nobody is named as a voter."""
AROUND = {ListedName: {NameList}, NameList: {"cycle", "village", "election"}}
"""Everything that tables of voters point at: the list of names, and of a list where it belongs."""
SHORT = 60
"""A longer text is a remark; it may name nobody (``stray_numbers``, the help of its field), and goes with a purge."""


def of_elections():
    """Tables of the app and those that point at one of them, histories beside."""
    own = {model for model in apps.get_models() if model._meta.app_label == "elections"}
    return own | {model for model in apps.get_models() if any(one in own for one in targets(model))}


def targets(model):
    return [field.related_model for field in model._meta.concrete_fields if field.is_relation]


def names_somebody(model):
    """Whether one of its fields holds who somebody is: a person, a name, something sealed."""
    return any(_names(model, field) for field in model._meta.concrete_fields)


def _names(model, field):
    if field.is_relation:
        return field.related_model is Person
    if isinstance(field, PersonNameField | EncryptedField):
        return True
    told = str(field.verbose_name)
    said = "姓名" in told or told.endswith("人") or field.name in getattr(model, "personal_fields", ())
    return said and isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) <= SHORT


def base_of(model):
    """The table whose history a history is."""
    return getattr(model, "instance_type", model)


def undeclared(every):
    return {base_of(model) for model in every if names_somebody(model)} - set(NAMED)


def test_every_table_of_elections_that_names_somebody_says_who_that_is():
    every = of_elections()
    covered("tables of elections", every, least=50)
    assert undeclared(every) == set()
    assert {base_of(model) for model in every if names_somebody(model)} >= set(NAMED)


def test_what_names_voters_is_joined_to_nothing_searched_nowhere_and_has_no_history():
    voters = [model for model, who in NAMED.items() if who == VOTES]
    for model in voters:
        assert set(targets(model)) == AROUND[model], model
        assert not issubclass(model, LedgerModel), "no version, no history, no bin, no search"
        assert not hasattr(model, "history")
        assert model not in {ledger.model for ledger in REGISTRY.values()}
        assert {field.name for field in NameList._meta.fields if field.is_relation} == AROUND[NameList]
        pointing = (*NameList._meta.related_objects, *model._meta.related_objects)
        assert {one.related_model for one in pointing} == {model}


def test_a_planted_table_of_voters_would_be_seen():
    class Meta:
        app_label = "elections"
        managed = False

    planted = {"__module__": "tests.test_secret_ballot", "Meta": Meta}
    try:
        slip = type("Slip", (models.Model,), planted | {"voter": models.CharField("投票人", max_length=20)})
        assert undeclared(of_elections()) == {slip}
    finally:
        apps.all_models["elections"].pop("slip")
        apps.clear_cache()
    assert undeclared(of_elections()) == set()


def rows_by_table():
    """Without marks: one says that a table changed at a place, so that there are as many as tables and places."""
    every = [model for model in apps.get_models() if model._meta.managed and model is not marks.Mark]
    return {model._meta.label: model._base_manager.count() for model in every}


def test_a_vote_leaves_no_row_for_a_voter_a_ballot_or_a_nomination(walk, known):
    """1,200 are registered, 900 nominated, hundreds voted: no table has grown by anything like that."""
    before = rows_by_table()
    walk.all(known)
    grown = {label: count - before[label] for label, count in rows_by_table().items() if count != before[label]}
    covered("tables that a vote grew", grown, least=12)
    assert max(grown.values()) < 180, {label: count for label, count in grown.items() if count >= 180}
