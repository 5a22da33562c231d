"""The joint review of the pilots: 4 hits among those who declared and were nominated; decoys that must not count."""

from datetime import date
from random import Random
from typing import Any

from accounts.models import User
from candidates.figures.reviews import hits
from candidates.models import Intention, Nominee, ReviewBatch, ReviewDecision, ReviewSubject
from candidates.review_choices import AnswerResult, Body, ObjectionOutcome, Result
from candidates.services import review_answers, review_batches, review_decisions
from demo import reviews as demo
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from villages.models import Cycle, Person, Village

DECLARED, LETTER, SIGNED, STAMPED, MEETING = (date(2026, *day) for day in ((6, 2), (6, 10), (6, 12), (6, 15), (6, 18)))
ELECTION = date(2026, 12, 18)
HITS = (("declared", 0, 0), ("declared", 1, 1), ("nominated", 2, 0), ("declared", 2, 1))
"""Who the four are: how they came up, in which pilot, which finding."""
PILOTS = 3


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    return {"review_hits": hits(admin, cycle)}


def enter_before_merger(scene: Scene) -> None:
    """A decoy: somebody refused in the village that is merged away."""
    _publish(scene)
    batch = _batch(scene, "2026-并村前", "组函〔2026〕8号")
    row = _declare(scene, scene.county.villages[-2], "并村前人选")
    (subject,) = _send(scene, batch, [row])
    batch = subject.batch
    department, values = demo.finding(batch, 0, calendar=scene.county.days, on=STAMPED)
    demo.answer_all(batch, [subject], {(department, subject.pk): values}, by=scene.staff.county_clerk, on=STAMPED)
    demo.conclude(subject, Result.UNQUALIFIED, item="B1", staff=scene.staff, on=MEETING)


def enter(scene: Scene) -> list[ReviewDecision]:
    """Twelve people of three pilots; returns the four conclusions."""
    pilots = scene.county.villages[:PILOTS]
    wanted = [(_nominate if how == "nominated" else _declare)(scene, pilots[at], "") for how, at, _ in HITS]
    decoys = [_declare(scene, pilots[number % PILOTS], "") for number in range(5)]
    batch = _batch(scene, "2026-试点", "组函〔2026〕11号")
    subjects = _send(scene, batch, [*wanted, *decoys])
    batch = subjects[0].batch
    found = {}
    for subject, (_, _, number) in zip(subjects, HITS, strict=False):
        department, values = demo.finding(batch, number, calendar=scene.county.days, on=STAMPED)
        found[department, subject.pk] = values
    overdue, namesake, heard, back, _ = subjects[len(HITS) :]
    for subject, number in ((overdue, 3), (heard, 0), (back, 1)):
        department, values = demo.finding(batch, number, calendar=scene.county.days, on=STAMPED)
        found[department, subject.pk] = values
    found["police", namesake.pk] = {"result": AnswerResult.NAMESAKE, "handler": "经办人", "stamped_on": STAMPED}
    demo.answer_all(batch, subjects, found, by=scene.staff.county_clerk, on=STAMPED)
    decided = []
    for subject, (_, _, number) in zip(subjects, HITS, strict=False):
        item = demo.FINDINGS[number][1]
        decided.append(demo.conclude(subject, Result.UNQUALIFIED, item=item, staff=scene.staff, on=MEETING))
    _enter_decoys(scene, overdue, namesake, heard, back)
    demo.conclude(subjects[-1], Result.QUALIFIED, staff=scene.staff, on=MEETING)
    return [review_decisions.tell(one, on=MEETING, by=scene.staff.county_clerk) for one in decided]


def _enter_decoys(
    scene: Scene, overdue: ReviewSubject, namesake: ReviewSubject, heard: ReviewSubject, back: ReviewSubject
) -> None:
    """Past its years; another person of the same name; an objection upheld; a conclusion that was sent back."""
    clerk, admin = scene.staff.county_clerk, scene.admin
    given = namesake.answers.get(result=AnswerResult.NAMESAKE)
    review_answers.settle_namesake(given, by=clerk, same=False, reason="身份证号不同，非本人", values={})
    for one in (overdue, namesake):
        demo.conclude(
            one, Result.QUALIFIED, staff=scene.staff, on=MEETING, basis="已满追溯年限" if one == overdue else ""
        )
    refused = demo.conclude(heard, Result.UNQUALIFIED, item="B1", staff=scene.staff, on=MEETING)
    refused = review_decisions.tell(refused, on=MEETING, by=clerk)
    objection = review_decisions.receive_objection(refused, received_on=MEETING, words="判决已改判", by=clerk)
    review_decisions.answer_objection(
        objection, outcome=ObjectionOutcome.UPHELD, answer="经法院核实，原判决已撤销。", by=admin
    )
    item = review_answers.items_of(back.batch)["B4"]
    proposed = review_decisions.propose(
        back, review_decisions.Conclusion(Result.UNQUALIFIED, MEETING, "", item), by=clerk
    )
    review_decisions.send_back(proposed, by=admin, reason="处分影响期须再核实")
    draft = _batch(scene, "2026-误建", "")
    review_batches.add_people(draft, [_declare(scene, heard.village, "")], body=Body.COMMITTEE, by=clerk)
    (extra,) = draft.subjects.all()
    withdraw(extra, by=scene.staff.clerk_of(extra.village), reason="批次建错，改列下一批")


def _publish(scene: Scene) -> None:
    demo.publish_list(scene.county.cycle, by=scene.staff.county_clerk, publisher=scene.admin, on=date(2026, 5, 10))


def _batch(scene: Scene, number: str, letter: str) -> ReviewBatch:
    by = scene.staff.county_clerk
    cycle = scene.county.cycle
    return demo.open_batch(cycle, number, "preliminary", letter, by=by, on=LETTER, election_day=ELECTION)


def _send(scene: Scene, batch: ReviewBatch, rows: list[Any]) -> list[ReviewSubject]:
    """As far as the approved letter, in the order of ``rows``."""
    clerk = scene.staff.county_clerk
    review_batches.add_people(batch, rows, body=Body.COMMITTEE, by=clerk)
    demo.sign_first_review(batch, by=clerk, on=SIGNED)
    review_batches.approve_letter(review_batches.ask_letter(batch, by=clerk), by=scene.admin)
    found = ReviewSubject.objects.filter(batch=batch).select_related("batch__cycle__county", "person", "village")
    by_person = {one.person_id: one for one in found}
    return [by_person[row.person_id] for row in rows]


def _person(scene: Scene, name: str, rng: Random) -> Person:
    people, male = scene.county.people, rng.random() < 0.8
    birth = people.birth(rng, 30, 55, DECLARED)
    return Person(
        name=name or people.name(rng, male=male),
        sex="male" if male else "female",
        id_number=people.id_number(rng, birth, male=male),
        politics="party_member",
        education="high_school",
    )


def _declare(scene: Scene, village: Village, name: str) -> Intention:
    """His own declaration, through the form of the ledger."""
    rng = scene.county.rng(f"declared{village.code}{Intention.all_rows.count()}")
    row = Intention(
        cycle=scene.county.cycle,
        village=village,
        person=_person(scene, name, rng),
        post="director",
        declaration="愿意参选村委会主任，为村里办事",
        declared_how="talk",
        declared_on=DECLARED,
        recorded_by="联村领导",
    )
    return counties.enter(REGISTRY["intention"], row, scene.staff.clerk_of(village), scene.county.cycle)


def _nominate(scene: Scene, village: Village, name: str) -> Nominee:
    """Put forward by the township's party committee."""
    person = _person(scene, name, scene.county.rng(f"nominated{village.code}"))
    row = Nominee(cycle=scene.county.cycle, village=village, person=person, post="secretary")
    found: Nominee = counties.enter(REGISTRY["nominee"], row, scene.staff.clerk_of(village), scene.county.cycle)
    return found
