"""From nomination to published candidates: what happened is recorded, who stands is checked by two, reasons stay sealed."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from electioncycle.desk import inbox
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from electioncycle.sheets import write_rows
from electioncycle.workbooks import exports, imports
from elections.models import Candidacy, CandidacyReview, CandidateList, Defect, NominationVote, StepDay
from elections.services import checking
from tests import factories
from tests.moving import moved
from tests.schemes import rule
from villages.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
X = date(2026, 12, 20)
RULES = {
    "nomination_over": "1/2",
    "surplus_least": 1,
    "surplus_director": 1,
    "surplus_deputy": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "candidates_days": 5,
    "withdrawal_days": 3,
    "self_nomination_days": 10,
    "two_nominations": "chooses",
    "candidate_order": "votes",
}
CANDIDACY = REGISTRY["candidacy"]
HEADERS = ["乡镇(街道)", "村(社区)", "姓名", "性别", "提名职务", "提名得票", "同名时是哪一位"]


@pytest.fixture
def clock(monkeypatch):
    """The day on which people sit before the screen; a test sets it on."""

    def stands_on(text):
        monkeypatch.setattr(timezone, "localdate", lambda *given: date.fromisoformat(text))

    stands_on("2026-12-10")
    return stands_on


@pytest.fixture
def election(village, clock):
    """One director, one member; no deputy and no seat of its own for a woman."""
    found = factories.make_regular(village, X)
    rule(found.cycle, **RULES)
    adopt(found)
    return found


def adopt(election, **values):
    own = {"seats_deputy": 0, "seats_member": 2, "woman_seat": "none", "seats_woman": 0, **values}
    given = {"adopted_on": date(2026, 11, 20), "adopted_by": "representatives", "state": "adopted"}
    votes = {"entitled": 40, "present": 38, "in_favour": 36}
    return factories.make_scheme(
        election.village, election=election, values=dict(factories.SCHEME) | own, **given, **votes
    )


def words(answer):
    return answer.content.decode()


def page(client, election):
    return words(client.get(reverse("nominations_of", args=[election.pk])))


def nominate(client, election, name, post, votes, sex="male", **more):
    """One nominee through the form; the answer."""
    sent = {"village": election.village_id, "person__name": name, "person__sex": sex, "post": post, "votes": votes}
    return client.post(reverse("candidacy_add"), {**sent, "way": "ballot", **more})


def took_part(client, election, number, registered=800):
    sent = {"village": election.village_id, "kind": "nomination", "number": 1}
    return client.post(reverse("nominationvote_add"), {**sent, "registered": registered, "took_part": number})


NOMINEES = (
    ("丁一", "director", 210, "male"),
    ("王二", "director", 180, "male"),
    ("张三", "director", 60, "male"),
    ("李四", "member", 300, "female"),
    ("赵五", "member", 250, "male"),
    ("钱六", "member", 200, "male"),
    ("孙七", "member", 150, "male"),
)


def all_nominated(client, election, among=NOMINEES):
    took_part(client, election, 620)
    for name, post, votes, sex in among:
        assert nominate(client, election, name, post, votes, sex).status_code == 302


def of(name, post=None):
    found = Candidacy.objects.filter(person__name=name)
    return found.get(post=post) if post else found.get()


def proposed(client, election, *names, order="votes", **more):
    keys = [one.pk for one in Candidacy.objects.filter(election=election, person__name__in=names)]
    address = reverse("nominations_move", args=[election.pk, "propose"])
    return moved(client, address, election, candidate=keys, order=order, **more)


def checked_by_form(client, election):
    """The names that the page has ticked."""
    text = page(client, election)
    live = Candidacy.objects.filter(election=election)
    return {one.person.name for one in live if f'value="{one.pk}"\n' in text and _ticked(text, one.pk)}


def _ticked(text, key):
    start = text.index(f'name="candidate" value="{key}"')
    return "checked" in text[start : text.index(">", start)]


def publish(client, row, day):
    return moved(client, reverse("candidatelist_move", args=[row.pk, "publish"]), row, on=day)


def act(client, row, move, **sent):
    return moved(client, reverse("candidacy_move", args=[row.pk, move]), row, **sent)


def names_of(row):
    by_key = {one.pk: one.person.name for one in Candidacy.objects.filter(pk__in=row.entries)}
    return [by_key[key] for key in row.entries]


def codes(election):
    return [one.code for one in checking.findings([type(election).objects.get(pk=election.pk)]).get(election.pk, ())]


def defects(election):
    return set(Defect.objects.filter(election=election, state="open").values_list("code", flat=True))


# --- the story -------------------------------------------------------------------------------------------------------


def test_from_nomination_to_published_candidates_with_a_withdrawal_and_the_next_one(
    client, election, clerk, officer, clock
):
    client.force_login(clerk)
    all_nominated(client, election)
    assert checked_by_form(client, election) == {"丁一", "王二", "李四", "赵五", "钱六"}
    proposed(client, election, "丁一", "王二", "李四", "赵五", "钱六")
    first = CandidateList.objects.get()
    assert names_of(first) == ["丁一", "王二", "李四", "赵五", "钱六"]
    assert "须由另一人审核" in words(client.get(reverse("candidatelist_detail", args=[first.pk])))
    assert publish(client, first, "2026-12-10").status_code == 403
    client.force_login(officer)
    publish(client, first, "2026-12-10")
    assert StepDay.objects.get(step="candidates_list").done_on == date(2026, 12, 10)
    assert set(Candidacy.objects.filter(state="formal").values_list("person__name", flat=True)) == set(names_of(first))
    assert defects(election) == set()
    clock("2026-12-17")
    client.force_login(clerk)
    told = act(client, of("王二"), "leave", because="withdrew", on="2026-12-16")
    assert "张三" in str(list(told.wsgi_request._messages)[-1])
    assert defects(election) == {"F.121"}, "one is left for one seat"
    assert any("须另拟名单" in one.title for one in REGISTRY["candidatelist"].due(clerk, election.cycle))
    assert checked_by_form(client, election) == {"丁一", "张三", "李四", "赵五", "钱六"}
    proposed(client, election, "丁一", "张三", "李四", "赵五", "钱六")
    second = CandidateList.objects.get(state="proposed")
    client.force_login(officer)
    publish(client, second, "2026-12-17")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.supplemented_on) == ("replaced", "published", date(2026, 12, 17))
    assert StepDay.objects.get(step="candidates_list").done_on == date(2026, 12, 10), "the first day stands"
    assert (of("张三").state, of("王二").state, defects(election)) == ("formal", "left", set())
    assert not list(REGISTRY["candidatelist"].due(clerk, election.cycle))
