"""Questions about village finances and the people's assessment over plain values."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from electioncycle.rounding import share
from villages.rules.reader import Rules

_PERSON = re.compile(r"^(.+?)(?:[(（](.+)[)）])?$")
FIGURE_LABELS = (
    ("period_from", "清理期间起"),
    ("period_to", "清理期间止"),
    ("leader", "督导组长"),
    ("inspectors", "督导人员"),
    ("funds", "货币资金"),
    ("income", "总收入"),
    ("expenditure", "总支出"),
    ("claims", "债权笔数"),
    ("debts", "债务笔数"),
    ("contracts", "合同份数"),
    ("found", "发现问题数"),
    ("repaired", "已整改数"),
)
"""What a clean-up cannot be declared done without; nothing found is written as 0."""


def cleanup_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field: dates in order, parts no larger than their whole, found = repaired + open."""
    found = _order_faults(values)
    for part, whole, name, of in (
        ("faulty_contracts", "contracts", "问题合同", "合同份数"),
        ("repaired", "found", "已整改数", "发现问题数"),
        ("replies", "objections", "异议已答复", "异议件数"),
    ):
        small, large = values.get(part), values.get(whole)
        if small is not None and small > (large or 0):
            found[part] = f"{name}{small}多于{of}{large if large is not None else '(未填)'}，请核对。"
    if "repaired" not in found and (sentence := unrepaired_fault(values)):
        found["unrepaired"] = sentence
    published = values.get("audit_published_on")
    if published and published > today:
        found["audit_published_on"] = f"审计结果公布日期({published})在今天之后；请在公布之后填写。"
    elif published and not (values.get("auditor") and values.get("audit_number")):
        found["audit_number"] = "填了审计结果公布日期的，请同时填写审计单位和审计文号。"
    return found


def _order_faults(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for first, last, name, of in (
        ("period_from", "period_to", "清理期间止", "清理期间起"),
        ("published_from", "published_to", "公示止", "公示起"),
        ("period_from", "published_from", "公示起", "清理期间起"),
    ):
        early, late = values.get(first), values.get(last)
        if early and late and late < early:
            found[last] = f"{name}({late})早于{of}({early})，请核对。"
    return found


def unrepaired_fault(values: Mapping[str, Any]) -> str:
    """Whether what is listed as open agrees with found − repaired."""
    counted, repaired = values.get("found"), values.get("repaired")
    if counted is None or repaired is None:
        return ""
    listed = bool((values.get("unrepaired") or "").strip())
    if counted > repaired and not listed:
        return f"发现问题{counted}个、已整改{repaired}个，还有{counted - repaired}个未整改，请写明未整改事项。"
    if counted == repaired and listed:
        return f"发现问题{counted}个已全部整改，却填了未整改事项，请核对。"
    return ""


def cleanup_gaps(values: Mapping[str, Any], *, listed: int, repaired: int) -> list[str]:
    """What is missing before anybody can stand by the figures; ``listed`` findings are kept one by one."""
    missing = [label for name, label in FIGURE_LABELS if values.get(name) in (None, "")]
    found = [f"未填：{'、'.join(missing)}(没有的填0)。"] if missing else []
    if sentence := unrepaired_fault(values):
        found.append(sentence)
    if listed and values.get("found") is not None and listed != values["found"]:
        found.append(f"发现问题数填{values['found']}个，发现问题台账登记{listed}个，不一致，请核对。")
    elif listed and values.get("repaired") is not None and repaired != values["repaired"]:
        found.append(f"已整改数填{values['repaired']}个，发现问题台账中已整改{repaired}个，不一致，请核对。")
    return found


def publication_gaps(
    first: date | None, last: date | None, place: str, photos: int, *, rules: Rules, today: date
) -> list[str]:
    """What the publication lacks by the cycle's rules; empty when it is complete."""
    if not first or not last:
        return ["公示起止日期未填"]
    found = []
    if not place.strip():
        found.append("公示地点未填")
    if first > today:
        found.append(f"公示{first}才开始")
    days, wanted = (last - first + timedelta(days=1)).days, rules.whole("finance_publication_days")
    if wanted and days < wanted:
        found.append(f"公示{days}日，少于{wanted}日")
    if rules.yes("finance_publication_photo") and not photos:
        found.append("没有公示照片")
    return found


def named_people(text: str) -> list[tuple[str, str]]:
    """``张明、李华(区财政局)`` → names with the unit where it is written."""
    parts = (part.strip() for part in re.split(r"[、，,;；\s]+", text))
    matches = (_PERSON.match(part) for part in parts if part)
    return [(match[1].strip(), (match[2] or "").strip()) for match in matches if match]


def sample(codes: Iterable[str], seed: str, size: int) -> list[str]:
    """The first ``size`` codes in the order of SHA-256("seed:code"), written in hexadecimal.

    The order depends on the seed and on each code alone, so anyone can draw the sample again, on any machine.
    """
    return sorted(set(codes), key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).hexdigest())[:size]


def assessment_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field: no more forms back than out, no more answers than forms back."""
    found = {}
    out, back = values.get("forms_out"), values.get("forms_back")
    if values.get("assessed_on") and values["assessed_on"] > today:
        found["assessed_on"] = f"评价日期({values['assessed_on']})在今天之后，请核对。"
    if out is not None and back is not None and back > out:
        found["forms_back"] = f"收回票数{back}多于发出票数{out}，请核对。"
    answers: Sequence[int] = [values.get(name) or 0 for name in ("satisfied", "fairly", "dissatisfied")]
    if back is not None and sum(answers) > back:
        found["satisfied"] = f"满意、基本满意、不满意合计{sum(answers)}张，多于收回票数{back}张，请核对。"
    return found


def assessment_verdict(good: int, back: int, out: int, *, rules: Rules) -> tuple[bool | None, str, Decimal | None]:
    """Whether the assessment reaches the cycle's thresholds (None where none is set), in words, and the rate."""
    rate, returned = share(good, back), share(back, out)
    said = f"满意和基本满意{good}张，占收回票{back}张的{'—' if rate is None else f'{rate}%'}"
    wanted, least = rules.whole("assessment_pass_percent"), rules.whole("assessment_return_percent")
    if wanted is None:
        return None, f"{said}；本届规则未设达标线。", rate
    if rate is None:
        return False, f"{said}；没有收回票。", rate
    if least is not None and returned is not None and returned < least:
        return False, f"{said}；收回率{returned}%，低于{least}%，评价无效。", rate
    return rate >= wanted, f"{said}，{'达到' if rate >= wanted else '低于'}达标线{wanted}%。", rate


def finding_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field: a deadline or repair before the finding, a repair without day or proof."""
    found = {}
    begun, deadline, done = values.get("found_on"), values.get("deadline"), values.get("repaired_on")
    if begun and deadline and deadline < begun:
        found["deadline"] = f"整改时限({deadline})早于发现日期({begun})，请核对。"
    if done and (done > today or (begun and done < begun)):
        found["repaired_on"] = f"整改完成日期({done})须在发现日期之后、今天之前，请核对。"
    if values.get("state") == "done":
        if not done:
            found["repaired_on"] = "状态为“已整改”的，请填写整改完成日期。"
        if not (values.get("evidence") or "").strip():
            found["evidence"] = "没有佐证不能填“已整改”，请写明凭证、纪要或照片等材料名称。"
    elif done:
        found["state"] = "填了整改完成日期，状态却不是“已整改”，请核对。"
    return found
