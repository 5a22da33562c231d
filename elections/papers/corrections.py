"""《结果更正公告》: what was announced, what it is now, by whose word; posted beside the announcement it corrects."""

from electioncycle.documents.blocks import DATE_LINE, Colophon, Document, Paragraph, Table
from electioncycle.documents.forms import SEAL
from electioncycle.wording import day_in_words
from elections.correction_choices import FindingBody
from elections.models import Correction
from elections.rules.words import Names
from elections.services.corrected import Standing

HEADERS = ("项目", "原公布", "更正后")
STAYS = "本公告与原公告在原张贴处并列张贴，原公告不撤下。"


def notice(row: Correction, old: Standing, new: Standing) -> Document:
    election, village = row.election, row.election.village
    words = Names(election.community)
    return Document(
        title=f"{village.name}公告\n(结果更正第{row.number}号)",
        blocks=[
            Paragraph(f"{_vote(row)}的结果，{_decided(row, words)}，更正如下。"),
            Paragraph(f"更正原因：{row.reason}"),
            Table(HEADERS, _lines(old, new)),
            Paragraph(STAYS),
            Colophon(f"{village.name}{words.election_committee}{SEAL}", day_in_words(row.decided_on, DATE_LINE)),
        ],
        page_numbers=False,
        names=[village.name, str(village.township), *(name for one in (old, new) for _, name, _ in one.elected)],
    )


def _vote(row: Correction) -> str:
    held = row.sheet.round
    return f"{day_in_words(held.polling_day)}{held.election.body_name}选举第{held.number}轮{held.get_kind_display()}"


def _decided(row: Correction, words: Names) -> str:
    committee = row.decided_by == FindingBody.COMMITTEE
    body = words.election_committee if committee else row.get_decided_by_display()
    return f"经{body}{day_in_words(row.decided_on)}决定（{row.document_number}）"


def _lines(old: Standing, new: Standing) -> list[tuple[str, str, str]]:
    lines = [("公布结果", old.announced_words, new.announced_words)]
    posts = dict.fromkeys(post for one in (old, new) for post, _, _ in one.elected)
    lines += [(f"{post}当选人", _people(old, post), _people(new, post)) for post in posts]
    if new.voided:
        lines.append(("当选无效的职务", old.voided_words or "无", new.voided_words))
    return lines


def _people(standing: Standing, post: str) -> str:
    return "、".join(f"{name}({votes}票)" for own, name, votes in standing.elected if own == post) or "无"
