"""What a township types of an ordinary village, counted at the pages themselves: within the shares, and as declared."""

import re
from collections import Counter
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from electioncycle.punctuation import full_width
from electioncycle.roles import Role
from elections.models import (
    Candidacy,
    CandidateList,
    CommitteeMember,
    Defect,
    Dispute,
    ElectedPerson,
    Election,
    ElectionCommittee,
    PartyPlan,
    PartyResult,
    PollingPlace,
    Registration,
    Round,
    Scheme,
    StepDay,
)
from elections.party_choices import WITH_SHEETS, PartySheetKind
from elections.rules.burden import burden
from elections.services import checking, scheme_templates
from tests import factories, uploads
from tests.result_sheets import compared, paper
from tests.schemes import rule
from tests.typist import Typist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
RULES = {
    "election_committee_min": 5,
    "election_committee_max": 7,
    "voter_list_days": 20,
    "objection_days": 5,
    "decision_days": 3,
    "nomination_over": "1/2",
    "candidates_days": 5,
    "withdrawal_days": 3,
    "polling_notice_days": 5,
    "proxy_days": 3,
    "proxy_list_days": 1,
    "handover_days": 10,
    "adoption_over": "1/2",
    "surplus_least": 1,
    "surplus_director": 1,
    "surplus_deputy": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "supervision_min": 3,
}
NEW = ("李甲成", "李乙成", "李丙成", "李丁成", "李戊成")
NOMINEES = (
    *(("director", 610, "周连任"), ("director", 180, "孙立群")),
    *(("deputy", 420, "吴书成"), ("deputy", 200, "郑春梅")),
    *(("member", 500, "冯秀英"), ("member", 450, "陈有田"), ("member", 300, "褚长河"), ("member", 280, "卫小兰")),
)
"""Five seats; two of those who are named the product knows already."""


@pytest.fixture
def clock(monkeypatch):
    def stands_on(text):
        monkeypatch.setattr(timezone, "localdate", lambda *given: date.fromisoformat(text))

    stands_on("2026-11-10")
    return stands_on


@pytest.fixture
def election(village, clock, officer):
    """Of a village whose chairman and one of whose nominees are in the team, with the county's template filled in."""
    factories.make_profile(village, registered_population=1500, resident_population=1400, representatives=36)
    found = factories.make_regular(village)
    rule(found.cycle, **RULES, voter_classes=["resident", "away", "outsider", "worker"])
    own = {"surplus_member_max": 2, "seats_member": 3, "mobile_boxes": 0, "woman_seat": "none", "seats_woman": 0}
    template = factories.make_scheme_template(village, batch=None, values=dict(factories.SCHEME) | own)
    assert scheme_templates.fill(template, by=factories.make_user("county_admin", found.county)) == 1
    return found


@pytest.fixture
def known(village):
    """Those whom the product knows there: the secretary who will preside, and two who will stand again."""
    names = ("王书记", "周连任", "冯秀英")
    return {name: factories.make_member(village, name, party_post="none").person for name in names}


class Walk(Typist):
    """The ordinary village, from its start record to what was announced."""

    def __init__(self, client, clock, election, clerk, officer):
        super().__init__(client)
        self.clock, self.election, self.clerk, self.officer = clock, election, clerk, officer

    def as_planned(self, day, *, otherwise=()):
        """What was due by this day recorded by one click; steps done on another day with that day typed."""
        self.clock(day)
        address = f"{reverse('record_steps')}?township={self.election.village.township_id}"
        typed = {f"day-{self.election.pk}-{step}-1": on for step, on in otherwise}
        self.send(self.clerk, address, **typed)

    def page(self, name, row):
        return reverse(name, args=[row.pk])

    def recorded(self, row, name):
        """Handed in by the clerk and checked by the officer."""
        page = self.page(f"{name}_detail", row)
        self.send(self.clerk, page, reverse(f"{name}_move", args=[row.pk, "submit"]))
        self.send(self.officer, page, reverse(f"{name}_move", args=[row.pk, "approve"]))

    def committee(self, known):
        village = self.election.village_id
        add = reverse("electioncommittee_add")
        self.send(self.clerk, add, village=village, chosen_by="representatives", entitled=45, present=41)
        row = ElectionCommittee.objects.get()
        lines = {"line0-person": known["王书记"].pk}
        for number, name in enumerate((*NEW, "赵候补", "钱候补"), 1):
            role = "member" if name in NEW else "substitute"
            lines |= {f"line{number}-name": name, f"line{number}-sex": "male", f"line{number}-role": role}
        self.send(self.clerk, self.page("committee_members", row), **lines)
        self.recorded(row, "electioncommittee")

    def scheme(self):
        row = Scheme.objects.get()
        page, adopt = self.page("scheme_detail", row), reverse("scheme_move", args=[row.pk, "adopt"])
        self.send(self.officer, page, adopt, present=40, in_favour=39)

    def registration(self, **more):
        figures = {"registered": 1200, "resident": 1000, "away": 190, "worker": 10} | more
        self.send(self.clerk, reverse("registration_add"), village=self.election.village_id, **figures)
        self.recorded(Registration.objects.get(), "registration")

    def nomination(self, known):
        self.send(self.clerk, reverse("nominationvote_add"), village=self.election.village_id, took_part=900)
        for post, votes, name in NOMINEES:
            who = {"known": known[name].pk} if name in known else {"person__name": name, "person__sex": "female"}
            address = f"{reverse('candidacy_add')}?village={self.election.village_id}"
            self.send(self.clerk, address, post=post, votes=votes, **who)

    def candidates(self):
        page = self.page("nominations_of", self.election)
        self.send(self.clerk, page, reverse("nominations_move", args=[self.election.pk, "propose"]))
        row = CandidateList.objects.get()
        publish = reverse("candidatelist_move", args=[row.pk, "publish"])
        self.send(self.officer, self.page("candidatelist_detail", row), publish)

    def polling(self):
        self.send(self.clerk, reverse("proxytally_add"), village=self.election.village_id, certificates=35)
        told = {"issued": 1000, "recovered": 1000, "elected": 5, "ended_at": "11:30"}
        told |= {"validity": "valid", "director": "elected", "other": "none"}
        self.send(self.clerk, reverse("quickreport_add"), village=self.election.village_id, **told)
        page = self.page("election_detail", self.election)
        times = {"opened_at": "2026-12-20T08:00", "at": "2026-12-20T15:30"}
        announce = reverse("election_move", args=[self.election.pk, "announce"])
        self.send(self.clerk, page, announce, announced="complete", **times)

    def sheet(self):
        """Typed from the signed paper beside all this, compared, and checked with what is asked of winners."""
        typed = {"account": {"in_person": 925, "proxy": 35, "recovered": 1000}, "valid": 980}
        made = compared(self.client, self.clerk, self.officer, Round.objects.get(election=self.election), **typed)
        self.on_the_sheet = len(paper(made, **typed))
        page = self.page("result_sheet", made)
        for one in ElectedPerson.objects.filter(person__birth=None):
            winner = reverse("sheet_winner", args=[one.pk])
            self.send(self.clerk, page, winner, birth="1980-05", education="college")
        verify = reverse("result_sheet_move", args=[made.pk, "verify"])
        self.send(self.officer, page, verify, signed="1", conditions_met="1", sealed_at="2026-12-20T16:40")

    def all(self, known):
        self.clock("2026-11-15")
        self.committee(known)
        self.as_planned("2026-11-17", otherwise=[("committee_notice", "2026-11-15")])
        self.clock("2026-11-20")
        self.scheme()
        self.as_planned("2026-11-26", otherwise=[("registration", "2026-11-23")])
        self.registration()
        self.as_planned("2026-11-30", otherwise=[("voter_list", "2026-11-29")])
        self.clock("2026-12-07")
        self.nomination(known)
        self.clock("2026-12-14")
        self.candidates()
        self.as_planned("2026-12-18", otherwise=[("polling_notice", "2026-12-14")])
        self.clock("2026-12-20")
        self.polling()
        self.sheet()
        self.smaller_bodies()
        self.send(self.clerk, reverse("ballotcustody_add"), village=self.election.village_id, step="delivered")
        self.as_planned("2026-12-30")
        self.as_planned("2027-02-10")
        self.archive()

    def archive(self):
        """Who took it in, beside the day that was confirmed as planned; what it holds prints itself."""
        address = f"{reverse('archives')}?township={self.election.village.township_id}"
        self.send(self.clerk, address, **{f"c-{self.election.pk}-receiver": "李档案"})

    def step(self, step, day):
        """One step on a day of its own."""
        address = f"{reverse('record_steps')}?election={self.election.pk}&step={step}&number=1"
        row = f"{self.election.pk}-{step}-1:0"
        self.send(self.clerk, address, **{"row": row, f"day-{self.election.pk}-{step}-1": day})

    def someone_leaves_the_committee(self):
        gone = CommitteeMember.objects.get(person__name=NEW[0])
        page = self.page("electioncommittee_detail", gone.committee)
        address = reverse("committeemember_move", args=[gone.pk, "exit"])
        self.send(self.clerk, page, address, on="2026-11-18", because="resigned")

    def a_late_list_is_disposed_of(self):
        self.step("voter_list", "2026-12-01")
        row = Defect.objects.get()
        paper = {
            "number": "东委〔2026〕12号",
            "decided_on": "2026-12-01",
            "scan": uploads.sent("处置.pdf", uploads.scan()),
        }
        paper |= {"disposition": "postpone", "decided_by": "township"}
        settle = reverse("defect_move", args=[row.pk, "settle"])
        self.send(self.officer, self.page("defect_detail", row), settle, **paper)

    def the_list_is_corrected(self):
        row = Registration.objects.get()
        said = {"registered": 1206, "grounds": "漏登1人", "notice_number": "第2-1号", "published_on": "2026-12-01"}
        supplement = reverse("registration_move", args=[row.pk, "supplement"])
        self.send(self.clerk, self.page("registration_detail", row), supplement, **said)

    def the_polling_day_moves(self, day):
        """The new day is keyed into the form that shows what would move along."""
        self.keyed["move_days", "day"] += 1
        address = f"{reverse('move_days')}?election={self.election.pk}&day={day}"
        self.send(self.officer, address, reason="名单晚公布1日")

    def somebody_stands_up_and_leaves(self):
        address = f"{reverse('candidacy_add')}?village={self.election.village_id}"
        who = {"person__name": "孙立群", "person__sex": "male", "post": "director", "way": "self"}
        self.send(self.clerk, address, received_on="2026-12-02", **who)
        row = Candidacy.objects.get()
        leave = reverse("candidacy_move", args=[row.pk, "leave"])
        self.send(self.clerk, self.page("candidacy_detail", row), leave, because="withdrew", on="2026-12-03")

    def hours_of_the_vote(self):
        """Typed once and filled down for all villages of the township."""
        address = f"{reverse('step_grid')}?township={self.election.village.township_id}&step=polling_notice"
        self.client.force_login(self.clerk)
        cells = {f"c-{self.election.pk}-begins_at": "8：00", f"c-{self.election.pk}-ends_at": "上午11时"}
        sent = {"seen": self.client.get(address).context["seen"], **cells}
        assert self.client.post(address, sent).status_code == 302

    def a_roving_box(self):
        village = self.election.village_id
        self.hours_of_the_vote()
        address = f"{reverse('pollingplace_add')}?village={village}&kind=roving"
        self.send(self.clerk, address, route="3组至5组")
        box = PollingPlace.objects.get()
        assert (box.name, box.hours) == ("流动票箱1", "8:00—11:00")
        for name in ("周监票", "吴监票", "郑监票"):
            staff = {"name": name, "duty": "watcher"}
            self.send(self.clerk, reverse("electionstaff_add"), village=village, **staff)

    def somebody_raises_a_dispute(self):
        told = {"kind": "voters", "received_on": "2026-12-03", "facts": "名单中有已迁出的人员"}
        self.send(self.clerk, reverse("dispute_add"), village=self.election.village_id, **told)
        row = Dispute.objects.get()
        page = self.page("dispute_detail", row)
        self.send(self.clerk, page, reverse("dispute_move", args=[row.pk, "accept"]), acceptor="village")
        found = {"finding": "valid", "consequence": "none", "words": "经核查，均为在册人员"}
        found |= {"number": "东政〔2026〕15号"}
        conclude = reverse("dispute_move", args=[row.pk, "conclude"])
        self.send(self.clerk, page, conclude, on="2026-12-04", **found)

    def smaller_bodies(self):
        """From the village's page, where each that is missing has its link."""
        shown = self.page("village_detail", self.election.village)
        self.client.force_login(self.clerk)
        links = re.findall('<a href="([^"]+)">推选齐了，登记</a>', unescape(self.client.get(shown).content.decode()))
        assert len(links) == 3
        for address, women in zip(links, (1, 11, 2), strict=True):
            self.send(self.clerk, address, women=women)

    def of_the_party(self, county):
        """From the request to the filing."""
        village = self.election.village_id
        plan = {"form": "branch", "full_members": 40, "seats": 3, "candidates": 4}
        self.send(self.clerk, reverse("partyplan_add"), village=village, **plan)
        self.up_and_back(PartyPlan.objects.get(), "青委〔2026〕5号")
        self.clock("2026-12-12")
        for kind in PartySheetKind.values:
            figures = {"entitled": 36, "issued": 34, "recovered": 34, "valid": 33} if kind in WITH_SHEETS else {}
            self.send(self.clerk, reverse("partysheet_add"), village=village, kind=kind, present=34, **figures)
        times = {"opened_at": "2026-12-12T08:30", "at": "2026-12-12T10:00"}
        announce = reverse("election_move", args=[self.election.pk, "announce"])
        self.send(self.clerk, self.page("election_detail", self.election), announce, announced="complete", **times)
        result = {"elected": 3, "women": 1, "deputies": 1, "secretary": "on", "discipline": "on"}
        self.send(self.clerk, reverse("partyresult_add"), village=village, **result)
        row = PartyResult.objects.get()
        self.up_and_back(row, "青委〔2026〕9号")
        file = reverse("partyresult_move", args=[row.pk, "file"])
        self.send(county, self.page("partyresult_detail", row), file, number="云组备〔2026〕12号")

    def up_and_back(self, row, number):
        name = row._meta.model_name
        page, ask, reply = (
            self.page(f"{name}_detail", row),
            *(reverse(f"{name}_move", args=[row.pk, move]) for move in ("ask", "reply")),
        )
        self.send(self.clerk, page, ask, number=number)
        self.send(self.officer, page, reply, number="东委复〔2026〕3号", signer="张明(镇党委书记)")

    def something_unforeseen(self):
        told = {"kind": "power", "circumstances": "会场停电，未影响投票"}
        self.send(self.clerk, reverse("incident_add"), village=self.election.village_id, **told)


@pytest.fixture
def walk(client, clock, election, clerk, officer):
    return Walk(client, clock, election, clerk, officer)


def asked(keyed):
    """What was keyed in, by what is declared; a field that nobody declared fails."""
    found = Counter()
    for (page, field), times in keyed.items():
        one = burden().ask_of(page, field)
        assert one, f"{page}要键入“{field}”，填报清单没有列出；新增须键入的，须先减去一项"
        found[one] += times
    return found


def test_an_ordinary_village_is_typed_within_the_shares_and_exactly_as_the_list_says(walk, known, election):
    walk.all(known)
    found = asked(walk.keyed)
    assert {one.what: found[one] for share in burden().shares for one in share.asks} == {
        one.what: one.values for share in burden().shares for one in share.asks
    }
    assert not [one.what for one in found if one.when], "an ordinary village types nothing else"
    assert sum(found.values()) == burden().values
    assert walk.on_the_sheet == 25, "the figures of the signed paper stand beside them; the second person types none"


def test_the_partys_election_has_a_share_of_its_own_beside_them(client, clock, village, clerk, officer, county):
    clock("2026-11-10")
    election = factories.make_regular(village, date(2026, 12, 12), "party")
    walk = Walk(client, clock, election, clerk, officer)
    walk.of_the_party(county)
    [share] = burden().beside
    found = {one.what: sum(times for key, times in walk.keyed.items() if one.takes(*key)) for one in share.asks}
    assert found == {one.what: one.values for one in share.asks}
    assert sum(walk.keyed.values()) == share.values <= share.most


def test_nothing_more_is_asked_of_a_village_that_typed_this(walk, known, election):
    walk.all(known)
    rows = Election.objects.filter(pk=election.pk)
    assert [one.code for one in checking.lines(rows).get(election.pk, []) if one.open] == []
    assert not Defect.objects.exists()
    assert rows.get().state == "ended"
    assert CandidateList.objects.get().state == "published"
    done = set(StepDay.objects.exclude(done_on=None).values_list("step", flat=True))
    assert {"election_committee", "scheme", "voter_list", "candidates_list", "handover"} <= done


def test_what_only_some_villages_type_is_counted_as_the_list_says_too(walk, known, election):
    walk.committee(known)
    walk.clock("2026-11-20")
    walk.someone_leaves_the_committee()
    walk.registration(registered=1205, outsider=5, outsider_present=41, outsider_for=40)
    walk.clock("2026-12-03")
    walk.a_late_list_is_disposed_of()
    walk.clock("2026-12-04")
    walk.step("objection", "2026-12-02")
    walk.step("decision", "2026-12-03")
    walk.the_list_is_corrected()
    walk.the_polling_day_moves("2026-12-22")
    walk.somebody_stands_up_and_leaves()
    walk.a_roving_box()
    walk.somebody_raises_a_dispute()
    walk.something_unforeseen()
    found = asked(walk.keyed)
    assert {one.what: found[one] for one in burden().only_where} == {
        one.what: one.values for one in burden().only_where
    }


def test_the_list_stands_on_a_page_and_on_paper_and_a_blank_sheet_is_for_the_pen(client, village, cycle):
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    page = client.get(reverse("burden")).content.decode()
    papers = {}
    for which in ("list", "sheet"):
        answer = client.get(reverse("burden_print", args=[which, "docx"]))
        papers[which] = [
            [cell.text.strip() for cell in row.cells]
            for table in Document(BytesIO(answer.content)).tables
            for row in table.rows
        ]
    listed = {row[1]: row[2] for row in papers["list"]}
    asked_on_sheet = {row[0]: row[1:] for row in papers["sheet"]}
    for one in burden().asks:
        what = f"{one.when}：{one.what}" if one.when else one.what
        assert what in page
        assert one.why in page
        assert listed[full_width(what)] == str(one.values)
        assert asked_on_sheet[full_width(what)] == [str(one.values), ""]
    assert client.get("/elections/burden/other/docx/").status_code == 404
    client.force_login(factories.make_user(Role.AUDITOR))
    assert client.get(reverse("burden")).status_code == 403


def test_the_shares_are_those_of_the_guideline_and_what_is_declared_keeps_within_them():
    most = {one.share: one.most for one in burden().shares}
    assert most == {
        "committee_scheme": 12,
        "registration": 5,
        "nomination": 15,
        "winners": 4,
        "notices": 4,
        "polling_day": 8,
        "result_notices": 4,
        "handover": 4,
        "reserve": 4,
    }
    assert burden().most == 60
    assert not [one.title for one in burden().shares if one.values > one.most]
    roving = sum(one.values for one in burden().only_where if "流动票箱" in one.when)
    full = burden().most - most["reserve"]
    assert full + roving <= burden().most, "with a roving box and all shares full it is still within the 60"
