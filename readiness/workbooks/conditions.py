"""The conditions in the workbook of self-checks: the columns a cycle asks for, and what is written from them."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from electioncycle.cleaning import cells
from electioncycle.ledgers.declarations import Column
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.item_planning import ItemPlanner, text_reader
from electioncycle.workbooks.plans import RowPlan
from readiness.choices import SlotKind, Verdict
from readiness.evaluations import conditions_of
from readiness.models import CheckItem, Condition, ReadinessCheck
from villages.models import Cycle

VERDICTS: dict[Any, str] = dict(Verdict.choices)
TEXTS = (("words", "自查情况", 2000), ("reason", "与台账不一致的理由", 200))
SLOT = "slot:"
SLOT_LENGTH = 500


def key_of(condition: Condition, name: str) -> str:
    return f"{condition.code}|{name}"


def columns(cycle: Cycle | None) -> tuple[Column, ...]:
    """A group a condition: verdict, evidence in words and figures, situation, reason. Files come by the page."""
    found: list[Column] = []
    for one in conditions_of(cycle) if cycle else ():
        found.append(_column(one, "stated", "自查结论", _verdict, width=9, choices=tuple(VERDICTS.values())))
        for slot in one.slots:
            if slot["kind"] == SlotKind.FIGURE:
                found.append(_column(one, SLOT + slot["code"], slot["label"], _figure, width=10, kind="decimal"))
            elif slot["kind"] == SlotKind.TEXT:
                found.append(_column(one, SLOT + slot["code"], slot["label"], text_reader(SLOT_LENGTH), width=18))
        found += [_column(one, name, label, text_reader(most), width=18) for name, label, most in TEXTS]
    return tuple(found)


def _column(condition: Condition, name: str, label: str, read: Callable[[Any], Any], **more: Any) -> Column:
    key = key_of(condition, name)
    return Column(
        f"{condition.name}{label}",
        key,
        group=condition.name,
        read=read,
        show=lambda row: _shown(name, stored(row).get(key)),
        **more,
    )


def _verdict(value: Any) -> str:
    return cells.clean_choice(value, VERDICTS) or ""


def _figure(value: Any) -> Decimal | None:
    number = cells.clean_decimal(value)
    if number is not None and number < 0:
        raise ValueError("不能为负数，请核对")
    return number


def _shown(name: str, value: Any) -> Any:
    return VERDICTS.get(value, "") if name == "stated" else "" if value is None else value


def stored(check: ReadinessCheck) -> dict[str, Any]:
    """What a check states now, by the names of the columns; needs ``items__condition`` read along."""
    found: dict[str, Any] = {}
    for item in check.items.all():
        names = {"stated": item.stated, "words": item.words, "reason": item.reason}
        figures = {slot["code"] for slot in item.condition.slots if slot["kind"] == SlotKind.FIGURE}
        for code, value in item.evidence.items():
            names[SLOT + code] = _number(value) if code in figures else value
        found |= {key_of(item.condition, name): value for name, value in names.items()}
    return found


def _number(text: Any) -> Any:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return text


class CheckPlanner(ItemPlanner):
    """Plans self-checks: the head is the row, the conditions are its items; a village goes in with all of them."""

    item_fields: ClassVar = CheckItem.stated_content

    def load(self) -> None:
        super().load()
        self.conditions = {one.code: one for one in conditions_of(self.cycle)}
        rows = Condition.objects.filter(condition_set__in={row.condition_set_id for row in self.by_pk.values()})
        self.asked: dict[int, dict[str, Condition]] = {}
        for one in rows:
            self.asked.setdefault(one.condition_set_id, {})[one.code] = one

    def _asked(self, row: ReadinessCheck | None) -> dict[str, Condition]:
        """The conditions of the edition this check began with; a new check begins with the one in force."""
        return self.conditions if row is None else self.asked.get(row.condition_set_id, self.conditions)

    def stored(self, row: ReadinessCheck) -> dict[str, Any]:
        return stored(row)

    def worded(self, name: str, value: Any) -> str:
        return str(_shown(name.partition("|")[2], value))

    def items(self, row: ReadinessCheck, changed: dict[str, Any]) -> list[CheckItem]:
        known = {item.condition.code: item for item in row.items.select_related("condition", "readiness__cycle")}
        asked = self._asked(row)
        found: dict[str, CheckItem] = {}
        for name, value in changed.items():
            code, _, part = name.partition("|")
            item = found.setdefault(code, known.get(code) or CheckItem(readiness=row, condition=asked[code]))
            if not part.startswith(SLOT):
                setattr(item, part, value or "")
            elif value in (None, ""):
                item.evidence.pop(part.removeprefix(SLOT), None)
            else:
                item.evidence[part.removeprefix(SLOT)] = str(value)
        return list(found.values())

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        changed, asked = self.changed(plan), self._asked(plan.row)
        for name in changed:
            code, _, part = name.partition("|")
            slots = {SLOT + slot["code"] for slot in asked[code].slots} if code in asked else set()
            if code not in asked or (part.startswith(SLOT) and part not in slots):
                reason = f"该村按“{plan.row.condition_set}”评估，那一版没有这一项，请留空。"
                self.fault(plan, line, self.beyond[name].header, reason)
        if changed and plan.row is not None and not plan.row.self_checking:
            state = plan.row.get_state_display()
            reason = f"该村准入评估{state}，自查内容不能改动，请先撤回申报或由工作小组退回。"
            self.fault(plan, line, self.beyond[next(iter(changed))].header, reason)
