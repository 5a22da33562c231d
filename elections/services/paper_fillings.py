"""What papers of the vote and the count are filled in with: names before it, verified figures after."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from electioncycle.wording import day_in_words
from elections.choices import PlaceKind, PostCode, RoundKind
from elections.models import ElectedPerson, Election, PollingPlace
from elections.rules.forms import LATER_PAPERS, counting, day, handover, honours, polling
from elections.rules.sheet_figures import Line, PostCount
from elections.rules.sheet_shape import CORE, OF_POST
from elections.services import ballots, notice_facts, round_papers, sheet_shapes, verified_results
from elections.services.paper_sites import Site
from elections.services.verified_results import Verified
from elections.sheet_choices import LineStanding
from villages.choices import Sex

SPARE_LINES = 3
"""At least so many empty lines for names that voters write in."""
ELECTED, NOT_ELECTED, SKIPPED = "当选", "", "没有投票"


@dataclass(frozen=True)
class Filling:
    """One sheet: its values beside those of the village, and the persons it names."""

    values: Mapping[str, Any] = field(default_factory=dict)
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Stands:
    """Who is voted on for one post, in the order of the ballot."""

    post: str
    seats: int
    names: Sequence[str]

    @property
    def title(self) -> str:
        return str(PostCode(self.post).label)


class Known:
    """What papers of these villages are filled in with, each thing read once for all of them and only where one asks.

    Of votes again and other elections each village's round is read by itself.
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        self.elections = [site.election for site in sites if site.election is not None]

    @cached_property
    def facts(self) -> dict[int, dict[str, str]]:
        return notice_facts.recorded_of(self.elections)

    @cached_property
    def names(self) -> dict[int, dict[str, list[str]]]:
        return ballots.names_to_print(self.elections)

    @cached_property
    def places(self) -> dict[int, list[PollingPlace]]:
        rows = PollingPlace.objects.filter(election__in=self.elections).order_by("id")
        return _by_election((row.election_id, row) for row in rows)

    @cached_property
    def rounds(self) -> dict[int, list[Verified]]:
        return verified_results.rounds_of(self.elections)

    @cached_property
    def elected(self) -> dict[int, list[ElectedPerson]]:
        rows = verified_results.elected_of(self.elections)
        return _by_election((row.sheet.round.election_id, row) for row in rows)

    def counted(self, site: Site, election: Election) -> Verified | None:
        """The verified result of the round at hand."""
        each = self.rounds.get(election.pk, ())
        return next((one for one in each if site.round and one.round.pk == site.round.pk), None)

    def standing(self, site: Site, election: Election) -> list[Stands]:
        """Of a later round those who are voted on again, else the published list."""
        held = site.round
        if held and held.kind in (RoundKind.TIE, RoundKind.OTHER):
            every = sheet_shapes.choices(held)
            return [Stands(one.post, one.seats, _ticked(one)) for one in every if one.seats]
        seats, names = ballots.posts_to_print(site), self.names.get(election.pk, {})
        return [Stands(post, number, names.get(post, ())) for post, number in seats.items() if number]


def _by_election(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return found


def fillings(site: Site, code: str, known: Known | None = None) -> list[Filling]:
    """Sheet by sheet; where the election says nothing of this paper yet, one with what is known of the village.

    ``known`` is read for many sites together.
    """
    if site.election is None or site.party:
        return [Filling()]
    if code in LATER_PAPERS:
        return [Filling(round_papers.known(site.election, code))]
    if code not in MAKERS:
        return [Filling()]
    return MAKERS[code](site, site.election, known or Known([site])) or [Filling()]


def _ticked(choice: sheet_shapes.Choice) -> list[str]:
    return [one.person.name for one, ticked in choice.people if ticked]


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%m月%d日\n%H时%M分}" if moment else ""


def _of_round(site: Site) -> dict[str, str]:
    """Day and number of the round, and its hours as far as they are recorded."""
    held = site.round
    if held is None:
        return {}
    return {
        "held_on": day_in_words(held.polling_day),
        "polling_day": day_in_words(held.polling_day),
        "opened_at": _at(held.opened_at),
        "closed_at": _at(held.closed_at),
        "announced_at": _at(held.announced_at),
    }


def _round(site: Site, election: Election, known: Known) -> list[Filling]:
    return [Filling(_of_round(site))]


def _tallies(site: Site, election: Election, known: Known) -> list[Filling]:
    return [_tally(one) for one in known.standing(site, election)]


def _tally(one: Stands) -> Filling:
    spare = max(SPARE_LINES, one.seats)
    listed = [*((name,) for name in one.names), *((),) * spare]
    return Filling({"post": one.title, "seats": one.seats, "listed": listed}, one.names)


def _boxes(site: Site, election: Election, known: Known) -> list[Filling]:
    return [Filling({"box": _named(one), "box_place": one.address}) for one in known.places.get(election.pk, ())]


def _named(place: PollingPlace) -> str:
    kind = PlaceKind(place.kind).label
    return place.name if kind in place.name else f"{place.name}({kind})"


def _report(site: Site, election: Election, known: Known) -> list[Filling]:
    found = known.counted(site, election)
    if found:
        return [_counted(site, found)]
    each = known.standing(site, election)
    listed = [(one.title, name) for one in each for name in one.names]
    values = {
        **_of_round(site),
        "registered": known.facts[election.pk]["registered"],
        "posts": [(one.title, one.seats) for one in each],
        "listed": [*listed, *((),) * (SPARE_LINES if listed else 0)],
    }
    return [Filling(values, [name for _, name in listed])]


def _counted(site: Site, found: Verified) -> Filling:
    figures = found.result.figures
    values = {
        **_of_round(site),
        "count_sentence": _sentence(site, found),
        "present": figures.present if figures.present is not None else "",
        "accounts": [
            (PostCode(one.paper).label if one.paper else "一张选票", *(one[name] for name in CORE))
            for one in figures.accounts
        ],
        "posts": [_post(one) for one in figures.posts],
        "listed": [_line(found, one.lines.post, line) for one in figures.voted_on for line in by_votes(one.names)],
        "elected": "\n".join(found.lines()) or "无",
        "open": found.result.open,
        "next": found.next_words,
        **_of_sheet(found),
    }
    return Filling(values, [line.name for one in figures.posts for line in one.names])


def _sentence(site: Site, found: Verified) -> str:
    said, words = site.words(), found.words()
    sent = found.result.figures.registered is None
    who, unit = (f"应到会{said['people']}代表", "人") if sent else (said["voters"], said["measure"])
    told = f"{who}{words['registered']}{unit}，发出选票{words['issued']}张，收回选票{words['recovered']}张"
    told += f"，{words['over']}发出数"
    told += f"；参加投票{unit}数{words['half']}{'应到会' if sent else '登记'}{unit}数的半数" if words["half"] else ""
    told += f"；{words['void_reason']}" if words["void_reason"] else ""
    return f"{told}，本次选举{words['valid']}。"


def _of_sheet(found: Verified) -> dict[str, str]:
    """The hours of the count, as far as they were typed."""
    sheet = found.sheet
    return {
        "unsealed_at": _at(sheet.unsealed_at),
        "gathered_at": _at(sheet.gathered_at),
        "counted_at": _at(sheet.counting_at),
        "sealed_at": _at(sheet.sealed_at),
        "delivered_at": _at(sheet.delivered_at),
    }


def _post(one: PostCount) -> tuple[Any, ...]:
    counted = (SKIPPED, "", "") if one.skipped else tuple(getattr(one, name) for name in OF_POST)
    return (one.lines.title, one.lines.seats, *counted)


def by_votes(names: Sequence[Line]) -> list[Line]:
    """Most votes first, as the report has them; equal ones as on the ballot."""
    return sorted(names, key=lambda line: -line.total.votes)


def _line(found: Verified, post: str, line: Line) -> tuple[Any, ...]:
    written_in = line.standing not in (LineStanding.CANDIDATE, LineStanding.WITHDRAWN)
    name = f"{line.name}(另选)" if written_in else line.name
    marks = (line.total.votes, *("" if one is None else one for one in (line.total.against, line.total.abstain)))
    title = str(PostCode(post).label)
    return (title, name, Sex(line.sex).label, *marks, ELECTED if line.name in found.elected(post) else NOT_ELECTED)


def _sealed(site: Site, election: Election, known: Known) -> list[Filling]:
    found = known.counted(site, election)
    return [Filling({**_of_round(site), **(_of_sheet(found) if found else {})})]


def _told(site: Site, election: Election, known: Known) -> list[Filling]:
    """Papers that are read out: what is recorded, as notices have it."""
    names = [name for one in known.standing(site, election) for name in one.names]
    return [Filling({**known.facts[election.pk], **_of_round(site)}, names)]


def _news(site: Site, election: Election, known: Known) -> list[Filling]:
    """Who was elected in all rounds, by post."""
    elected = known.elected.get(election.pk, [])
    by_post: dict[str, list[str]] = {}
    for one in elected:
        title = PostCode.MEMBER.label if one.post == PostCode.WOMAN else one.get_post_display()
        by_post.setdefault(str(title), []).append(one.name)
    lines = [f"{title}：{'、'.join(names)}" for title, names in by_post.items()]
    return [Filling({"elected_lines": "\n".join(lines)}, [one.name for one in elected])]


def _certificates(site: Site, election: Election, known: Known) -> list[Filling]:
    return [certificate(one) for one in known.elected.get(election.pk, ())]


def certificate(one: ElectedPerson) -> Filling:
    held = one.sheet.round
    values = {
        "name": one.name,
        "post": one.get_post_display(),
        "polling_day": day_in_words(held.polling_day),
    }
    return Filling(values, [one.name])


def _handed_over(site: Site, election: Election, known: Known) -> list[Filling]:
    return [Filling({"handed_on": _happened(site, "handover")})]


def _seal_handed_over(site: Site, election: Election, known: Known) -> list[Filling]:
    return [Filling({"handed_on": _happened(site, "seal")})]


def _happened(site: Site, step: str) -> str:
    return day_in_words(site.days.happened(step, 1) if site.days else None)


MAKERS: dict[str, Callable[[Site, Election, Known], list[Filling]]] = {
    counting.TALLY.code: _tallies,
    counting.BOX_COUNT.code: _boxes,
    counting.DOUBTFUL.code: _round,
    counting.RESULT.code: _report,
    polling.SEALING.code: _sealed,
    polling.RECEIPT.code: _sealed,
    day.AGENDA.code: _told,
    day.SPEECH.code: _told,
    day.SPEECH_LARGE.code: _told,
    day.CHECKLIST.code: _round,
    handover.SEAL.code: _seal_handed_over,
    polling.HANDOVER.code: _handed_over,
    handover.FINANCE.code: _handed_over,
    handover.ASSETS.code: _handed_over,
    honours.GOOD_NEWS.code: _news,
    honours.CERTIFICATE.code: _certificates,
}
