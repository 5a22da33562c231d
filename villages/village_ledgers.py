"""What a ledger about villages may say beyond its pages: to the village's page, dashboard, report, gate and cycles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import zip_longest
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeData, SafeString, mark_safe

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.declarations import Explained, Meaning
from electioncycle.ledgers.ledger import CycleT, Due, Ledger
from electioncycle.records import history
from electioncycle.roles import OFFICIALS
from electioncycle.security import marks
from electioncycle.web.addresses import address
from villages.models import Rule, Village, VillageProfile
from villages.rules.keys import kind_of


@dataclass(frozen=True)
class Panel:
    """What a ledger shows on a village's page: rows of cells under headers, or label and value pairs.

    ``links`` are the addresses of the rows' own pages, in their order; without them the rows are not linked.
    """

    title: str
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    facts: Sequence[tuple[str, Any]] = ()
    url: str = ""
    link: str = "查看"
    empty: str = "尚未录入。"
    links: Sequence[str] = ()

    @property
    def lines(self) -> list[tuple[str, Sequence[Any]]]:
        """Each row with the address of its page."""
        return [(address, row) for address, row in zip_longest(self.links, self.rows, fillvalue="") if row]

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.facts

    def as_plain(self) -> list[Any]:
        """As JSON can hold it, every value as the page will show it."""
        rows = [[_plain(cell) for cell in row] for row in self.rows]
        facts = [[str(label), _plain(value)] for label, value in self.facts]
        head = [str(self.title), list(map(str, self.headers))]
        return [*head, rows, facts, self.url, self.link, self.empty, list(self.links)]

    @classmethod
    def from_plain(cls, plain: Sequence[Any]) -> Self:
        title, headers, rows, facts, url, link, empty, links = plain
        facts = [(label, _shown(value)) for label, value in facts]
        return cls(title, headers, [list(map(_shown, row)) for row in rows], facts, url, link, empty, links)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, SafeData):
        return value if value is None else {"safe": str(value)}
    return str(localize(timezone.localtime(value) if isinstance(value, datetime) else value))


def _shown(plain: Any) -> Any:
    return mark_safe(plain["safe"]) if isinstance(plain, dict) else plain  # noqa: S308 - was safe when it was kept


@dataclass(frozen=True)
class Stage:
    """Where a village stands in one part of the work: in a word or two, its colour, and where that goes on."""

    text: str
    tone: str = "plain"
    url: str = ""

    @classmethod
    def of(cls, ledger: Ledger[Any], row: Any) -> Self:
        """As the state of the village's row says it."""
        return cls(ledger.display(row, "state"), ledger.tone(row, "state") or "plain", ledger.page_of(row))

    @property
    def drawn(self) -> SafeString:
        """As it stands in a list."""
        tag = format_html('<span class="tag tag-{}">{}</span>', self.tone, self.text)
        return format_html('<a href="{}">{}</a>', self.url, tag) if self.url else tag


NOT_BEGUN = Stage("未开始")
UNSET = "未作规定"
STAGES = ("班子", "研判", "准入", "风险", "财务", "选举")
"""The parts of the work that the roster and the village's page show at a glance, in their order."""


@dataclass
class Section:
    """A section of the analysis report: its key in ``reports.analysis_report.ORDER`` and, per village key, its blocks.

    ``gaps`` are the sentences of 缺项清单: what this section lacks for a village. A village without blocks and
    without gaps is listed there as not filled in at all; an ``optional`` section is left out for it.
    """

    key: str
    title: str
    blocks: dict[int, list[Any]] = field(default_factory=dict)
    gaps: dict[int, list[str]] = field(default_factory=dict)
    optional: bool = False


@dataclass(frozen=True)
class Finding:
    """What a ledger's rows say about one village: in order or not, in one sentence, with the page of the rows.

    ``met`` is None where nothing was entered yet. Findings stand beside what people state, they decide nothing.
    """

    met: bool | None
    text: str
    url: str = ""


@dataclass(frozen=True)
class TalkTarget:
    """Somebody who is to be talked to (应谈对象), as the ledger that knows him says it.

    ``key`` is unique over all ledgers, by custom ``<ledger>-<row>``; ``group`` is the code of the cycle's list of
    groups, ``village`` and ``person`` are keys.
    """

    key: str
    group: str
    name: str
    post: str
    village: int
    person: int | None = None


@dataclass(frozen=True)
class HeldRole:
    """Somebody holds a post of a village, as the ledger that knows him says it.

    ``role`` is the body or post as the rules of avoidance name it, ``said`` the post as people say it. With ``planned``
    he is put forward for it: were he elected, the ``body`` would consist of those who are.
    """

    village: int
    person: int
    name: str
    role: str
    said: str
    body: str = ""
    planned: bool = False


@dataclass(frozen=True)
class KinText:
    """What a township wrote in one row about a person's relatives; ``source`` and ``row`` are the text's key.

    ``source`` is the ledger's name; what else than its own field is meant stands behind a dot (``teammember.family``).
    ``needs_name``: it speaks of relatives at large and matters only where it names somebody with a post.
    """

    source: str
    row: int
    village: int
    person: int
    name: str
    text: str
    needs_name: bool = False

    @property
    def url(self) -> str:
        return ledgers.REGISTRY[self.source.partition(".")[0]].url("detail", self.row)


class LedgerOfVillages(Ledger[CycleT]):
    """A ledger whose rows lie in villages, or that has something to say about them; it overrides what it has to say.

    Figures that ``figures_are_dear`` are kept township by township; none of them may depend on other townships' rows.
    ``taken_along`` says which rows of a village that is merged away go along to the other one, ``carries_over`` what
    of it may go into the next cycle by choice (``carry_over``). ``lacks`` says in words what ``lacking`` villages wait
    for; the roster lists them. ``of_person`` is the way to the person a row is about, where the page of a person may
    show it, in ``person_columns``. ``stage``, one of ``STAGES``, is the part of the work in which ``stages`` says where
    villages stand.
    """

    place = "village"
    figures_are_dear = False
    taken_along: ClassVar[models.Q | None] = None
    carries_over: str = ""
    lacks: str = ""
    stage: str = ""
    of_person: str = ""
    person_columns: tuple[str, ...] = ()

    def grounds(self, rules: Sequence[str], cycle: CycleT) -> list[str]:
        """As in the cycle's rule set: what the rule asks, and the law it rests on; 待确认 where the county has to."""
        return list(grounds_of(getattr(cycle, "rule_set_id", None), rules).values())

    @cached_property
    def joins(self) -> list[str]:
        """With a village its township, which stands before it wherever it is named."""
        found = super().joins
        lies_there = self.place == "village" and "village" in found
        return list(dict.fromkeys([*found, "village__township"])) if lies_there else found

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        """Also to the village the row lies in, and to the page of the person it is about."""
        yield from super().detail_links(row, user)
        if isinstance(place := self.place_of(row), Village):
            yield "一村一档", address("village_detail", place.pk)
        if self.of_person and user.roles & OFFICIALS and (person := self.value(row, f"{self.of_person}_id")):
            yield "人员情况", address("person_page", person)

    def where(self, row: Any) -> str:
        place = self.place_of(row)
        return f"{place.township}{place}" if isinstance(place, Village) else super().where(row)

    def grid_subjects(self, name: str, user: Actor, cycle: CycleT) -> models.QuerySet:
        """Of the villages those that take part in the cycle."""
        found = super().grid_subjects(name, user, cycle)
        if found.model is not Village:
            return found
        resting = VillageProfile.objects.filter(cycle=cycle, takes_part=False).values("village")  # type: ignore[misc]
        return found.filter(valid_to=None).exclude(pk__in=resting)

    def lacking(self, user: Actor, cycle: CycleT) -> Any:
        """Of the user's villages those that this ledger still waits for: a query, or their keys."""
        raise NotImplementedError

    def lacking_entry(self, number: int, cycle: CycleT, *, title: str = "", **told: Any) -> Iterator[Due]:
        """The to-do entry of so many lacking villages; it leads to the roster of exactly these."""
        if number:
            words = title or f"{self.title}：{number}个村(社区){self.lacks}"
            deadline = cycle.entry_deadline if cycle is not None else None
            yield Due(words, f"{address('village_list')}?todo={self.name}", number, deadline, **told)

    def stages(self, villages: Sequence[Village], user: Actor, cycle: CycleT) -> dict[int, Stage]:
        """Where each of these villages stands here, by its key, with constant queries; what is not named is open."""
        return {}

    def village_panel(self, village: Village, *, user: Actor, cycle: CycleT) -> Panel | None:
        """By default the village's rows of this ledger, with the columns of the list."""
        if self.place != "village" or not self.by_cycle:
            return None
        names = [name for name in self.columns if not name.startswith("village")]
        return self.panel_of(village, names, self.rows(user, cycle).filter(village=village)[:30])

    def panel_of(self, village: Village, names: Sequence[str], rows: Iterable[Any]) -> Panel:
        """These columns of these rows of the village, with the way to all of them."""
        return self._panel(names, rows, f"{self.url('list')}?q={village.name}")

    def _panel(self, names: Sequence[str], rows: Iterable[Any], url: str = "") -> Panel:
        rows = list(rows)
        return Panel(
            title=self.title,
            headers=[self.label(name) for name in names],
            rows=[[self.display(row, name) for name in names] for row in rows],
            url=url,
            links=[self.page_of(row) for row in rows],
        )

    def person_panel(self, person: Any, *, user: Actor, cycle: CycleT) -> Panel:
        """What the page of a person shows of the rows that point at him: ``person_columns``, and where."""
        rows = self.rows(user, cycle).filter(**{self.of_person: person})[:30]
        return self._panel((self.place, *self.person_columns), rows)

    def township_figures(self, user: Actor, cycle: CycleT) -> dict[int, dict[str, Any]]:
        """Dashboard figures by township key: label → number."""
        return {}

    def report_sections(self, villages: Sequence[Village], cycle: CycleT) -> Iterable[Section]:
        """This ledger's sections of the analysis report, gathered for many villages with constant queries."""
        return ()

    def findings(self, villages: Sequence[Village], cycle: CycleT) -> dict[str, dict[int, Finding]]:
        """Source code → village key → finding, with constant queries; conditions of the gate name the sources.

        Several ledgers may speak to one source. What is not met is also listed in the village's risk picture.
        """
        return {}

    def talk_targets(self, user: Actor, cycle: CycleT) -> Iterable[TalkTarget]:
        """Whom this ledger knows to be talked to, in the user's territory, with constant queries."""
        return ()

    def held_roles(self, villages: Any, cycle: CycleT) -> Iterable[HeldRole]:
        """Who holds or is put forward for which post in these villages (keys or a query), with constant queries."""
        return ()

    def kin_texts(self, user: Actor, cycle: CycleT) -> Iterable[KinText]:
        """What is written here about relatives, in the user's territory, with constant queries."""
        return ()

    def follow_merger(self, village: Village, into: Village, cycle: CycleT, *, by: Actor, reason: str) -> int:
        """Take what is open in a village that is merged away along to the other one, within the merger's transaction.

        Returns how many rows changed. A row of which the other village has its like stays with the past.
        """
        if self.taken_along is None:
            return 0
        model: Any = self.model
        rows = list(model.objects.filter(self.taken_along, cycle=cycle, village=village))
        moved = [row for row in rows if _fits(row, into)]
        history.record_moved(moved, by=by, reason=reason, fields=["village"])
        return len(moved)

    def carry_over(self, last: CycleT, cycle: CycleT, items: Mapping[int, Any], *, by: Actor, reason: str) -> int:
        """Copy what is still open in the last cycle into this one, within the transaction that starts it.

        ``items`` leads from the last cycle's list entries to this one's. Returns how many rows were copied.
        """
        return 0


def _fits(row: Any, village: Village) -> bool:
    left, row.village = row.village, village
    try:
        row.validate_constraints()
    except ValidationError:
        row.village = left
        return False
    return True


def of_villages(among: Iterable[Ledger]) -> Iterator[LedgerOfVillages]:
    """Those of these ledgers that are about villages."""
    return (ledger for ledger in among if isinstance(ledger, LedgerOfVillages))


def staged(among: Iterable[Ledger]) -> list[LedgerOfVillages]:
    """Those of them that say where villages stand, in the order of ``STAGES``."""
    return sorted((one for one in of_villages(among) if one.stage), key=lambda one: STAGES.index(one.stage))


def carrying_over() -> list[tuple[str, str]]:
    """The ledgers whose open rows may go into the next cycle, by name and in words."""
    return [(one.name, one.carries_over) for one in of_villages(ledgers.REGISTRY.values()) if one.carries_over]


def grounds_of(rule_set: int | None, keys: Iterable[str]) -> dict[str, str]:
    """What these rules of the set say and where they are written, a sentence for each key that the set has."""
    if rule_set is None or not (asked := set(keys)):
        return {}
    said = marks.remembered(("grounds", rule_set), lambda: _grounds(rule_set))
    return {key: ground for key, ground in said.items() if key in asked}


def _grounds(rule_set: int) -> dict[str, str]:
    rules = Rule.objects.filter(rule_set=rule_set).order_by("position", "key", "since")
    return {rule.key: _ground(rule) for rule in rules}


def explain(form: Any, meanings: Mapping[str, Meaning], rule_set: int | None) -> None:
    """The "?" beside fields of a form that no ledger makes; the rules behind it are those of this set."""
    said = grounds_of(rule_set, (key for one in meanings.values() for key in one.rules))
    for name, one in meanings.items():
        form.fields[name].explained = Explained(one.text, [said[key] for key in one.rules if key in said])


def _ground(rule: Rule) -> str:
    cited = rule.source.cited(unsure=rule.unsure)
    if rule.value in (None, "") and UNSET in cited:  # the source says nothing else
        return f"{rule.label}：{cited}。"
    said = UNSET if rule.value in (None, "") else f"{kind_of(rule.key).shown(rule.value)}{rule.unit}"
    return f"{rule.label}：{said}。依据：{cited}。"
