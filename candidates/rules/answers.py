"""What is wrong with a department's answer about one person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from candidates.review_choices import AnswerResult

RESULTS = frozenset(AnswerResult.values)
NEEDED = {
    "item": "发现问题的须填写对应条目的代码。",
    "facts": "发现问题的须写明事实。",
    "document_number": "发现问题的须填写文号或案号。",
    "happened_on": "发现问题的须填写发生日期。",
}


def faults_of(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field; a finding needs item, fact, document number and date, nothing found may have none of them."""
    result = values.get("result")
    found = _days(values, today)
    if result not in RESULTS:
        found["result"] = "请填写结果：未发现、发现问题、材料不足或同名待核。"
    elif result == AnswerResult.FOUND:
        found |= {name: words for name, words in NEEDED.items() if not values.get(name)}
    elif result == AnswerResult.CLEAR and (values.get("item") or values.get("facts")):
        found["result"] = "结果为未发现，却填写了条目或事实，请核对。"
    return found


def _days(values: Mapping[str, Any], today: date) -> dict[str, str]:
    happened, until, stamped = (values.get(name) for name in ("happened_on", "until_on", "stamped_on"))
    found = {}
    if happened and happened > today:
        found["happened_on"] = f"发生日期({happened})在今天之后，请核对。"
    if happened and until and until < happened:
        found["until_on"] = "影响期止早于发生日期，请核对。"
    if stamped and stamped > today:
        found["stamped_on"] = f"盖章日期({stamped})在今天之后，请核对。"
    return found
