"""The lines in which names of proxies and roving-box voters are typed; read all together or refused together."""

from collections.abc import Mapping

from electioncycle.cleaning import cells
from electioncycle.cleaning.names import clean_person_name
from electioncycle.refusals import Refused
from elections.choices import Fit
from elections.models import ListedName

LINES = 10
"""Empty lines that the page offers at once."""
MOST = {"group": 20, "relation": 20, "box": 40}


def names_of(sent: Mapping[str, str], *, proxies: bool) -> list[ListedName]:
    """The lines somebody filled in. Raises Refused, naming the line by its place."""
    found = []
    for place in range(LINES):
        typed = {name: sent.get(f"{name}-{place}", "").strip() for name in ("name", "holder", "fit", *MOST)}
        if any(typed[name] for name in ("name", "holder")):
            found.append(_line(place + 1, typed, proxies=proxies))
    return found


def _line(place: int, typed: Mapping[str, str], *, proxies: bool) -> ListedName:
    named = {"name": "委托人" if proxies else "姓名", **({"holder": "受托人"} if proxies else {})}
    values = {name: _name(place, label, typed[name]) for name, label in named.items()}
    texts = {name: (cells.clean_text(typed[name]) or "")[:most] for name, most in MOST.items()}
    if proxies and values["name"] == values["holder"] and not texts["relation"]:
        raise Refused(f"第{place}行委托人和受托人同名，没有保存。请核对；确是同名的两人，请填写受托人与委托人的关系。")
    fit = typed["fit"] if typed["fit"] in Fit.values else Fit.UNKNOWN
    return ListedName(**values, **texts, fit=fit)


def _name(place: int, label: str, text: str) -> str:
    try:
        name = clean_person_name(text)
    except ValueError as error:
        raise Refused(f"第{place}行{label}：{error}，没有保存。") from error
    if not name:
        raise Refused(f"第{place}行没有填写{label}，没有保存。请补填或清空这一行。")
    if len(name) > 40:
        raise Refused(f"第{place}行{label}超过40个字，没有保存。请核对。")
    return name
