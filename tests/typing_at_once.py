"""Many people at once keep, hand in and compare result sheets: nothing is lost, and nothing is there twice.

``TYPISTS`` says how many: a few in the suite, 20 every night; ``TYPISTS=100 setup/test.sh tests/test_four_eyes.py``
asks 100 of PostgreSQL.
"""

import os
from collections import Counter
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from electioncycle.roles import Role
from elections.models import BallotAccount, ElectedPerson, ResultSheet, SheetEntry, VoteCount
from elections.services import sheet_ways
from tests import factories
from tests.result_sheets import announcer, begin, counted_round, paper

TYPISTS = int(os.environ.get("TYPISTS", "8"))
AtOnce = Callable[[Callable[[int], object], int], list[object]]


class Evening:
    """A township whose villages have all voted: so many sheets, so many clerks."""

    def __init__(self, people: int) -> None:
        self.township = township = factories.make_township("西河镇")
        self.clerks = [factories.make_user(Role.TOWNSHIP_CLERK, township) for _ in range(people)]
        self.windows = [Client(raise_request_exception=False) for _ in self.clerks]
        self.sheets = [self._begun(number, township) for number in range(people)]
        for window, clerk in zip(self.windows, self.clerks, strict=True):
            window.force_login(clerk)

    def _begun(self, number, township) -> int:
        village = factories.make_village(f"甲{number}村", township)
        factories.make_registration(village, election=factories.make_regular(village))
        row = counted_round(village, announced="complete")
        return int(begin(self.windows[number], self.clerks[number], row).pk)

    def paper(self, number: int) -> dict:
        """Each village printed another number of ballots."""
        account = {"printed": 1100 + number, "left_over": 90 + number}
        return paper(ResultSheet.objects.get(pk=self.sheets[number]), account=account)

    def post(self, who: int, route: str, sheet: int, *move: str, **sent) -> int:
        version = ResultSheet.objects.get(pk=sheet).version
        address = reverse(route, args=[sheet, *move])
        return int(self.windows[who].post(address, {"version": version, **sent}).status_code)

    def types(self, number: int) -> tuple[int, int]:
        sheet, typed = self.sheets[number], self.paper(number)
        some = dict(list(typed.items())[:5])
        return (
            self.post(number, "sheet_keep", sheet, saved=0, by_script=1, **some),
            self.post(number, "sheet_entry", sheet, saved=1, **typed),
        )

    def compares(self, number: int) -> tuple[int, int]:
        """The sheet that the next one typed."""
        sheet = self.sheets[(number + 1) % len(self.sheets)]
        take, agree = (self.post(number, "result_sheet_move", sheet, move) for move in ("take", "agree"))
        return take, agree

    def printed(self) -> list[int]:
        """What stands in the agreed accounts, in the order of the sheets."""
        rows = dict(BallotAccount.objects.values_list("sheet", "printed"))
        return [rows.get(sheet, 0) for sheet in self.sheets]


def counted(answers: list[object]) -> dict[str, int]:
    return dict(Counter(map(str, answers)))


def typing_at_once(at_once: AtOnce) -> dict:
    evening = Evening(TYPISTS)
    told: dict = {"people": TYPISTS, "typed": counted(at_once(evening.types, TYPISTS))}
    kept = SheetEntry.objects.filter(handed_in_at__isnull=False).values_list("sheet", "typed")
    told["kept"] = sorted(int(typed["account-0-printed"]) - 1100 for _, typed in kept) == list(range(TYPISTS))
    told["compared"] = counted(at_once(evening.compares, TYPISTS))
    told["states"] = counted(list(ResultSheet.objects.values_list("state", flat=True)))
    told["printed"] = evening.printed() == [1100 + number for number in range(TYPISTS)]
    told["votes"] = VoteCount.all_rows.count()
    told["elected"] = ElectedPerson.all_rows.count()
    return {"sheets": told | one_second_person(evening, at_once)}


def one_second_person(evening: Evening, at_once: AtOnce) -> dict:
    """All at once want to be the second of a sheet that is typed blind."""
    village = factories.make_village("乙村", evening.township)
    factories.make_registration(village, election=factories.make_regular(village))
    row = counted_round(village, announced="complete")
    sheet = begin(evening.windows[0], evening.clerks[0], row)
    sheet_ways.type_blind(sheet, because="pilot", by=announcer(row.election))
    handed_in = evening.post(0, "sheet_entry", sheet.pk, saved=0, **paper(ResultSheet.objects.get(pk=sheet.pk)))
    opened = {"version": ResultSheet.objects.get(pk=sheet.pk).version}
    address = reverse("result_sheet_move", args=[sheet.pk, "take"])
    answers = at_once(lambda who: evening.windows[who].post(address, opened).status_code, TYPISTS)
    seconds = SheetEntry.objects.filter(sheet=sheet, turn=2).count()
    return {"handed_in": handed_in, "taken": answers.count(302), "failed": answers.count(500), "seconds": seconds}
