"""The result engine: worked examples by their numbers, properties for generated figures, and inputs nobody can read."""

import ast
import json
import subprocess
import sys
from datetime import date
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import assume, given
from hypothesis import strategies as st

from elections.management.commands.decide_result import decided
from elections.rules import calendar, shipped
from elections.rules.asked import ASKED, ASKED_OF_STEPS
from elections.rules.decide import decide
from elections.rules.norms import Norm, Norms
from elections.rules.sheet import RELATIONS, read
from elections.rules.shipped import norms_of
from villages.rules import keys

EXAMPLES = json.loads((Path(__file__).parent / "data" / "elections" / "examples.json").read_text(encoding="utf-8"))
KEYS = {"valid", "elected", "open", "tied", "gave_way", "next", "until", "acting", "undecided", "checks",
        "check_places", "sentences"}  # fmt: skip
CLOSE = {"W.318", "W.413"}
"""What speaks of a handful of ballots, however many there are in all."""


def seen(answer, expected):
    """The answer as short as the example tells it."""
    names = [one["name"] for one in answer["elected"]]
    short = {
        "elected": names,
        "count": len(names),
        "votes": {one["name"]: one["votes"] for one in answer["elected"] if one["name"] in expected.get("votes", {})},
        "open": sum(one["seats"] for one in answer["open"]),
        "tied": [[one["names"], one["seats"]] for one in answer["tied"]],
        "gave_way": [[one["name"], one["for"]] for one in answer["gave_way"]],
        "undecided": [one["code"] for one in answer["undecided"]],
        "codes": [code for code in expected.get("codes", []) if code in answer["checks"]],
    }
    return {key: short.get(key, answer.get(key)) for key in expected}


@pytest.mark.parametrize("example", EXAMPLES, ids=[one["no"] for one in EXAMPLES])
def test_the_worked_example_comes_out_as_on_paper(example):
    answer = decided(example["input"])
    assert set(answer) == KEYS
    assert answer["sentences"]
    assert seen(answer, example["outcome"]) == example["outcome"], answer


# Every rule acts ------------------------------------------------------------------------------------------------------

OTHER_VALUES = {
    "turnout_over": ["3/4"], "turnout_by": ["voted"], "recovered_over": ["issued", "voted"], "elected_over": ["2/3"],
    "elected_base": ["valid"], "runoff_share": ["1/2"], "runoff_turnout_over": ["3/4"], "runoff_days": [7],
    "representatives_quorum": ["over 1/3"], "byelection_quorum": ["over 1/2"], "party_quorum": ["over 4/5"],
    "party_majority_base": ["实到会"], "party_extra_share": ["80%"], "woman_seat": ["none", "last_seat"],
    "women_min": [0, 2], "kin_elected": ["none", "stop"], "kin_before_tie": [False],
    "kin_pair_committee": ["村(居)委会成员与村(居)委会成员：祖孙"], "votes_added_down": [True, False],
    "nomination_added_down": [False], "withdrawn_counts": [True], "vacancy_from": ["none", "first"],
    "vacancy_by": ["none", "assembly"], "vacancy_min": [2, 5], "vacancy_needs_director": [True, False],
    "acting_rule": ["deputy_votes", "deputy"], "ballot_asks": ["for_against_abstain"], "surplus_least": [3],
    "surplus_director": [0, 3], "surplus_deputy": [0, 3], "surplus_member_min": [0, 3], "surplus_member_max": [9],
    "nomination_over": ["3/4"], "recall_voters_share": ["1/2"], "recall_representatives_share": ["1/2"],
    "recall_again_after": [3], "void_election_days": [9], "check_void_share": ["1%"], "check_blank_share": ["50%"],
    "check_everybody_share": ["10%"], "check_same_share": ["10%"], "check_half_margin": [0, 99],
    "check_edge_votes": [0, 99], "nominations_per_voter": ["seats"],
}  # fmt: skip
FIGURES = ("valid", "elected", "open", "tied", "gave_way", "next", "until", "acting", "undecided", "checks")


def outcome_with(example, key, value):
    given_rules = example["input"].get("rules", {}) | {key: value}
    answer = decided(example["input"] | {"rules": given_rules})
    return {name: answer[name] for name in FIGURES}


DAYS = {step.key for track in calendar.tracks().values() for step in track.steps.values()} & ASKED
X = date(2026, 12, 20)


@pytest.mark.parametrize("key, value", [*((key, 77) for key in sorted(DAYS)), ("withdrawal_from", "candidates_list")])
def test_another_value_of_the_rule_moves_a_day(key, value):
    facts = {"candidates_list": [date(2026, 12, 14)], "petition": [date(2026, 12, 1)]}
    for code, track in product(shipped.codes(), calendar.tracks()):
        sets = (Norms(norms_of(code, change), X) for change in ({}, {key: value}))
        plain, other = ([one.latest for one in calendar.calendar(X, norms, facts, track=track)] for norms in sets)
        if plain != other:
            return
    pytest.fail(f"no day moves with {key}: nothing reads it")


@pytest.mark.parametrize("key", sorted(ASKED - (DAYS - {"runoff_days"}) - {"withdrawal_from"}))
def test_another_value_of_the_rule_turns_an_example(key):
    assert key in OTHER_VALUES, f"{key} is shipped and nobody says what it does"
    for example in EXAMPLES:
        plain = {name: answer for name, answer in decided(example["input"]).items() if name in FIGURES}
        if any(outcome_with(example, key, value) != plain for value in OTHER_VALUES[key]):
            return
    pytest.fail(f"no example turns on {key}: nothing reads it")


def test_every_rule_that_the_election_asks_for_is_declared_and_shipped():
    """Whatever code of the election names as a key of a rule; what is put together is named in the set below."""
    built = {"recall_voters_share", "recall_representatives_share", "kin_pair_committee"}
    texts = [path.read_text() for path in Path(shipped.__file__).parent.glob("*.py") if path.name != "asked.py"]
    named = {key for key in keys.KINDS if any(f'"{key}"' in text or f"'{key}'" in text for text in texts)}
    assert len(texts) >= 10
    assert (named | DAYS | built) - {"nomination"} - ASKED_OF_STEPS == ASKED
    for code in shipped.codes():
        assert {norm.key for norm in norms_of(code)} >= ASKED, code


def test_every_rule_that_a_step_is_held_against_is_read_and_tried_with_another_value():
    """They are asked by what checks the records of a step; pages of these steps are tested under other values."""
    app, tests = Path(shipped.__file__).parent.parent, Path(__file__).parent
    declared = {"asked.py", "ahead.py", "rules.json"}
    sources = [*app.rglob("*.py"), app.parent / "villages" / "rules" / "avoidance.py"]
    code = "".join(path.read_text() for path in sources if path.name not in declared)
    tried = "".join(path.read_text() for path in tests.glob("test_*.py") if path != Path(__file__))
    for key in sorted(ASKED_OF_STEPS):
        assert f'"{key}"' in code, f"nothing reads {key}"
        assert f'"{key}"' in tried or f"{key}=" in tried, f"no test says what {key} does"
    assert not ASKED_OF_STEPS & ASKED
    for code_of_set in shipped.codes():
        assert {norm.key for norm in norms_of(code_of_set)} >= ASKED_OF_STEPS, code_of_set


def test_every_shipped_value_names_its_source_and_can_be_read():
    for code in shipped.codes():
        for norm in norms_of(code):
            assert norm.source
            assert not keys.fault(norm.key, norm.value), (code, norm)
            assert norm.unsure, f"{code} {norm.key}: read from an older text, so it is 待确认"


def test_a_paper_names_an_article_only_of_a_confirmed_value():
    told = [Norm("x", 1, "某法第十五条第二款；须核对", unsure).basis for unsure in (True, False)]
    assert told == ["某法(待确认)", "某法第十五条第二款"]


ALLOWED = {("sheet.py", 3): "a pair of kin has three parts", ("sheet.py", 10): "MOST", ("sheet.py", 7): "MOST",
           ("filling.py", 2): "rank of a member", ("filling.py", 4): "MOST_DOUBTS", ("recall.py", 3): "1 March",
           ("account.py", 2): "twice the ballots beside those registered", ("sentences.py", 2): "a half has a word",
           ("answering.py", 2): "exit code", ("kept_checks.py", 12): "length of a digest",
           ("choices.py", 200): "MOST_SEATS", ("facts.py", 500): "MOST_WORDS",
           ("elections.py", 1988): "EARLIEST", ("planning.py", 7): "NEAR", ("planning.py", 730): "LONGEST",
           ("calendar.py", 2): "a part of a name", ("calendar.py", 1000): "MOST"} | {
    (name, number): why
    for why, pages in {
        "an answer's status": {"schemes.py": (200, 409, 422), "scheme_templates.py": (200, 409, 422)},
        "what a page or a paper shows": {
            "schemes.py": (2, 3, 50, 100, 100_000),
            "last_days.py": (3, 7, 15, 400, 1.1, 1.5, 1.6, 1.7, 2.8),
            "burden.py": (3, 5),
            "committees.py": (3, 9),
            "name_lists.py": (10, 12, 16, 24, 26, 30, 32, 70),
            "bodies.py": (10,),
            "ballots.py": (2, 4, 14, 15, 22, 34, 40, 60),
            "checks.py": (9, 14, 18, 22, 36, 41, 51, 200),
            "needed.py": (0.8, 1.3, 2.2, 4),
            "needed_votes.py": (6, 30),
            "failures.py": (1.1, 1.2, 1.3, 1.4, 1.6, 1.7),
            "undelivered.py": (1.1, 1.2, 1.4, 1.5, 1.6, 1.8),
            "certificate.py": (0.3528, 0.55, 10),
            "counting.py": (2, 3, 4, 5, 12, 20),
            "paper_fillings.py": (3,),
            "rounds.py": (200,),
            "after_matters.py": (180, 0.8, 1.2, 1.4, 1.6),
            "archive_checks.py": (100,),
            "archive.py": (5, 6, 7, 8, 9, 10, 20, 28, 31, 38, 40, 60, 200),
            "handover.py": (3, 8, 12, 14, 16, 20, 22, 24, 26, 30, 34),
            "quick_totals.py": (3,),
            "voter_lists.py": (2, 6, 10),
            "polling_contacts.py": (2,),
            "registration.py": (20,),
            "before.py": (2, 3, 8, 9, 10, 12, 16, 18, 20, 22, 24, 26, 30, 34, 40),
            "polling.py": (2, 3, 4, 5, 6, 8, 11, 12, 14, 16, 18, 20, 22, 24, 26, 34, 36, 38, 3.4, 3.5, 5.5),
        },
        "what the pages and papers of those elected show": {
            "elected_team.py": (2, 3, 4, 100, 0.8, 1.2, 1.3, 1.4, 1.5, 1.6),
            "mid_term.py": (1.3, 1.5, 1.6, 1.8),
            "next_team.py": (200,),
        },
        "tenths of a year": {"elected_team.py": (10,)},
        "months of a year": {"mid_term.py": (12,)},
        "this term and the one before": {"sitting.py": (2,)},
        "how many editions of rules a process remembers": {"norms.py": (32, 256)},
        "an answer's status on a page of its own": {
            "committees.py": (200, 409, 422),
            "drafts.py": (200, 409, 422),
            "mid_term.py": (200,),
            "result_sheets.py": (200, 422),
        },
        "the first and the second who types, of a pair, of two places": {
            "result_sheets.py": (2,),
            "results.py": (2,),
            "sheet_shapes.py": (2,),
            "party.py": (2,),
        },
        "how much can be typed, read or printed at all": {
            "name_lists.py": (20, 40, 2000),
            "bodies.py": (500,),
            "notices.py": (2, 500),
            "party.py": (30, 20_000),
            "sheet_figures.py": (40,),
            "sheet_shape.py": (6, 9),
            "committees.py": (40,),
            "nominations.py": (9, 100_000),
            "papers.py": (5, 6, 20, 50, 72, 99, 150, 420, 100_000),
            "blind_entry.py": (3, 60, 500),
            "disputes.py": (4, 10),
            "purges.py": (20,),
            "registrations.py": (100_000,),
            "staffing.py": (100_000,),
            "checks.py": (300,),
            "ballots.py": (20, 60),
            "notice_texts.py": (30, 999),
            "reviews.py": (4,),
            "voter_lists.py": (99, 20_000, 200_000),
        },
        "which of two findings of one code": {"staff_checks.py": (2,)},
        "a part of a line that was split": {"registration.py": (2,)},
        "29 February": {"registration.py": (2, 3, 28, 29)},
        "how many strokes of a character are kept, and of how many lists one is the longer": {"strokes.py": (2, 64)},
        "Chinese numerals": {"schemes.py": (10,)},
        "the words say a half": {"duty_desk.py": (2,), "verified_results.py": (2,)},
        "the night after a polling day ends at six": {"quick.py": (6,)},
        "up the folders": {"texts.py": (2,)},
        "as shipped, where an edition older than the rule lacks it": {"purges.py": (180,)},
    }.items()
    for name, numbers in pages.items()
    for number in numbers
}  # fmt: skip
MEASURES = ("max_length", "width", "widths", "position", "rows", "copies", "spare", "status")
"""Arguments that say how long a text or how wide a column is, where something stands, how many lines a paper has."""


def numbers(tree):
    """Figures written in code, but for measures, widths and slices."""
    measured = set()
    for node in ast.walk(tree):
        named = getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else ""
        widths = named in MEASURES or named.endswith("WIDTHS")
        if widths or isinstance(node, ast.Slice) or (isinstance(node, ast.keyword) and node.arg in MEASURES):
            measured |= set(map(id, ast.walk(node)))
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in measured)
    return {node.value for node in constants if type(node.value) in (int, float) and node.value not in (0, 1)}


def test_no_number_of_the_law_stands_in_code():
    found, read_files = set(), 0
    for path in Path(shipped.__file__).parent.parent.rglob("*.py"):
        if "migrations" not in path.parts:
            read_files += 1
            found |= {(path.name, number) for number in numbers(ast.parse(path.read_text()))}
    assert numbers(ast.parse("Field(max_length=60)\nwindow(day, 30)")) == {30}
    assert read_files >= 12
    assert found <= set(ALLOWED)
    assert {("filling.py", 4), ("recall.py", 3)} <= found, "the search sees numbers"


# Properties -----------------------------------------------------------------------------------------------------------

NAMES = "甲乙丙丁戊己庚辛"


@st.composite
def sheets(draw, rule_sets=("national", "zhejiang", "shanghai", "henan", "beijing"), rounds=("first", "other", "tie")):
    """A committee's sheet whose marks fit on its ballots."""
    recovered = draw(st.integers(1, 900))
    seats = {"director": 1, "member": draw(st.integers(1, 5))}
    posts = []
    for post, number in seats.items():
        names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=7))
        left, votes = recovered * number, []
        for name in names:
            figure = draw(st.integers(0, min(recovered, left)))
            left -= figure
            standing = draw(st.sampled_from(["candidate"] * 6 + ["written_in", "namesake", "not_registered"]))
            votes.append({"name": name, "sex": draw(st.sampled_from("mf")), "for": figure, "standing": standing})
        posts.append({"post": post, "seats": number, "votes": votes})
    pairs = draw(st.lists(st.sampled_from([(a, b) for a in NAMES for b in NAMES if a < b]), max_size=3, unique=True))
    return {
        "rule_set": draw(st.sampled_from(rule_sets)), "body": "committee", "procedure": "regular", "mode": "all",
        "round": draw(st.sampled_from(rounds)), "day": "2026-12-20", "registered": recovered, "issued": recovered,
        "recovered": recovered, "posts": posts, "kin": [[*pair, draw(st.sampled_from(RELATIONS))] for pair in pairs],
    }  # fmt: skip


def outcome_of(data):
    sheet = read(data)
    norms = Norms(norms_of(data["rule_set"], data.get("rules")), sheet.day)
    return decide(sheet, norms)


@given(sheets())
def test_every_seat_is_won_voted_on_again_free_or_asked_about_and_none_is_made(data):
    for one in outcome_of(data).decided:
        seating = one.seating
        tied, asked = sum(tie.seats for tie in seating.ties), sum(question.seats for question in seating.questions)
        assert len(seating.elected) + tied + seating.open + asked == one.post.seats
        assert min([*(tie.seats for tie in seating.ties), seating.open]) >= 0
        assert all(len(tie.names) > tie.seats for tie in seating.ties)
    names = [person.name for one in outcome_of(data).decided for person in one.seating.elected]
    assert len(names) == len(set(names)), "nobody sits twice"


@given(sheets(rounds=("first",)))
def test_at_most_two_fewer_one_pass_half(data):
    for one in outcome_of(data).decided:
        passing = [person for person in one.post.people if 2 * person.votes > data["recovered"]]
        assert len(passing) <= 2 * one.post.seats - 1


@given(sheets(rule_sets=("national",)), st.data())
def test_more_votes_never_unseat_anybody(data, draw):
    winners = [(one["post"], one["name"]) for one in decided(data)["elected"]]
    assume(winners)
    post, name = draw.draw(st.sampled_from(winners))
    more = json.loads(json.dumps(data))
    line = next(one for p in more["posts"] if p["post"] == post for one in p["votes"] if one["name"] == name)
    line["for"] = min(line["for"] + draw.draw(st.integers(1, 50)), data["recovered"])
    assert (post, name) in [(one["post"], one["name"]) for one in decided(more)["elected"]]


def doubled(value):
    if isinstance(value, dict):
        return {key: 2 * one if key in DOUBLED else doubled(one) for key, one in value.items()}
    return [doubled(one) for one in value] if isinstance(value, list) else value


DOUBLED = ("for", "registered", "issued", "recovered")


@given(sheets())
def test_twice_as_many_ballots_with_twice_as_many_votes_change_nothing(data):
    once, twice = decided(data), decided(doubled(data))
    for answer in (once, twice):
        answer["checks"] = [code for code in answer["checks"] if code not in CLOSE]
        answer["check_places"] = {code: where for code, where in answer["check_places"].items() if code not in CLOSE}
        answer["elected"] = [(one["post"], one["name"]) for one in answer["elected"]]
        del answer["sentences"]
    assert once == twice


@given(sheets(), st.permutations(NAMES))
def test_nothing_hangs_on_what_somebody_is_called(data, others):
    called = dict(zip(NAMES, others, strict=True))
    renamed = json.loads("".join(called.get(letter, letter) for letter in json.dumps(data, ensure_ascii=False)))
    once, again = decided(data), decided(renamed)
    assert [called[one["name"]] for one in once["elected"]] == [one["name"] for one in again["elected"]]
    assert once["next"] == again["next"]


@given(sheets(rule_sets=("national",)))
def test_sex_and_kin_are_not_read_where_no_rule_asks(data):
    plain = json.loads(json.dumps(data))
    plain["kin"] = []
    for post in plain["posts"]:
        for line in post["votes"]:
            line["sex"] = "m"
    assert decided(plain)["elected"] == decided(data)["elected"]
    assert decided(plain)["next"] == decided(data)["next"]


@given(sheets())
def test_a_stop_holds_only_winners_that_no_reading_changes(data):
    """Whichever way a name shared by two is settled, who was elected before stays elected."""
    answer = decided(data)
    assume(any(one["standing"] == "namesake" for post in data["posts"] for one in post["votes"]))
    sure = {(one["post"], one["name"]) for one in answer["elected"]}
    for standing in ("written_in", "not_registered"):
        settled = json.loads(json.dumps(data))
        for post in settled["posts"]:
            for line in post["votes"]:
                if line["standing"] == "namesake":
                    line["standing"] = standing
        undecided = {name for one in decided(settled)["undecided"] for name in one["names"]}
        now = {(one["post"], one["name"]) for one in decided(settled)["elected"]}
        assert {pair for pair in sure if pair[1] not in undecided} <= now


@given(sheets())
def test_whoever_is_elected_is_told_with_figures_and_source(data):
    answer = decided(data)
    for one in answer["elected"]:
        told = [sentence for sentence in answer["sentences"] if sentence.startswith(one["name"])]
        assert any(f"得{one['votes']}票" in sentence for sentence in told)
        assert data["round"] == "tie" or any("依据：" in sentence for sentence in told)


# Input ----------------------------------------------------------------------------------------------------------------

GOOD = next(one["input"] for one in EXAMPLES if one["no"] == "M5")


@pytest.mark.parametrize(
    "change, field",
    [
        ({"registered": -1}, "registered"), ({"registered": "八百"}, "registered"),
        ({"registered": True}, "registered"), ({"posts": []}, "posts"),
        ({"recovered": 1.5}, "recovered"), ({"body": "council"}, "body"), ({"round": "second"}, "round"),
        ({"day": "2026-02-30"}, "day"), ({"day": "20261220"}, "day"), ({"posts": {}}, "posts"),
        ({"posts": [{"post": "member", "seats": 3, "votes": [{"for": 1}]}]}, "posts[0].votes[0].name"),
        ({"posts": [{"post": "member", "seats": -3, "votes": []}]}, "posts[0].seats"),
        ({"posts": [{"post": "m", "votes": [{"name": "甲", "for": 1}, {"name": "甲", "for": 2}]}]}, "posts[0].votes"),
        ({"kin": [["甲", "乙", "friend"]]}, "kin[0]"), ({"kin": [["甲", "甲", "spouse"]]}, "kin[0]"),
        ({"rule_set": "atlantis"}, "rule_set"), ({"rules": {"turnout_over": "一半"}}, "rules.turnout_over"),
        ({"rules": {"elected_over": None}}, "rules.elected_over"), ({"scheme": []}, "scheme"),
        ({"body": "party"}, "expected"), ({"body": "party", "rules": {"party_majority_base": "实到会"}}, "present"),
        ({"petition": {"by": "voters", "signed": 3}, "posts": []}, "petition"),
        ({"rule_set": {"rules": [{"value": 1}]}}, "rule_set.rules[0].key"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_ends_with_two(change, field, tmp_path, capsys):
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    call_command("decide_result", str(path), stdout=StringIO())
    path.write_text(json.dumps(GOOD | change), encoding="utf-8")
    told = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("decide_result", str(path), stdout=told)
    assert ended.value.code == 2
    assert json.loads(told.getvalue())["field"] == field


def test_the_command_reads_standard_input_and_ends_well_when_nobody_is_elected():
    data = next(one["input"] for one in EXAMPLES if one["no"] == "M1")
    command = [sys.executable, "manage.py", "decide_result", "-"]
    done = subprocess.run(command, input=json.dumps(data), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["elected"] == []


@pytest.mark.parametrize("text", ["", "[", "[]", "null", '"x"', "[" * 100_000])
def test_what_is_no_object_is_refused(text, tmp_path):
    path = tmp_path / "sheet.json"
    path.write_text(text)
    with pytest.raises(SystemExit) as ended:
        call_command("decide_result", str(path), stdout=StringIO())
    assert ended.value.code == 2


def test_a_set_given_whole_decides_by_the_entry_in_force_on_the_day():
    rules = [{"key": "runoff_days", "value": 30, "source": "甲办法"},
             {"key": "runoff_days", "value": 15, "source": "乙办法", "from": "2026-12-01"}]  # fmt: skip
    data = next(one["input"] for one in EXAMPLES if one["no"] == "M9") | {"rule_set": {"code": "x", "rules": rules}}
    assert decided(data)["until"] == "2027-01-04"
    assert decided(data | {"day": "2026-11-30"})["until"] == "2026-12-30"
