"""Draws the county's sample of villages to be checked again, keeps what stood for the draw, and draws it once more."""

import secrets
from collections.abc import Sequence

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.models import Cycle, FinanceDraw, Village
from villages.rules import finance as rules
from villages.services.territory import participants

MOST_SEED = 60


def draw_sample(cycle: Cycle, *, by: Actor, purpose: str, size: int, seed: str = "", witness: str = "") -> FinanceDraw:
    """Draw among the villages that take part. Without a seed one is thrown; it is kept and printed either way."""
    if not purpose.strip():
        raise Refused("没有写明抽查事项，请填写。")
    seed = seed.strip()[:MOST_SEED] or secrets.token_hex(8)
    codes = sorted(participants(by, cycle).order_by().values_list("code", flat=True))
    if not 1 <= size <= len(codes):
        raise Refused(f"抽取村数须在1到{len(codes)}之间(参加本届换届的村)，现填{size}，请核对。")
    with transaction.atomic():
        if FinanceDraw.objects.filter(cycle=cycle, seed=seed, purpose=purpose.strip()[:80]).exists():
            raise Refused("同一事项已用这个种子抽取过，结果不会变化；需要另抽的，请换一个种子并写明原因。")
        row = FinanceDraw(
            cycle=cycle,
            purpose=purpose.strip()[:80],
            seed=seed,
            size=size,
            total=len(codes),
            witness=witness.strip()[:60],
            codes=codes,
            drawn=rules.sample(codes, seed, size),
        )
        history.record(row, by=by)
        audit.record(audit.Event.ADDED, by=by, row=row, size=size, total=len(codes))
    return row


def redrawn(row: FinanceDraw) -> bool:
    """Whether drawing again from what is kept hits the same villages."""
    return bool(rules.sample(row.codes, row.seed, row.size) == row.drawn)


def drawn_villages(row: FinanceDraw) -> Sequence[Village]:
    """The villages in the order in which they were hit."""
    found = {
        village.code: village for village in Village.all_rows.filter(code__in=row.drawn).select_related("township")
    }
    return [found[code] for code in row.drawn if code in found]
