"""Who keeps the books of the villages, and relations that the county read out of the townships' words."""

from datetime import date

from demo import days
from demo.accounts import Staff
from demo.county import County
from villages.choices import ListKind
from villages.models import KindItem, Person, Village, VillageStaff
from villages.services import kinship, kinship_texts


def add_staff_posts(county: County, villages: list[Village]) -> None:
    """A treasurer a village; in every thirtieth an overseer keeps the books himself, which no rule lets stand."""
    rng = county.rng("staff posts")
    post = county.kinds[ListKind.STAFF_POST]["treasurer"]
    persons, rows = [], []
    for number, village in enumerate(villages):
        overseer = village.team.filter(cycle=county.cycle).exclude(supervision_post="none").first()
        if number % 30 == 7 and overseer is not None:
            person = overseer.person
        else:
            male = rng.random() < 0.4
            birth = county.people.birth(rng, 28, 55, county.days.at(days.REFERENCE_DATE))
            number_of = county.people.id_number(rng, birth, male=male)
            name, phone = county.people.name(rng, male=male), county.people.phone()
            person = Person(name=name, sex="male" if male else "female", id_number=number_of, phone=phone)
            persons.append(person)
        since = date(county.days.year - rng.randint(3, 10), rng.randint(1, 12), 1)
        rows.append(VillageStaff(cycle=county.cycle, village=village, person=person, post=post, since=since))
    county.save(persons)
    county.save(rows)


def settle_texts(county: County, staff: Staff) -> None:
    """The county has gone through every second of the texts that name somebody; the others wait."""
    relations: dict[int, KindItem] = {item.pk: item for item in county.kinds[ListKind.KINSHIP].values()}
    by = staff.county_clerk
    for one in [one for one in kinship_texts.unsettled(by, county.cycle) if one.proposals][::2]:
        people = Person.objects.in_bulk([proposal.person for proposal in one.proposals])
        pairs = [
            (people[proposal.person], relations[proposal.relation]) for proposal in one.proposals if proposal.relation
        ]
        kinship.settle(one.text, pairs, digest=one.digest, by=by, cycle=county.cycle)
