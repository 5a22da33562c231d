"""Made-up data: the demo county, the acceptance county, and the scenarios of the documents."""

import io
import json
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from demo import bench, names
from demo.counts import add_counts
from demo.county import County, draw_places
from demo.elections import add_term
from demo.load import make, require_size
from demo.management.commands import bench as bench_command
from demo.marking import kinds_of_rows, text_fields
from demo.people import People
from demo.scenarios import muchuan, pingyang, zhaohua
from electioncycle.desk import inbox
from electioncycle.documents.pdf import render_pdf
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.security.privacy import EncryptedField
from elections.models import Correction, Defect, QuickReport, Recount, ResultSheet, Round
from elections.services import corrected, quick_checks
from elections.sheet_choices import SheetState
from meetings.models import Inspection, Meeting, MeetingSeries, TownshipLink, WorkBody
from readiness.models import MemberAnalysis, TeamAnalysis
from reports import services
from tests.factories import make_county, make_township, make_village
from tests.guards import covered
from villages.models import Cycle, Person, ResponsibilityPost, TeamMember, Village, VillageProfile
from villages.services.accounts import service_account

pytestmark = pytest.mark.django_db
MOST_DAYS_LATE = 45


def run(command, *args, **options):
    told = io.StringIO()
    call_command(command, *args, stdout=told, **options)
    return json.loads(told.getvalue())


def small():
    return run("load_demo", villages=6, townships=2)


def loaded(**options):
    """A small county in a transaction that goes, what its accounts are told, and what its rows say."""
    told = run("load_demo", villages=12, townships=3, **options)
    users = User.objects.filter(username__in=[line["username"] for line in told["accounts"]])
    cycle = Cycle.objects.get()
    dues = [due for user in users for due in inbox.due_of(user, cycle)]
    return dues, days_said()


def days_said():
    """Every day that a row of the county names, moments of entry apart."""
    return {
        model._meta.label: sorted(map(str, model.objects.values_list(*fields)))
        for model in kinds_of_rows()
        if (fields := [field.name for field in model._meta.concrete_fields if type(field) is models.DateField])
    }


@pytest.fixture
def clock(monkeypatch):
    """Sets the day that the product takes for today."""
    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda *given: day)


def contents():
    """What the demo county says, without keys and times."""
    people = Person.objects.order_by("pk").values_list("name", "id_number", "phone", "resume", "family")
    words = TeamAnalysis.objects.order_by("pk").values_list("village__name", "state", "words", "one_shoulder", "leader")
    merits = MemberAnalysis.objects.order_by("pk").values_list("merits", "shortcomings", "proposal")
    posts = ResponsibilityPost.objects.order_by("pk").values_list("name", "unit", "post", "visits")
    return [list(rows) for rows in (people, words, merits, posts)]


def test_scenarios_enter_their_rows_as_people_do_by_forms_workbooks_and_moves():
    around = ("county.save(", "history.record", "objects.create(", "bulk_create(", "files.attach(", "add_inspectors(")
    sources = {path.name: path.read_text() for path in (settings.BASE_DIR / "demo/scenarios").glob("*.py")}
    covered("scenarios", sources, least=15)
    assert [(name, one) for name, text in sources.items() for one in around if one in text] == []


def test_the_same_seed_makes_the_same_county_and_another_seed_another():
    def drawn(seed):
        county = County("990101", names.COUNTY, seed, by=None)
        draw_places(county, villages=30, townships=3)
        return [(village.code, village.name) for village in county.villages]

    assert drawn(1) == drawn(1) != drawn(2)


def test_people_are_the_same_in_every_run():
    with transaction.atomic():
        small()
        first = contents()
        transaction.set_rollback(True)
    small()
    assert contents() == first


def test_the_county_stands_on_the_day_it_is_loaded_as_in_a_running_office(clock):
    """Some things are overdue, but not for long, and some are due soon, whatever day it is."""
    for today in (date(2026, 11, 22), date(2028, 2, 29)):
        clock(today)
        with transaction.atomic():
            dues, _ = loaded()
            transaction.set_rollback(True)
        away = [(due.day - today).days for due in dues if due.day is not None]
        assert min(away) >= -MOST_DAYS_LATE, [
            due for due in dues if due.day and (today - due.day).days > MOST_DAYS_LATE
        ]
        assert 2 < sum(days < 0 for days in away) < len(away) / 2
        assert any(0 < days <= 35 for days in away)


def test_the_day_given_decides_and_not_the_clock(clock):
    clock(date(2026, 11, 22))
    with transaction.atomic():
        _, today = loaded()
        transaction.set_rollback(True)
    clock(date(2026, 11, 28))
    _, given = loaded(today=date(2026, 11, 22))
    assert given == today
    cycle = Cycle.objects.get()
    assert (cycle.name, cycle.starts_on) == ("2026年村(社区)“两委”换届", date(2026, 7, 3))


def test_phones_do_not_repeat():
    people = People("990101", "199000")
    assert len({people.phone() for _ in range(5000)}) == 5000


def test_village_names_have_rare_characters_and_do_not_repeat():
    stems = names.village_stems(600, County("990101", "", 1, by=None).rng("x"))
    assert len(set(stems)) == 600
    assert set(names.RARE_VILLAGES) <= set(stems)
    with pytest.raises(UnicodeEncodeError):
        "".join(names.RARE_VILLAGES).encode("gb2312")


def test_a_registry_of_any_size_without_teams():
    told = run("load_demo", villages=400, townships=2, bare=True)
    assert told["villages"] == 400 == VillageProfile.objects.count()
    assert told["townships"] == 3  # the statistical codes of two townships would not reach
    assert told["people"] == 0


def test_more_townships_than_short_names_and_codes_of_towns():
    county = County("990101", names.COUNTY, 1, by=None)
    draw_places(county, villages=900, townships=850)
    for drawn in (county.townships, county.villages):
        assert len({place.code for place in drawn}) == len(drawn)
        assert all(place.code.isdigit() and len(place.code) in (9, 12) for place in drawn)
    assert len({township.name for township in county.townships}) == 850
    assert run("load_demo", villages=260, townships=260, bare=True)["townships"] == 260


def test_the_benchmark_asks_for_counties_that_can_be_made(monkeypatch):
    asked = []
    monkeypatch.setattr(bench_command.subprocess, "run", lambda words, **_: asked.append(words[2:]))
    call_command("bench")
    counties = [words for words in asked if words[0] == "load_demo"]
    assert [words[2] for words in counties] == ["600", "34000"]
    for words in counties:
        require_size(int(words[2]), int(words[4]))
    parts = [(words[2], words[4]) for words in asked if words[0] == "bench"]
    assert parts.index(("export", "40000")) == parts.index(("import", "40000")) + 1
    assert {part for part, _ in parts} == set(bench.PARTS) - {"grow", "growth", "ahead"}, (
        "two are make growth's, one pages'"
    )


def test_votes_of_the_made_up_county_are_counted_to_every_end(client):
    """Typed once, compared, blind, in doubt, verified; a tie and its other election, both corrections, a recount."""
    county = County("990101", names.COUNTY, 1, service_account())
    with county.days.as_clock():
        staff = make(county, villages=33, townships=3, bare=True)
        add_term(county)
        add_counts(county, staff, every=3)
    states = set(ResultSheet.objects.values_list("state", flat=True))
    assert states == set(SheetState.values) - {SheetState.FAULTY}
    assert set(Round.objects.values_list("kind", flat=True)) == {"first", "tie", "other"}
    done = Correction.objects.filter(state="done")
    assert {(one.kind, one.draft_id is None) for one in done} == {("entry", False), ("result", False), ("result", True)}
    (quick,) = QuickReport.objects.all()
    assert quick_checks.differing_of(quick), "the sheet took the place of what was told by telephone"
    assert Recount.objects.get().dispute.state == "closed"
    (changed,) = Correction.objects.filter(kind="result", draft__isnull=False)
    assert corrected.before(changed).elected != corrected.after(changed).elected
    assert not Defect.objects.exists()
    for sheet in ResultSheet.objects.all():
        client.force_login(staff.officer_of(sheet.election.village))
        assert client.get(reverse("result_sheet", args=[sheet.pk])).status_code == 200


def test_real_villages_and_the_demo_county_never_meet():
    make_village(township=make_township(county=make_county("510811", "某县")))
    with pytest.raises(SystemExit):
        run("load_demo", villages=6, townships=2)
    assert Village.objects.count() == 1


def test_the_acceptance_manifest_is_complete(tmp_path):
    out = tmp_path / "manifest.json"
    told = run("acceptance_seed", seed=7, villages=6, townships=2, out=out)
    manifest = json.loads(out.read_text())
    assert told["markers"] == len(manifest["markers"])
    markers = manifest["markers"]
    assert len({marker["value"] for marker in markers}) == len(markers)
    townships = {line["area"] for line in manifest["users"] if line["role"] == "township_clerk"}
    assert len(townships) == 2
    for model in (TeamMember, Person, ResponsibilityPost, TeamAnalysis, VillageProfile, Village):
        for field in text_fields(model):
            label = f"{model._meta.label_lower}.{field.name}"
            found = [marker for marker in markers if marker["field"] == label]
            assert {marker["area"] for marker in found} == townships, label
            assert all(marker["masked"] == isinstance(field, EncryptedField) for marker in found)
    stored = [row.note for row in VillageProfile.objects.all()]
    notes = [marker["value"] for marker in markers if marker["field"] == "villages.villageprofile.note"]
    assert all(any(value in note for note in stored) for value in notes)


def test_acceptance_users_are_ready_and_two_for_each_place(tmp_path):
    out = tmp_path / "manifest.json"
    run("acceptance_seed", seed=7, villages=6, townships=2, out=out)
    users = json.loads(out.read_text())["users"]
    places = {}
    for line in users:
        user = User.objects.get(username=line["username"])
        assert user.check_password(line["password"])
        assert not user.must_change_password
        # A made-up county's administrator needs no phone: a demonstration is shown without one.
        assert bool(line["totp"]) == (line["role"] in settings.TOTP_ROLES - {Role.COUNTY_ADMIN})
        assert {scope.area.code if scope.area else scope.village.code for scope in user.scopes.all()} == {line["area"]}
        places.setdefault((line["role"], line["area"]), []).append(line["username"])
    assert all(len(found) == 2 for found in places.values())


def test_a_small_zhaohua_counts_what_counts_and_no_decoy():
    figures = zhaohua.run(villages=12, townships=3)
    assert figures == {
        "villages": 12,
        "cadres": 12 * 3 + 3,
        "posts_per_village": 4,
        "reports": 12,
        "dual_post_confirmed": 9,
        "dual_post_intended": 3,
        "dual_post_none": 0,
        "dual_post_share": 1.0,
        "risk_kinds": 6,
        "risk_sweeps": 12 * 6,
        "key_ledgers": 11 + 12,
        "finance_inspectors": 12 * 3,
        "finance_published": 12,
        "reserve_candidates": 12 * 3 + 6 + 1,
        "placements": 14,
        "talk_levels": 4,
    }
    assert Village.objects.count() == 14
    assert ResponsibilityPost.all_rows.count() > ResponsibilityPost.objects.count() > 12 * 4
    assert Cycle.objects.count() == 2
    assert TeamAnalysis.objects.filter(one_shoulder="none").count() == 1
    assert not ResponsibilityPost.history.filter(history_user=None).exists()
    assert audit.verify()["problem"] == "no_anchor"  # a test never commits, so nothing is anchored
    assert zhaohua.run(villages=12, townships=3) == figures


@pytest.mark.slow
def test_zhaohua_in_full(monkeypatch):
    # Every tenth report is rendered; the others take its pages, for what counts here are the rows.
    rendered = []

    def every_tenth(document):
        if len(rendered) % 10 == 0:
            every_tenth.pages = render_pdf(document)
        rendered.append(document)
        return every_tenth.pages

    monkeypatch.setattr(services, "render_pdf", every_tenth)
    figures = run("seed_scenario", "zhaohua")
    assert len(rendered) == len({document.title for document in rendered}) == 150
    assert figures["villages"] == figures["reports"] == 150
    assert figures["cadres"] >= 470
    assert figures["posts_per_village"] == 4
    assert figures["dual_post_confirmed"] + figures["dual_post_intended"] == 150
    assert (figures["risk_kinds"], figures["risk_sweeps"], figures["key_ledgers"]) == (6, 900, 48)
    assert (figures["dual_post_none"], figures["dual_post_share"]) == (0, 1.0)
    assert figures["finance_inspectors"] >= 60
    assert figures["finance_published"] == 150
    assert figures["reserve_candidates"] >= 500
    assert figures["placements"] == 174


def test_the_other_scenarios_count_their_villages_and_townships():
    figures = {
        "villages": 20,
        "readiness_passed": 18,
        "readiness_open": 2,
        "leaders_linked": 33,
        "visit_money_yuan": 210_000,
        "review_hits": 4,
        "problems": 68,
        "countermeasures": 85,
        "problems_open": 0,
        "situation_meetings": 42,
        "situation_meetings_attended_by_county": 6,
        "township_weekly_meetings": 2,
        "talks_held": 4,
        "pledges": 4,
        "elected": 21,
        "mean_age": 44.3,
        "college": 4,
        "volunteers": 35,
        "drivers": 8,
        "min_turnout": 0.8721,
        "villages_turnout_90": 2,
    }
    assert pingyang.run(villages=20, townships=3) == figures == pingyang.run(villages=20, townships=3)
    bodies = {"work_bodies": 7, "county_meetings": 2, "townships_cascaded": 3, "joint_meetings": 4, "leader_links": 23}
    bodies |= {"inspection_tiers": 2, "accountability_cases": 1}
    assert muchuan.run(villages=20, townships=3) == {"townships": 3, **bodies}
    for model in (WorkBody, Meeting, MeetingSeries, TownshipLink, Inspection):  # decoys of the cycle before
        assert model.objects.filter(cycle__state="closed", cycle__county__code=muchuan.CODE).exists()
