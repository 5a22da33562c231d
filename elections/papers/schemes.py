"""《选举办法》 on paper, from what the village decided, with the record of its vote; blank and filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from electioncycle.documents.blocks import Document, Facts, PageBreak, Paragraph, Place, Signatures, Text
from electioncycle.wording import day_in_words, numeral
from elections.choices import Adopter, Procedure
from elections.models import Scheme
from elections.rules import scheme as rules
from elections.rules.norms import Norms
from elections.rules.words import Names

LINE = "＿＿＿＿"
DAY = "　　　　年　　月　　日"
PREAMBLE_RULES = ("committee_min", "turnout_over", "nomination_over", "runoff_days")
"""Whose sources the first article names."""


def scheme_document(scheme: Scheme, norms: Norms, *, blank: bool) -> Document:
    """DOCX is for changes before signing; the record of the vote stands on a page of its own."""
    names = Names(scheme.unit.community)
    values = {} if blank else scheme.values
    articles = [f"第{numeral(n)}条　{text}" for n, text in enumerate(_articles(values, names, norms), 1)]
    draft = "" if scheme.is_fixed and not blank else "(草案)"
    return Document(
        title=f"{scheme.village}{names.committee}{_what(scheme)}选举办法{draft}",
        cover_lines=(_adopted(scheme, names, blank=blank),),
        blocks=[*(Paragraph(text) for text in articles), PageBreak(), *_record(scheme, names, blank=blank)],
        names=[scheme.village.name, scheme.village.township.name],
    )


def _what(scheme: Scheme) -> str:
    return "换届" if scheme.election.procedure == Procedure.REGULAR else "补选"


def _day(day: date | None) -> str:
    return day_in_words(day, DAY)


def _adopted(scheme: Scheme, names: Names, *, blank: bool) -> str:
    if blank or scheme.adopted_on is None:
        return f"{DAY}{names.meeting(Adopter.ASSEMBLY)}({names.meeting(Adopter.REPRESENTATIVES)})通过"
    return f"{_day(scheme.adopted_on)}{names.meeting(scheme.adopted_by)}通过"


def _articles(values: Mapping[str, Any], names: Names, norms: Norms) -> Iterator[str]:
    said = _Said(values)
    yield f"为做好{names.committee}选举工作，根据{_laws(norms)}等规定，结合{names.unit}实际，制定本办法。"
    yield f"选举工作由{names.election_committee}主持。"
    yield _posts(said, names)
    yield f"{_WAYS.get(said.code('mode'), LINE).format(people=names.people, voters=names.voters)}。"
    yield (
        f"候选人应当符合以下条件：{said.text('conditions').rstrip('。')}。"
        f"候选人资格由{_REVIEWERS.get(said.code('reviewer'), LINE).format(committee=names.election_committee)}审查。"
    )
    yield _nomination(said, names)
    yield _ballots(said)
    yield (
        f"投票设中心会场1个，地点在{said.text('venue')}；投票站{said.text('stations')}个；"
        f"流动票箱{said.text('mobile_boxes')}个，每个流动票箱监票人不少于{said.text('mobile_box_scrutineers')}人。"
    )
    yield f"投票结束后，{said.text('count_place')}，当场公布计票结果。"
    yield f"有下列情形之一的选票无效：{_grounds(said)}。"
    yield _elected(names, norms)
    yield f"本办法自{names.meetings}通过之日起施行。"


_WAYS = {
    "all": "选举由{voters}直接投票，采用无记名投票、公开计票的方法",
    "household": "选举由每户派一名代表投票，采用无记名投票、公开计票的方法",
    "representatives": "选举由{people}代表投票，采用无记名投票、公开计票的方法",
}
_REVIEWERS = {
    "election_committee": "{committee}",
    "joint": "{committee}会同乡镇(街道)",
    "township": "乡镇(街道)",
}
_WOMEN = {
    "column": "选票单列妇女委员职位",
    "post": "妇女委员专职专选",
    "last_seat": "得票超过半数的妇女候选人占委员最后一席",
    "none": "成员中应当有妇女",
}


@dataclass(frozen=True)
class _Said:
    """What is decided in words, a line to write on where nothing is."""

    values: Mapping[str, Any]

    def code(self, key: str) -> str:
        return str(self.values.get(key, ""))

    def text(self, key: str) -> str:
        value = self.values.get(key)
        return LINE if value is None else rules.items()[key].shown(value)


def _laws(norms: Norms) -> str:
    known = [norms.known[key] for key in PREAMBLE_RULES if key in norms.known]
    laws = dict.fromkeys(norm.law for norm in known if norm.law)
    return "、".join(f"《{law}》" for law in laws) or LINE


def _posts(said: _Said, names: Names) -> str:
    seats = rules.seats(said.values)
    total = str(sum(seats.values())) if seats else LINE
    women = said.code("woman_seat")
    named = [f"主任{said.text('seats_director')}名", f"副主任{said.text('seats_deputy')}名"]
    named += [f"委员{said.text('seats_member')}名"]
    if women in ("column", "post"):
        named.append(f"妇女委员{said.text('seats_woman')}名")
    return f"{names.committee}由{'、'.join(named)}组成，共{total}名。{_WOMEN.get(women, f'妇女名额：{LINE}')}。"


def _nomination(said: _Said, names: Names) -> str:
    how = said.code("nomination")
    if how == "self_nominated":
        return f"不设候选人，由符合条件的{names.people}自荐报名，经公布后直接投票选举。"
    if how == "open":
        return f"不设候选人，由{names.voters}在符合条件的{names.people}中直接投票选举。"
    low, high = said.text("surplus_member_min"), said.text("surplus_member_max")
    members = low if low == high else f"{low}至{high}"
    return (
        f"候选人由{names.voters}提名，按得票多少确定正式候选人。正式候选人应当多于应选名额："
        f"主任多{said.text('surplus_director')}名，副主任多{said.text('surplus_deputy')}名，委员多{members}名。"
    )


def _ballots(said: _Said) -> str:
    lower = "，在前一职务落选的可以参加下一职务的选举" if said.values.get("loser_stands_lower") else ""
    return (
        f"选票由选举委员会统一印制并加盖印章，{said.text('ballot_papers')}，{said.text('voting')}{lower}。"
        f"选票{said.text('ballot_asks')}，选票上不得有编号和可以辨认投票人的标记。"
    )


def _grounds(said: _Said) -> str:
    grounds = said.values.get("void_grounds")
    if not grounds:
        return LINE
    words = rules.items()["void_grounds"]
    return "；".join(f"({numeral(n)}){words.shown([one])}" for n, one in enumerate(grounds, 1))


def _elected(names: Names, norms: Norms) -> str:
    turnout, elected, runoff = (norms.share(key) for key in ("turnout_over", "elected_over", "runoff_share"))
    told = []
    if turnout:
        told.append(f"参加投票的{turnout.words(names.voters)}，选举有效")
    if elected:
        told.append(
            f"得赞成票{elected.words('参加投票人数')}的当选；过票人数多于应选名额的，得票多的当选，票数相等的再次投票"
        )
    if runoff:
        told.append(f"当选人数不足应选名额的另行选举，以得票多的当选，但得票不得少于所投票数的{runoff.part}")
    return f"{'；'.join(told) or LINE}。"


def _record(scheme: Scheme, names: Names, *, blank: bool) -> Sequence[Any]:
    filled = not blank and scheme.adopted_on is not None
    against = LINE
    facts = [
        ("会议名称", f"{scheme.village}{names.meeting(scheme.adopted_by)}" if filled else ""),
        ("会议日期", _day(scheme.adopted_on) if filled else DAY),
        ("会议地点", ""),
        ("表决方式", ""),
        ("应到会", f"{scheme.entitled}人" if filled else "　　　人"),
        ("到会", f"{scheme.present}人" if filled else "　　　人"),
        ("赞成", f"{scheme.in_favour}人" if filled else "　　　人"),
        ("反对、弃权", f"反对{against}人，弃权{against}人"),
        ("文号", scheme.document_number if filled else ""),
    ]
    outcome = (
        f"《{scheme.village}{names.committee}{_what(scheme)}选举办法》{'获得通过' if filled else '□通过　□未通过'}。"
    )
    return (
        Paragraph(Text("表决记录", bold=True), align="center"),
        Facts(facts, per_row=2, wide=frozenset({"文号"})),
        Paragraph(outcome),
        Signatures(
            (
                Place("会议主持人", hints=("签字：",)),
                Place("记录人", hints=("签字：",)),
                Place(names.election_committee, hints=("主任签字：",), seal=True),
            ),
            beside=True,
        ),
    )
