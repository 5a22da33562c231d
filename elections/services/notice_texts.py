"""The county's notice texts as a list published in editions: what they are made of, and the shipped ones."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from electioncycle.actors import Actor
from electioncycle.records.editions import Editions
from electioncycle.refusals import Refused
from elections.choices import NoticeSeries
from elections.models import NoticeSet, NoticeText
from elections.rules.notice_words import unknown
from villages.models import Cycle

MOST_NUMBER = 999
SHIPPED = Path(__file__).resolve().parent.parent / "data" / "notices.json"


class NoticeTexts(Editions):
    """Notices posted before keep their words."""

    model = NoticeSet
    item = NoticeText
    items = "texts"
    owner = "notice_set"
    fields = ("code", "series", "number", "branch", "title", "text", "step", "publishes", "unsure")
    named = "公告"
    counted = "texts"
    lacking = "公告文本中还没有任何公告，不能提交发布。"

    def said(self, item: NoticeText) -> str:
        mark = "(待确认)" if item.unsure else ""
        return f"{item.get_series_display()}{item.full_number}：{item.title}；{item.text}{mark}"

    def fault(self, item: NoticeText) -> str:
        if not item.title.strip() or not item.text.strip():
            return f"公告“{item.code}”没有标题或者正文，请补填后再保存。"
        if not (1 <= item.number <= MOST_NUMBER and item.branch <= MOST_NUMBER):
            return f"公告“{item.title}”的编号须为1至{MOST_NUMBER}、分号须为0至{MOST_NUMBER}的整数，请改正。"
        words = unknown(item.title) + unknown(item.text)
        return f"公告“{item.title}”中的【{words[0]}】不是可用的词，请从页面上所列的词中选用。" if words else ""

    def new_fault(self, item: NoticeText) -> str:
        known = item.code.isidentifier() and item.code.isascii() and len(item.code) <= 30
        return self.fault(item) if known else "新增公告须填写代码(小写字母、数字和下划线，不超过30位)。"

    def require_publishable(self, row: NoticeSet) -> None:
        seen = set()
        for one in row.texts.all():
            place = (one.series, one.number, one.branch)
            if place in seen:
                raise Refused(f"{one.get_series_display()}{one.full_number}有两份公告，请改用不同的编号或分号。")
            seen.add(place)


EDITIONS = NoticeTexts()


@cache
def shipped() -> list[dict[str, Any]]:
    """The texts that come with the product; every one is to be checked by the county."""
    texts = json.loads(SHIPPED.read_text(encoding="utf-8"))["texts"]
    return [{"unsure": True, **one} for one in texts]


def ship(cycle: Cycle, *, by: Actor) -> NoticeSet:
    """They as a draft of this cycle's first edition."""
    if NoticeSet.objects.filter(cycle=cycle).exists():
        raise Refused("本届已有公告文本，请在现有的一版上修改或新建一版。")
    row: NoticeSet = EDITIONS.begin(NoticeSet(cycle=cycle), shipped(), by=by, reason="套用随产品提供的公告文本")
    return row


def add(row: NoticeSet, *, by: Actor, code: str, title: str, number: int, version: int | None = None) -> NoticeText:
    """One more notice of a draft, its text to be filled in."""
    values = {"code": code, "title": title[:60], "text": "【＿】", "series": NoticeSeries.COMMITTEE, "number": number}
    one: NoticeText = EDITIONS.add(row, by=by, version=version, **values)
    return one
