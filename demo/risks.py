"""Risks of the made-up county: sweeps, risk points, key villages and key persons in every state."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from django.contrib.auth import get_user_model

from accounts.models import User
from demo import days, names, risk_wording
from demo.county import County
from electioncycle.disclosure import restricted
from electioncycle.roles import Role
from risks.models import KeyPerson, KeyVillage, RiskPoint, Sweep
from risks.models.base import Settled
from risks.services import closing
from villages.choices import ListKind
from villages.models import KindItem, Village

KEY_VILLAGE_EVERY, KEY_PERSON_EVERY, UNSWEPT_EVERY = 9, 11, 13
AS_ENTERED = 2
PROOFS = "双方已签订调解协议并履行，村民代表会议予以确认，近一个月未再反映。"


def add_risks(county: County) -> None:
    """Everything as the townships enter it: nothing is closed yet."""
    kinds = list(county.kinds[ListKind.RISK_KIND].values())
    points: list[RiskPoint] = []
    first = _first_of_townships(county.villages)
    for village in county.villages:
        rng = county.rng(f"risks {village.code}")
        own = [kind for kind in kinds if rng.random() < 0.09] or (kinds[:1] if village.pk in first else [])
        points += [_point(county, village, kind, rng) for kind in own]
    found = Counter((point.village_id, point.kind_id) for point in points)
    county.save(_sweeps(county, kinds, found))
    county.save(points)
    types = list(county.kinds[ListKind.KEY_VILLAGE].values())
    chosen = [v for n, v in enumerate(county.villages) if n % KEY_VILLAGE_EVERY == 4 or v.pk in first]
    county.save([key_village(county, village, types[n % len(types)]) for n, village in enumerate(chosen)])
    chosen = [v for n, v in enumerate(county.villages) if n % KEY_PERSON_EVERY == 5 or v.pk in first]
    county.save([key_person(county, village, number) for number, village in enumerate(chosen, 1)])


def move_risks(county: County, *, clerk_of: Any, verifier: User) -> None:
    """Who may read what, then closings in every state; the first two townships begin with one as entered."""
    _assign_readers(county)
    first = list(_first_of_townships(county.villages))[:AS_ENTERED]
    models: tuple[type[Settled], ...] = (RiskPoint, KeyVillage, KeyPerson)
    for model in models:
        rows = model.objects.filter(cycle=county.cycle).exclude(village__in=first)
        for number, row in enumerate(rows.select_related("village__township", "cycle").order_by("pk")):
            if model is KeyPerson:
                restricted.let_read(row, verifier, by=verifier)
            _settle(row, number, clerk=clerk_of(row.village), verifier=verifier)


def _settle(row: Any, number: int, *, clerk: User, verifier: User) -> None:
    if number % 6 in (0, 1, 3):
        return
    outcome = "removed" if number % 12 == 5 else "settled"
    row = closing.apply_closing(row, proof=PROOFS, outcome=outcome, by=clerk)
    if number % 6 == 2:
        return
    row = closing.verify_closing(row, by=verifier, reason="材料齐全，已电话回访当事人。")
    if number % 12 == 11:
        closing.reopen(row, by=verifier, reason="当事人再次到镇反映同一事项。")


def _assign_readers(county: County) -> None:
    """The officials of the township open its entries."""
    users = get_user_model().objects.filter(groups__name__in=(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK))
    for user in users.filter(scopes__area__path__startswith=county.area.path).distinct():
        for row in KeyPerson.objects.filter(user.scope_q("village__path"), cycle=county.cycle):
            restricted.let_read(row, user, by=user)


def _first_of_townships(villages: Sequence[Village]) -> set[int]:
    found: dict[int, int] = {}
    for village in villages:
        found.setdefault(village.township_id, village.pk)
    return set(found.values())


def _sweeps(county: County, kinds: Sequence[KindItem], found: Counter[tuple[int, int]]) -> list[Sweep]:
    """One village in thirteen is not swept to the end."""
    rows = []
    for number, village in enumerate(county.villages):
        rng = county.rng(f"sweep {village.code}")
        on, who = county.days.at(days.SWEPT + rng.randint(0, 30)), county.people.name(rng, male=True)
        for place, kind in enumerate(kinds):
            count = found[village.pk, kind.pk]
            if count or number % UNSWEPT_EVERY != 7 or place < 3:
                rows.append(
                    Sweep(cycle=county.cycle, village=village, kind=kind, found=count, swept_on=on, swept_by=who)
                )
    return rows


def _progress(county: County, row: Settled, rng: Random, texts: Sequence[str]) -> None:
    """Most rows move, some have not for weeks, some were not begun."""
    if rng.random() < 0.85:
        row.progress = rng.choice(texts)
        row.progress_on = county.days.at(-rng.choice((1, 2, 4, 6, 9, 30)))


def _point(county: County, village: Village, kind: KindItem, rng: Random) -> RiskPoint:
    fact, measure, progress = rng.choice(risk_wording.POINTS.get(kind.code, risk_wording.POINTS["petition"]))
    row = RiskPoint(
        cycle=county.cycle,
        village=village,
        kind=kind,
        level=rng.choices(("high", "medium", "low"), (2, 5, 5))[0],
        facts=fact.format(last=county.days.year - 1, n=rng.randint(1, 9), k=rng.randint(2, 30)),
        source=rng.choice(("sweep", "sweep", "petition", "visit", "people")),
        started_on=county.days.at(days.SWEPT + rng.randint(0, 30)),
        responsible=f"{county.people.name(rng, male=True)}({rng.choice(names.TOWNSHIP_LEADER_POSTS)})",
        deadline=county.days.at(rng.choice(days.RISKS_DUE)),
        measures=measure,
    )
    _progress(county, row, rng, (progress,))
    return row


def key_village(county: County, village: Village, kind: KindItem) -> KeyVillage:
    rng, people = county.rng(f"key village {village.code}"), county.people
    row = KeyVillage(
        cycle=county.cycle,
        village=village,
        kind=kind,
        level=rng.choice(("key", "key", "watch")),
        facts=rng.choice(risk_wording.KEY_VILLAGES),
        started_on=county.days.at(days.SWEPT),
        people=rng.randint(6, 80),
        county_leader=f"{people.name(rng, male=True)}({''.join(rng.choice(names.COUNTY_LEADERS))})",
        department=rng.choice(names.DEPARTMENTS),
        township_leader=f"{people.name(rng, male=True)}({rng.choice(names.TOWNSHIP_LEADER_POSTS)})",
        cadre=people.name(rng, male=True),
        police=people.name(rng, male=True),
        goal="换届前矛盾基本化解，群众认可",
        deadline=county.days.at(rng.choice(days.RISKS_DUE)),
        measures="包案领导每月到村不少于两次，逐户听取意见；帮扶部门协调项目资金；驻村干部每周报告情况。",
    )
    _progress(county, row, rng, risk_wording.PROGRESS)
    return row


def key_person(county: County, village: Village, number: int) -> KeyPerson:
    rng, people = county.rng(f"key person {village.code}"), county.people
    source, facts = rng.choice(risk_wording.PERSONS)
    birth = people.birth(rng, 30, 68, county.days.at(days.SWEPT))
    row = KeyPerson(
        cycle=county.cycle,
        village=village,
        number=f"{village.township.name[:-1]}-{number:02d}",
        name=people.name(rng, male=True),
        id_number=people.id_number(rng, birth, male=True),
        facts=facts.format(year=county.days.year),
        source=source,
        source_number=f"{village.township.name[0]}登〔{county.days.year}〕{rng.randint(3, 90)}号",
        source_on=county.days.at(days.SWEPT - rng.randint(3, 60)),
        demand=rng.choice(("fair", "partly", "unfair", "unchecked")),
        leader=people.name(rng, male=True),
        cadre=people.name(rng, male=True),
        police=people.name(rng, male=True),
        measures="明确专人联系，每周入户一次；由司法所牵头调解；合理诉求限期办结并书面答复。",
        review_on=county.days.at(rng.choice(days.KEY_PERSONS_REVIEWED)),
        valid_until=county.days.at(days.KEY_PERSONS_UNTIL),
    )
    _progress(county, row, rng, risk_wording.PROGRESS)
    return row
