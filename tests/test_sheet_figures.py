"""From the paper to the verdict: the engine gets the figures as typed, whichever way they were entered."""

from datetime import date
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from electioncycle.roles import Role
from elections.choices import PostCode
from elections.models import ElectedPerson, ResultSheet
from elections.rules import sheet
from elections.rules.forms.counting import RESULT
from elections.rules.sheet_comparison import differences
from elections.rules.sheet_figures import read
from elections.rules.sheet_outcome import About, engine_sheet
from elections.rules.sheet_shape import BoxLine, Candidate, PostLines, Shape, fields
from elections.services import deciding, results
from elections.services.paper_fillings import ELECTED
from tests import factories
from tests.result_sheets import SEATS, begin, correction_move, counted_round, hand_in, move, paper, propose, reload
from tests.route_world import rolled_back

SOME = st.integers(0, 1200)
WRITTEN = ("何新生", "吕东来", "施国栋")
STANDINGS = ("written_in", "not_registered", "barred")
DAY = date(2026, 12, 20)


@st.composite
def papers(draw):
    """Lines of a paper, who is printed on it, what stands there, and the same as plain data for the engine."""
    posts = draw(st.lists(st.sampled_from(("director", "deputy", "member")), min_size=1, max_size=3, unique=True))
    separate = draw(st.booleans())
    key, lines, roster = 0, [], {}
    for post in posts:
        own = range(key + 1, key + 1 + draw(st.integers(1, 4)))
        roster |= {one: Candidate(f"候选{one}", f"候选{one}", draw(st.sampled_from(("male", "female")))) for one in own}
        key = own[-1]
        lines.append(PostLines(post, draw(st.integers(1, 3)), tuple(own), post if separate else ""))
    boxes = tuple(BoxLine(n, f"{n}号箱") for n in range(draw(st.sampled_from((0, 2)))))
    asks = draw(st.sampled_from(("for", "for_against_abstain")))
    shape = Shape(tuple(lines), boxes, asks=asks, registered=1200, separate=separate)
    typed = {one.key: str(draw(SOME)) for one in fields(shape, roster) if one.kind == "whole" and one.required}
    typed |= {f"box-{n}-{at}-issued": str(draw(SOME)) for n, _ in enumerate(shape.papers) for at, _ in enumerate(boxes)}
    for post in lines:
        for n, name in enumerate(WRITTEN[: draw(st.integers(0, 3))]):
            of = f"other-{post.post}-{n}"
            typed |= {f"{of}-name": name, f"{of}-sex": "female", f"{of}-standing": draw(st.sampled_from(STANDINGS))}
            typed |= {f"{of}-{mark}": str(draw(SOME)) for mark in shape.marks}
    return shape, roster, typed, plain(shape, roster, typed)


def plain(shape, roster, typed):
    """What ``decide_result`` would be given for this paper, put together from the typed text alone."""
    number = {key: int(text) for key, text in typed.items() if text.isdigit()}
    ballots = []
    for n, name in enumerate(shape.papers):
        boxes = [
            {
                "name": box.name,
                "issued": number[f"box-{n}-{at}-issued"],
                "recovered": number[f"box-{n}-{at}-recovered"],
            }
            for at, box in enumerate(shape.boxes)
        ]
        account = {what: number[f"account-{n}-{what}"] for what in ("issued", "recovered")}
        ballots.append({"name": name, "voted": account["issued"], **account, "boxes": boxes})
    posts = []
    for post in shape.posts:
        of = f"post-{post.post}"
        votes = [
            _votes(roster[key].label, roster[key].sex, "candidate", f"line-{post.post}-{key}", number)
            for key in post.candidates
        ]
        for n in range(3):
            key = f"other-{post.post}-{n}"
            if name := typed.get(f"{key}-name"):
                votes.append(_votes(name, "female", typed[f"{key}-standing"], key, number))
        counted = {what: number[f"{of}-{what}"] for what in ("valid", "void", "blank")}
        own = {"ballot": post.paper} if shape.separate else {}
        posts.append({"post": post.post, "seats": post.seats, "votes": votes, **counted, **own})
    whole = (
        {"ballots": ballots}
        if shape.separate
        else {key: ballots[0][key] for key in ("voted", "issued", "recovered", "boxes")}
    )
    return {"body": "committee", "day": DAY.isoformat(), "registered": 1200, "posts": posts, **whole}


def _votes(name, sex, standing, key, number):
    marks = {"for": number[f"{key}-votes"]}
    marks |= {mark: number[f"{key}-{mark}"] for mark in ("against", "abstain") if f"{key}-{mark}" in number}
    return {"name": name, "sex": "m" if sex == "male" else "f", "standing": standing, **marks}


@given(papers())
@settings(max_examples=120)
def test_the_engine_gets_exactly_the_figures_that_stand_on_the_paper(drawn):
    shape, roster, typed, data = drawn
    found = read(shape, roster, typed)
    assert found.faults == ()
    assert engine_sheet(shape, found.figures, About("regular", "first", DAY)) == sheet.read(data)
    assert Shape.read(shape.as_data()) == shape


@given(papers(), st.data())
@settings(max_examples=120)
def test_two_entries_differ_exactly_where_one_of_them_was_typed_otherwise(drawn, data):
    shape, roster, typed, _ = drawn
    first = read(shape, roster, typed).figures
    swapped = {_moved(key): text for key, text in typed.items()}
    assert differences(shape, first, read(shape, roster, swapped).figures) == [], "the order of written names is free"
    every = {one.key: one for one in fields(shape, roster)}
    key = data.draw(st.sampled_from(sorted(key for key in typed if every[key].kind == "whole")))
    other = read(shape, roster, {**typed, key: str(int(typed[key]) + 1)}).figures
    places = differences(shape, first, other)
    assert len(places) == 1
    if key.startswith("other"):
        assert "另选他人" in places[0], "which of the written names it is, is not told"
    else:
        assert places == [every[key].place]


def _moved(key):
    """The lines of written-in names in another order."""
    parts = key.split("-")
    if parts[0] == "other":
        parts[2] = str((int(parts[2]) + 3) % 6)
    return "-".join(parts)


# --- through the pages ---------------------------------------------------------------------------------------------

LINE = 8
"""Columns of a person's line in the printed report."""
COUNTS = st.tuples(*(st.integers(0, 970) for _ in range(8)))


@pytest.fixture
def people(village):
    township, county = village.township, village.township.parent
    return [
        factories.make_user(Role.TOWNSHIP_CLERK, township),
        factories.make_user(Role.TOWNSHIP_OFFICER, township),
        factories.make_user(Role.COUNTY_CLERK, county),
    ]


@pytest.mark.django_db
def test_the_outcome_is_that_of_the_raw_figures_whichever_way_they_were_entered_and_corrected(client, village, people):
    factories.make_registration(village, election=factories.make_regular(village))
    row = counted_round(village, announced="complete")
    empty = begin(client, people[0], row)

    @given(COUNTS, COUNTS, st.booleans(), st.sampled_from(("director", "member")))
    @settings(max_examples=4)
    def entered(counts, others, blind, wrong):
        with rolled_back():
            votes, corrected = by_post(counts), by_post(others)
            slip = {**votes, wrong: (votes[wrong][0] + 1, *votes[wrong][1:])}
            enter(client, people, empty, votes, slip, blind=blind)
            compare_with_engine(row, empty, votes)
            assert_printed(client, people[0], empty, votes)
            if corrected != votes:
                correct(client, people, empty, corrected)
                compare_with_engine(row, empty, corrected)
                assert_shown(client, empty, corrected)
                assert_printed(client, people[0], empty, corrected)

    entered()


def by_post(counts):
    return {"director": counts[:2], "deputy": counts[2:4], "member": counts[4:]}


def correct(client, people, sheet, votes):
    """Verified since, and found to differ from the paper: typed again by the same two, in the same way."""
    clerk, officer, county = people
    ResultSheet.objects.filter(pk=sheet.pk).update(state="verified")
    one = propose(client, clerk, sheet, "entry")
    hand_in(client, clerk, one.draft, paper(sheet, votes=votes), as_on_paper="1")
    move(client, officer, one.draft, "take")
    if reload(one.draft).blind:
        hand_in(client, officer, one.draft, paper(sheet, votes=votes), as_on_paper="1")
    else:
        move(client, officer, one.draft, "agree")
    assert correction_move(client, county, one, "confirm").status_code == 302


def assert_shown(client, sheet, votes):
    """The page of the result has the very figures that were typed, line by line."""
    posts = client.get(reverse("result_sheet", args=[sheet.pk])).context["figures"].posts
    assert {post.lines.post: tuple(line.total.votes for line in post.names) for post in posts} == votes


def assert_printed(client, user, sheet, votes):
    """The report as it is printed, once verified: the same figures, and the same people elected."""
    ResultSheet.objects.filter(pk=sheet.pk).update(state="verified")
    client.force_login(user)
    village = sheet.election.village_id
    answer = client.get(reverse("village_paper_print", args=[village, RESULT.code, "filled", "docx"]))
    tables = docx.Document(BytesIO(b"".join(answer))).tables
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    posts = {str(PostCode(post).label): post for post in votes}
    lines = [one[1:] for one in rows if len(one) == LINE and one[1] in posts]
    held = ResultSheet.objects.get(pk=sheet.pk)
    typed = {
        (post, line["name"], number)
        for post, own in zip(SEATS, named(held), strict=True)
        for line, number in zip(own, votes[post], strict=True)
    }
    assert {(posts[one[0]], one[1], int(one[3])) for one in lines} == typed
    elected = {(posts[one[0]], one[1], int(one[3])) for one in lines if one[-1] == ELECTED}
    assert elected == set(ElectedPerson.objects.values_list("post", "name", "votes"))


def enter(client, people, started, votes, slip, *, blind):
    """The first makes a slip; the second finds it, by typing or by comparing."""
    clerk, officer, county = people
    if blind:
        move(client, county, started, "blind", because="pilot")
    hand_in(client, clerk, started, paper(started, votes=slip), as_on_paper="1")
    move(client, officer, started, "take")
    if reload(started).method == "blind":
        hand_in(client, officer, started, paper(started, votes=votes), as_on_paper="1")
    else:
        move(client, officer, started, "point_out", differs=["account-0-printed"])
    assert reload(started).state == "different"
    hand_in(client, clerk, started, paper(started, votes=votes), as_on_paper="1")
    if reload(started).state == "second":  # compared; close figures are typed by somebody who has not seen them
        second = county if reload(started).method == "blind" else officer
        move(client, second, started, "take")
        if second is county:
            hand_in(client, county, started, paper(started, votes=votes), as_on_paper="1")
        else:
            move(client, officer, started, "agree")


def compare_with_engine(row, started, votes):
    held = ResultSheet.objects.get(pk=started.pk)
    assert held.agreed
    names = [[line["name"] for line in post] for post in named(held)]
    data = {
        "body": "committee",
        "day": row.held_on.isoformat(),
        "registered": 1200,
        "issued": 1000,
        "recovered": 990,
        "posts": [
            {
                "post": post,
                "seats": SEATS[post],
                "valid": 970,
                "void": 10,
                "blank": 10,
                "votes": [
                    {"name": name, "sex": "m", "for": number} for name, number in zip(own, votes[post], strict=True)
                ],
            }
            for post, own in zip(SEATS, names, strict=True)
        ],
    }
    raw = deciding.decided(row.election, sheet.read(data), row.rule_set).outcome.as_data()
    found = results.results([held])[held.pk]
    assert found.outcome.as_data() == raw
    elected = list(ElectedPerson.objects.values_list("post", "name", "votes"))
    assert elected == [(one["post"], one["name"], one["votes"]) for one in raw["elected"]]


def named(held):
    figures = results.load([held])[held.pk]
    return [[{"name": line.name} for line in post.names] for post in figures.posts]
