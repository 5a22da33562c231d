"""The inventory of what can be posted: what changes a row says which version of it was seen; the rest says why not.

``CRAWL=all`` (``make nightly``) looks at the pages of seven roles, otherwise of three and one of each kind.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.web.routes import routes
from tests import factories
from tests.guards import WHOLE, covered
from tests.searching import resolved
from tests.test_unchanged_saves import demo_county, user_of

__all__ = ["demo_county"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]

VERSION, ROWS, CELLS, DIGEST = "version", "row", "seen", "digest"
STEPS, PLANS = "row of a step", "plan-"
"""What a form sends: the version of the row, ticked rows as ``key:version``, the cells of a grid, a text's digest;
ticked steps of an election as ``key-step-number:version``, and each typed plan with the version that was seen of it."""

CHANGES = {
    VERSION: (
        "…_edit …_withdraw …_bin …_revert",
        "analysis_entry analysis_move gate_entry gate_group gate_move gate_start_move:lift gate_start_move:cancel",
        "condition_set_move negative_list_move rule_set_move",
        "placement_note nomination_move pledge_move review_move review_subject_move review_scan review_all_clear",
        "department_question department_namesake townshiplink_end minutes_write minutes_keep minutes_move",
        "checklist_switch complaint_readers complaint_move inspectionfinding_move accountability_trace",
        "accountability_move daily_report key_person_readers riskpoint_move keyvillage_move keyperson_move",
        "problem_move cycle_open cycle_close cycle_ask_reopening cycle_reopen cycle_rules_move cycle_ask_purge",
        "cycle_purge cycle_lists cycle_targets teammember_photo_upload financecleanup_move",
        "village_move village_code village_merge area_move area_code area_check",
        "nominations_move candidacy_move candidatelist_move",
        "round_move dispute_move dispute_readers",
        "pollingplace_move namelist_move name_list_readers partyplan_move partyresult_move supplement_move",
        "draft_refill villagedraft_move",
        "defect_move election_move scheme_entry scheme_record scheme_move scheme_template_entry scheme_template_move",
        "city_form_move form_edition_move system_map_move",
        "committee_members electioncommittee_move committeemember_move registration_move registration_list_print",
        "public_notice_move notice_set_move",
        "sheet_begin sheet_entry sheet_keep result_sheet_move",
        "correction_new correction_move election_purge_move",
        "sheet_decide sheet_decision_move sheet_winner mid_term_person blindlot_move next_team",
        "reset_settle account_change account_roles account_reset_password account_reset_second_factor",
        "account_hand_over account_act",
    ),
    ROWS: ("…_list gate_meeting duplicate_merge move_days review_conclude",),
    STEPS: ("record_steps",),
    PLANS: ("election_plans",),
    CELLS: ("checklist_grid sweep_grid step_grid duty_desk day_checks after_matters archives", "…_grid …_grid_of"),
    DIGEST: ("kinship_settle",),
}
"""Routes that change rows which are there already; ``…_`` stands for the name of any ledger, ``:`` before a move."""

ADDS = "adds rows of its own; nothing that anybody saw is written over"
PLANNED = "a workbook is planned again before it is written, and refused when a row changed meanwhile"
ONCE = "answers or ends what is open, once; its state decides"
FREE = {
    ADDS: (
        "…_add …_attach gate_start_move:start gate_start_move:register conditions negative_lists review_choose",
        "minutes_begin publicity_campaign reminder_draft cycle_next cycle_hold rule_sets_ship finance_draw",
        "talk_collective account_add scheme_template_new draft_notices notice_sets draft_fill draft_take",
        "ready_form_take",
    ),
    PLANNED: (
        "…_import …_import_preview accounts_import accounts_import_preview review_reply review_reply_preview",
        "import_books import_book",
    ),
    ONCE: (
        "…_attachment_withdraw cycle_lift_hold handed_out slip account_unlock notices_read notice_open job_cancel",
        "job_retry unmasked_decide",
    ),
    "asks for a file or for a number to be shown": (
        "candidacy_reason …_reveal …_unmasked system_map_ask report_list ballots_file person_page",
    ),
    "signs in or out, or is about the own account": (
        "login login_code login_enrol logout password_change sessions_end second_factor cycle_switch calendar_open",
        "calendar_close village_favourite saved_view_keep saved_view_remove",
    ),
    "checks or sets going what the site does by itself": ("audit_verify act_run daily_paper_make figures_apart_check",),
}
"""Routes that need no version, by the reason."""

CLASSES = {name: what for table in (CHANGES, FREE) for what, lines in table.items() for name in " ".join(lines).split()}
STANDARD = sorted((name.removeprefix("…_") for name in CLASSES if name.startswith("…_")), key=len, reverse=True)
NO_PAGES = re.compile(
    r"print|export|template|annotated|pdf|docx|_file$|_paper$|dossier|download|scan|preview$|folder|letter|sheet|photo"
)
"""Routes whose answers are files."""


def standard_page(name):
    """The standard page of a ledger that the route is, if it is one."""
    return next(
        (page for page in STANDARD if name.endswith(f"_{page}") and name.removesuffix(f"_{page}") in REGISTRY), ""
    )


def class_of(name, kwargs=None):
    """What the inventory says of a route with these words in its address; empty where it says nothing."""
    move = (kwargs or {}).get("move") or (kwargs or {}).get("act")
    page = standard_page(name)
    known = (f"{name}:{move}", name, f"…_{page}" if page else "")
    return next((CLASSES[one] for one in known if one in CLASSES), "")


# --- the routes ----------------------------------------------------------------------------------------------------


def posted():
    return [route for route in routes() if "POST" in route.methods]


def test_every_route_that_takes_a_post_has_its_class_and_every_class_its_route():
    found, used = [], set()
    for route in posted():
        page = standard_page(route.name)
        moves = next((words for name, words in route.takes.items() if name in ("move", "act")), ())
        names = {route.name, f"…_{page}", *(f"{route.name}:{move}" for move in moves)} & set(CLASSES)
        used |= names
        each = [class_of(route.name, {"move": move}) for move in moves] or [class_of(route.name)]
        found += [route.name] if "" in each else []
    covered("routes that take a post", posted(), least=400)
    assert not found, f"请在本表写明：改动已有记录的须带版本，其余写明理由：{found}"
    assert not set(CLASSES) - used


# --- the forms -----------------------------------------------------------------------------------------------------


@dataclass
class Form:
    """A form as it stands on a page, with what belongs to it from wherever on the page."""

    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)  # method and address of its other buttons

    def posts(self):
        """The addresses to which it can be posted."""
        found = [(self.method, self.action), *self.elsewhere]
        return {address for method, address in found if method == "post"}


class Forms(HTMLParser):
    """The forms of a page, and where its links lead."""

    def __init__(self, answer):
        super().__init__()
        self.forms, self.named, self.open, self.loose, self.links = [], {}, None, [], []
        self.feed(answer.content.decode())
        for attrs in self.loose:
            if owner := self.named.get(attrs["form"]):
                self._take(owner, attrs)

    def handle_starttag(self, tag, attrs):
        attrs = {"tag": tag, **dict(attrs)}
        if tag == "a":
            self.links.append(attrs.get("href") or "")
        elif tag == "form":
            self.open = Form((attrs.get("method") or "get").lower(), attrs.get("action") or "")
            self.forms.append(self.open)
            self.named[attrs.get("id")] = self.open
        elif tag in ("input", "select", "textarea", "button"):
            if "form" in attrs:
                self.loose.append(attrs)
            elif self.open is not None:
                self._take(self.open, attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None

    @staticmethod
    def _take(form, attrs):
        form.fields.setdefault(attrs.get("name") or "", []).append(attrs.get("value") or "")
        if attrs["tag"] == "button" and {"formmethod", "formaction"} & set(attrs):
            method = (attrs.get("formmethod") or form.method).lower()
            form.elsewhere.append((method, attrs.get("formaction") or form.action))


def says(form, what):
    """Whether a form of this class says what it must: which version, or of which rows, cells or text."""
    sent = form.fields.get(what, [])
    if what == VERSION:
        return len(sent) > 0 and all(re.fullmatch(r"\d+", one) for one in sent)
    if what == ROWS:
        return all(re.fullmatch(r"\d+:\d+", one) for one in sent)
    if what == STEPS:
        return all(re.fullmatch(r"\d+-\w+-\d+:\d+", one) for one in form.fields.get("row", []))
    if what == PLANS:
        plans = [name.removeprefix(PLANS) for name in form.fields if name.startswith(PLANS)]
        return all(form.fields.get(f"seen-{place}", [""])[0].isdecimal() for place in plans)
    return what not in CHANGES or any(sent)


def faults(path, page):
    """What is wrong with the forms of a page, and the classes of those it has."""
    wrong, seen = [], []
    for form in page.forms:
        for address in form.posts():
            match = resolve(urlsplit(urljoin(path, address)).path)
            what = class_of(match.url_name, match.kwargs)
            seen.append(":".join(filter(None, (match.url_name, match.kwargs.get("move") or match.kwargs.get("act")))))
            if not what:
                wrong.append(f"{path}: the form to {match.url_name} has no class")
            elif not says(form, what):
                wrong.append(f"{path}: the form to {seen[-1]} does not say its {what}")
    return wrong, seen


@dataclass(frozen=True)
class Edition:
    """Who looks, how many pages of one kind each opens, and how much of what they meet at least."""

    roles: tuple[str, ...]
    most: int
    pages: int
    forms: int
    kinds: int


SMALL = Edition((Role.COUNTY_ADMIN, Role.TOWNSHIP_CLERK, Role.SECURITY_ADMIN), 1, 500, 900, 150)
ELSE = (Role.TOWNSHIP_OFFICER, Role.DEPARTMENT_CONTACT, Role.SYSTEM_ADMIN, Role.AUDITOR)
EDITION = Edition((*SMALL.roles, *ELSE), 2, 700, 1200, 190) if WHOLE else SMALL


def kind_of(match):
    """Under which name a page is counted: the standard forms of all ledgers together, but each ledger's rows apart."""
    page = standard_page(match.url_name)
    return f"…_{page}" if page in ("add", "edit", "withdraw", "bin", "import") else match.url_name


def led_to(path, link):
    """Where a link leads within the site, resolved; None where it leads to a file or away."""
    parts = urlsplit(urljoin(path, link))
    match = None if parts.netloc or not parts.path else resolved(parts.path)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return None if match is None or NO_PAGES.search(match.url_name) else (match, parts.path, address)


def crawl(client, start="/"):
    """Every kind of page this user gets to by its links, a few of each kind: path and forms."""
    waiting, known, count = [start], {start}, Counter()
    while waiting:
        answer = client.get(waiting.pop(0), follow=True)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page, path = Forms(answer), answer.request["PATH_INFO"]
        yield path, page
        for match, plain, address in filter(None, (led_to(path, link) for link in dict.fromkeys(page.links))):
            if plain not in known and count[kind_of(match)] < EDITION.most:
                count[kind_of(match)] += 1
                known.add(plain)
                waiting.append(address)


@pytest.mark.slow
def test_every_form_that_changes_a_row_says_which_version_was_seen(client, demo_county):
    wrong, seen, pages = set(), [], 0
    for role in EDITION.roles:
        user = user_of(demo_county, role)
        for entitle in factories.ENTITLED.values():
            entitle(user)
        client.force_login(user)
        for path, page in crawl(client):
            pages += 1
            more, forms = faults(path, page)
            wrong |= set(more)
            seen += forms
    print(sorted({name for name in CLASSES if not name.startswith("…")} - set(seen)))
    covered("pages whose forms were looked at", pages, least=EDITION.pages)
    covered("forms that can be posted", seen, least=EDITION.forms)
    covered("kinds of forms that can be posted", set(seen), least=EDITION.kinds)
    assert not wrong


PLANTED = '<form method="post" action="/villages/teammember/1/edit/"><input name="version" value="{}"></form>'


class Answer:
    def __init__(self, text):
        self.content = text.encode()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (PLANTED.format("3"), True),
        (PLANTED.format(""), False),
        ('<form method="post" action="/villages/teammember/1/withdraw/"><input name="reason"></form>', False),
        ('<form method="post" action="/readyz"></form>', False),
        ('<form id="b"><button formmethod="post"></button></form><input name="row" value="3" form="b">', False),
        ('<form id="b"><button formmethod="post"></button></form><input name="row" value="3:1" form="b">', True),
        ('<form method="get" action="/villages/teammember/1/withdraw/"></form>', True),
    ],
)
def test_a_planted_form_without_version_or_class_is_seen(text, right):
    wrong, _ = faults("/villages/teammember/", Forms(Answer(text)))
    assert bool(wrong) != right
