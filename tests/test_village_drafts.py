"""A village's own clerk fills drafts of its village; nothing counts until a township's clerk has taken it over."""

import pytest
from django.urls import reverse

from electioncycle.desk import inbox
from electioncycle.roles import Role
from elections.choices import DraftOf
from elections.models import BodyResult, Candidacy, ElectionStaff, VillageDraft
from tests import factories
from tests.moving import moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
STAFF = {"name": "王强", "duty": "watcher", "box": "", "avoids": "unknown"}


@pytest.fixture
def election(village):
    return factories.make_regular(village)


@pytest.fixture
def filler(village, election):
    return factories.make_user(Role.VILLAGE_CLERK, village)


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


def words(answer):
    return answer.content.decode()


def fill(client, user, village, of="electionstaff", **values):
    client.force_login(user)
    sent = {"village": village.pk, **(STAFF if of == "electionstaff" else {}), **values}
    return client.post(reverse("draft_fill", args=[of]), sent)


def take(client, user, draft, seen=None, **values):
    client.force_login(user)
    seen = VillageDraft.objects.get(pk=draft.pk).version if seen is None else seen
    address = reverse("draft_take", args=[draft.pk], query={"seen": seen})
    sent = {"village": draft.village_id, **draft.typed, **values}
    return client.post(address, sent)


def test_a_draft_counts_nowhere_until_the_townships_clerk_takes_it_over(client, village, filler, clerk):
    client.force_login(filler)
    assert reverse("draft_fill", args=["electionstaff"]) in words(client.get(reverse("village_forms")))
    assert client.get(reverse("electionstaff_list")).status_code == 403, "the ledger is the township's"
    form = words(client.get(reverse("draft_fill", args=["electionstaff"])))
    assert f'<option value="{village.pk}" selected' in form, "the only one need not be chosen"
    assert fill(client, filler, village).status_code == 302
    draft = VillageDraft.objects.get()
    assert not ElectionStaff.objects.exists()
    assert take(client, filler, draft).status_code == 403
    assert "村级填报待接收" in {due.title for due in inbox.due_of(clerk, draft.cycle)}
    client.force_login(clerk)
    page = words(client.get(reverse("villagedraft_detail", args=[draft.pk])))
    assert "王强" in page
    assert "监票人" in page
    shown = client.get(reverse("draft_take", args=[draft.pk], query={"seen": draft.version}))
    assert 'value="王强"' in words(shown)
    assert take(client, clerk, draft, seen=0).status_code == 409
    assert take(client, clerk, draft, name="").status_code == 422, "the form of the ledger asks for it"
    assert not ElectionStaff.objects.exists()
    assert take(client, clerk, draft, name="王強").status_code == 302
    assert ElectionStaff.objects.get().name == "王強", "as the township's clerk corrected it"
    taken = VillageDraft.objects.get()
    assert (taken.state, taken.content) == ("taken", "")
    assert take(client, clerk, draft).status_code == 422, "once"
    client.force_login(filler)
    assert (
        moved(client, reverse("draft_refill", args=[draft.pk]), taken, village=village.pk, **STAFF).status_code == 422
    )
    assert ElectionStaff.objects.count() == 1


def test_a_village_fills_for_itself_alone_and_nobody_elsewhere_sees_it(client, village, filler, clerk):
    other = factories.make_village("河西村", village.township)
    factories.make_regular(other)
    assert fill(client, filler, other).status_code in (200, 422)
    assert not VillageDraft.objects.exists()
    assert fill(client, filler, village).status_code == 302
    draft = VillageDraft.objects.get()
    neighbour = factories.make_user(Role.VILLAGE_CLERK, other)
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    reader = factories.make_user(Role.COUNTY_READER, village.township.parent)
    client.force_login(neighbour)
    assert client.get(reverse("villagedraft_detail", args=[draft.pk])).status_code == 404
    assert client.get(reverse("draft_refill", args=[draft.pk])).status_code == 404
    assert take(client, elsewhere, draft).status_code == 404
    assert take(client, reader, draft).status_code == 403
    assert fill(client, clerk, village).status_code == 403, "the township types in the ledger itself"
    assert take(client, clerk, draft, village=other.pk).status_code == 422
    assert not ElectionStaff.objects.exists()


def test_what_came_back_with_a_reason_is_put_right_and_handed_in_again(client, village, filler, clerk):
    fill(client, filler, village)
    draft = VillageDraft.objects.get()
    client.force_login(clerk)
    back = reverse("villagedraft_move", args=[draft.pk, "send_back"])
    assert moved(client, back, draft, reason="").status_code == 422
    assert moved(client, back, draft, reason="职责写错").status_code == 302
    assert "填报被退回，请修改" in {due.title for due in inbox.due_of(filler, draft.cycle)}
    assert take(client, clerk, draft).status_code == 422
    client.force_login(filler)
    again = reverse("draft_refill", args=[draft.pk])
    sent = {"village": village.pk, **STAFF, "duty": "counter"}
    assert client.post(again, sent | {"version": 99}).status_code == 409
    assert moved(client, again, draft, **sent).status_code == 302
    draft = VillageDraft.objects.get()
    assert (draft.state, draft.typed["duty"]) == ("waiting", "counter")
    assert take(client, clerk, draft).status_code == 302
    assert ElectionStaff.objects.get().duty == "counter"


def test_a_nominee_of_a_draft_is_asked_about_when_the_township_takes_it(client, village, filler, clerk):
    known = factories.make_member(village, "周书记").person
    sent = {"person__name": "周书记", "person__sex": "male", "post": "director", "way": "ballot", "votes": "120"}
    assert fill(client, filler, village, "candidacy", **sent).status_code == 302
    draft = VillageDraft.objects.get()
    assert not Candidacy.objects.exists()
    asked = take(client, clerk, draft)
    assert "本村登记有同名的周书记" in words(asked)
    assert not Candidacy.objects.exists()
    assert take(client, clerk, draft, person__name="", person__sex="", known=known.pk).status_code == 302
    assert Candidacy.objects.get().person == known


def test_every_form_a_village_may_fill_is_one_of_the_townships_ledgers(client, village, filler, clerk):
    client.force_login(filler)
    for of in DraftOf.values:
        assert client.get(reverse("draft_fill", args=[of])).status_code == 200, of
    sent = {"body": "representatives", "due": "36", "elected": "36", "women": "12", "held_on": "2026-11-10"}
    assert fill(client, filler, village, "bodyresult", **sent).status_code == 302
    assert take(client, clerk, VillageDraft.objects.get()).status_code == 302
    assert BodyResult.objects.get().elected == 36
