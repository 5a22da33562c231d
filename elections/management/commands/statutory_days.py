"""``manage.py statutory_days``: the calendar of one polling day, with what is late and whether the day may move."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from elections.management.answering import AnsweringCommand
from elections.rules.calendar import VILLAGERS, calendar, defects, refusal, steps, tracks
from elections.rules.norms import Norms, for_unit
from elections.rules.sheet import Unreadable
from elections.rules.shipped import codes, norms_of


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("day", f"日期应如2026-12-20，现在是“{text}”") from None


def facts_of(lines: list[str], track: str) -> dict[str, list[date]]:
    """``voter_list=2026-11-30``: what happened, each in the order given."""
    found: dict[str, list[date]] = {}
    for line in lines:
        step, _, day = line.partition("=")
        if step not in steps(track):
            raise Unreadable("fact", f"没有“{step}”这一步，可用的是{'、'.join(steps(track))}")
        found.setdefault(step, []).append(a_day(day))
    return found


class Command(AnsweringCommand):
    help = "推算一个选举日的法定和习惯日期，输出 JSON"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rules", default="national", help=f"规则集：{'、'.join(codes())}")
        parser.add_argument("--day", help="选举日，如2026-12-20")
        parser.add_argument("--community", action="store_true", help="社区(居委会)")
        parser.add_argument("--fact", action="append", default=[], metavar="STEP=DATE", help="已经发生的，可多次")
        parser.add_argument("--move", metavar="DATE", help="选举日改到这一天")
        parser.add_argument("--today", metavar="DATE", help="今天，默认为当天")
        parser.add_argument("--track", choices=list(tracks()), default=VILLAGERS, help="选举的种类")
        parser.add_argument("--steps", action="store_true", help="列出全部步骤代码")

    def answer(self, options: dict[str, Any]) -> Any:
        if options["steps"]:
            return list(steps(options["track"]))
        if not options["day"]:
            raise Unreadable("day", "请用 --day 给出选举日")
        track = options["track"]
        day, facts = a_day(options["day"]), facts_of(options["fact"], track)
        today = a_day(options["today"]) if options["today"] else timezone.localdate()
        new = a_day(options["move"]) if options["move"] else day
        norms = Norms(for_unit(norms_of(options["rules"]), community=options["community"]), new)
        said = refusal(day, new, norms, facts, today, track=track) if options["move"] else ""
        dues = calendar(new, norms, facts, track=track, community=options["community"])
        return {
            "steps": [one.as_data() for one in dues],
            "defects": defects(dues, facts, today),
            "refused": said or None,
        }
