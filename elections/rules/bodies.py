"""What the rules say of the figures of a smaller body; facts are recorded, and what differs is said with its source."""

from elections.choices import Body
from elections.rules.norms import Norms


def remarks(body: str, due: int, elected: int, women: int, norms: Norms) -> list[str]:
    """What is to be looked at, in sentences; nothing before anybody was elected."""
    if not elected:
        return []
    found = [f"已推选{elected}人，多于应推选的{due}人，请核对。"] if elected > due else []
    if body == Body.SUPERVISION:
        found += _size(due, norms)
    if body == Body.REPRESENTATIVES:
        found += _women(elected, women, norms)
    return found


def _size(due: int, norms: Norms) -> list[str]:
    least, most = norms.whole("supervision_min"), norms.whole("supervision_max")
    if least is not None and due < least:
        return [f"监督委员会{due}人，规定不少于{least}人{norms.basis('supervision_min')}。"]
    if most is not None and due > most:
        return [f"监督委员会{due}人，规定不多于{most}人{norms.basis('supervision_max')}。"]
    return []


def _women(elected: int, women: int, norms: Norms) -> list[str]:
    share = norms.share("representatives_women_share")
    if share is None or share.reached(women, elected):
        return []
    said = share.words("代表", reached=False)
    return [f"代表{elected}人中女{women}人，{said}{norms.basis('representatives_women_share')}。"]
