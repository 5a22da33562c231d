"""A village whose votes are counted, and its result sheet as people type it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from electioncycle.roles import Role
from elections.models import CandidateList, Correction, Election, ResultSheet, Round, Scheme, SheetEntry
from elections.services import facts
from tests import factories, uploads
from tests.schemes import rule
from tests.uploads import sent

POSTS = {"director": 2, "deputy": 2, "member": 4}
"""Eight names: so many stand for each post."""
SEATS = {"director": 1, "deputy": 1, "member": 3}
NAMES = ("赵立春", "钱明德", "孙卫国", "李向阳", "周志远", "吴晓梅", "郑永康", "王秀英")


def counted_round(village, *, scheme=None, list_=True, closed=True, **announced):
    """The committee's regular election of the village, voted on an hour ago."""
    election = factories.make_regular(village, timezone.localdate())
    rule(factories.cycle_for(village), check_edge_votes=3, check_half_margin=10, check_void_share="3%")
    values = {**factories.SCHEME, "seats_member": 3, "woman_seat": "none", "seats_woman": 0, **(scheme or {})}
    made = factories.make_scheme(village, election=election, values=values)
    adopted = {"state": "adopted", "adopted_on": timezone.localdate() - timedelta(days=30)}
    Scheme.objects.filter(pk=made.pk).update(adopted_by="representatives", **adopted)
    if list_:
        publish_list(village, election)
    at, by = timezone.now() - timedelta(hours=1), announcer(election)
    row = facts.record_closing(election, at=at, by=by) if closed else facts.record_opening(election, at=at, by=by)
    return announce(election, **announced) if announced else row


def announcer(election):
    """Who records the facts of the day; none of those who type."""
    return factories.make_user(Role.COUNTY_ADMIN, election.village.township.parent)


def publish_list(village, election):
    names, entries = iter(NAMES), []
    for post, number in POSTS.items():
        for _ in range(number):
            one = factories.make_candidacy(village, next(names), election=election, post=post)
            type(one).objects.filter(pk=one.pk).update(state="formal")
            entries.append(one.pk)
    made = factories.make_candidate_list(village, election=election, candidacy=one, entries=entries)
    CandidateList.objects.filter(pk=made.pk).update(state="published")


def announce(election, announced="complete", **more):
    told = {"at": timezone.now(), "announcer": "钱主任", "announced": announced, **more}
    return facts.record_announcement(Election.objects.get(pk=election.pk), by=announcer(election), **told)


# --- the paper as it is typed ----------------------------------------------------------------------------------------

ACCOUNT = {"printed": 1100, "in_person": 900, "proxy": 60, "roving": 40, "issued": 1000, "spoiled": 10,
           "left_over": 90, "recovered": 990}  # fmt: skip
VOTES = {
    "director": (700, 250),
    "deputy": (650, 300),
    "member": (800, 750, 700, 300),
}
"""A clear result: registered 1200, recovered 990, all five seats filled."""


def paper(sheet, *, account=None, votes=None, valid=970, void=10, blank=10, **more):
    """What stands on it, by the fields of the form."""
    typed = {f"account-0-{name}": number for name, number in {**ACCOUNT, **(account or {})}.items()}
    typed |= {"registered": 1200} if sheet.shape["registered"] is None else {}
    for post, _, keys, _ in sheet.shape["posts"]:
        typed |= {f"post-{post}-valid": valid, f"post-{post}-void": void, f"post-{post}-blank": blank}
        for key, number in zip(keys, {**VOTES, **(votes or {})}[post], strict=True):
            typed[f"line-{post}-{key}-votes"] = number
    typed |= {key.replace("__", "-"): value for key, value in more.items()}
    return {key: value for key, value in typed.items() if value is not None}


def begin(client, user, row, **more):
    """The first person opens the round and begins with what the page offers."""
    client.force_login(user)
    page = client.get(reverse("sheet_begin", args=[row.pk]))
    sent = {"version": Round.objects.get(pk=row.pk).version, "groups": 1}
    for one in page.context["choices"] if page.status_code == 200 else ():
        sent[f"seats-{one.post}"] = one.seats
        sent[f"candidate-{one.post}"] = [person.pk for person, ticked in one.people if ticked]
    answer = client.post(reverse("sheet_begin", args=[row.pk]), {**sent, **more})
    return ResultSheet.objects.filter(round=row).first() or answer


def hand_in(client, user, sheet, typed, **more):
    client.force_login(user)
    entry = SheetEntry.objects.filter(sheet=sheet, typist=user).first()
    seen = {"version": ResultSheet.all_rows.get(pk=sheet.pk).version, "saved": entry.saved if entry else 0}
    return client.post(reverse("sheet_entry", args=[sheet.pk]), {**typed, **seen, **more})


def keep(client, user, sheet, typed, **more):
    client.force_login(user)
    entry = SheetEntry.objects.get(sheet=sheet, typist=user)
    seen = {"version": ResultSheet.objects.get(pk=sheet.pk).version, "saved": entry.saved, "by_script": 1}
    return client.post(reverse("sheet_keep", args=[sheet.pk]), {**typed, **seen, **more})


def move(client, user, sheet, name, **data):
    client.force_login(user)
    version = ResultSheet.all_rows.get(pk=sheet.pk).version
    return client.post(reverse("result_sheet_move", args=[sheet.pk, name]), {"version": version, **data})


def reload(sheet):
    return ResultSheet.all_rows.get(pk=sheet.pk)


def compared(client, first, second, row, **figures):
    """Typed by one, compared by another: the agreed sheet."""
    sheet = begin(client, first, row)
    hand_in(client, first, sheet, paper(sheet, **figures), as_on_paper="1")
    if reload(sheet).method == "blind":
        move(client, second, sheet, "take")
        hand_in(client, second, sheet, paper(sheet, **figures), as_on_paper="1")
    else:
        move(client, second, sheet, "take")
        move(client, second, sheet, "agree")
    return reload(sheet)


def verified(client, first, second, row, **figures):
    """The agreed sheet held against what was announced, signed and checked: locked."""
    sheet = compared(client, first, second, row, **figures)
    answer = move(client, second, sheet, "verify", signed="1", conditions_met="1")
    assert answer.status_code == 302, answer.content.decode()
    return reload(sheet)


# --- corrected -------------------------------------------------------------------------------------------------------

DECISION = {"decided_by": "committee", "number": "青选〔2026〕3号", "announced": "complete", "cause": ""}


def propose(client, user, sheet, kind, *, scan=True, **more):
    """The correction that the form makes, or the answer that refused it."""
    client.force_login(user)
    sent_along = {"scan": sent("报告单.pdf", uploads.scan())} if scan else {}
    decision = {**DECISION, "decided_on": timezone.localdate()} if kind == "result" else {}
    data = {"reason": "录入与原件不符", **decision, **sent_along, **more, "version": reload(sheet).version}
    answer = client.post(reverse("correction_new", args=[sheet.pk, kind]), data)
    return Correction.objects.filter(sheet=sheet, state="open").first() if answer.status_code == 302 else answer


def type_anew(client, first, second, correction, **figures):
    """What the paper says, typed by one and compared by another, or typed again by them."""
    draft = ResultSheet.all_rows.get(pk=correction.draft_id)
    hand_in(client, first, draft, paper(draft, **figures), as_on_paper="1")
    move(client, second, draft, "take")
    if reload(draft).blind:
        hand_in(client, second, draft, paper(draft, **figures), as_on_paper="1")
    else:
        move(client, second, draft, "agree")
    return reload(draft)


def correction_move(client, user, correction, name, **data):
    client.force_login(user)
    version = Correction.all_rows.get(pk=correction.pk).version
    seen = {"version": version, "conditions_met": "1"} if name == "confirm" else {"version": version}
    return client.post(reverse("correction_move", args=[correction.pk, name]), {**seen, **data})
