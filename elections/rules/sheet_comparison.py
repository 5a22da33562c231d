"""Where two entries of one sheet differ: places on the paper, never what stands there in either of them."""

from collections.abc import Iterator
from typing import Any

from elections.rules.sheet_figures import TOTAL, Account, Figures, Line, Marks, PostCount
from elections.rules.sheet_shape import CORE, MARKS, OF_POST, OPTIONAL, Shape

Place = tuple[str, Any]


def differences(shape: Shape, one: Figures, other: Figures) -> list[str]:
    """In the order of the paper; the lines of written-in names are compared by name, whatever their order."""
    return [place for place, _, _ in changes(shape, one, other)]


def changes(shape: Shape, one: Figures, other: Figures) -> list[tuple[str, Any, Any]]:
    """Each place that differs with what stands there in either; only for figures that both may be read."""
    first, second = dict(_places(shape, one)), dict(_places(shape, other))
    places = {**first, **second}
    return [(at, first.get(at), second.get(at)) for at in places if first.get(at) != second.get(at)]


def _places(shape: Shape, figures: Figures) -> Iterator[Place]:
    yield "登记参加选举人数", figures.registered
    yield "应到人数", figures.expected
    yield "实到人数", figures.present
    for account in figures.accounts:
        yield from _of_account(shape, account)
    for post in figures.posts:
        yield from _of_post(post)


def _of_account(shape: Shape, account: Account) -> Iterator[Place]:
    of = shape.paper_name(account.paper)
    for name, label in {**CORE, **OPTIONAL}.items():
        yield f"{of}：{label}", account.figures[name]
    at = f"{of}：" if account.paper else ""  # as the form says it: with one paper a box needs no more than its name
    for box in account.boxes:
        yield f"{at}{box.line.name}收回", box.recovered
        yield f"{at}{box.line.name}发出", box.issued


def _of_post(post: PostCount) -> Iterator[Place]:
    title = post.lines.title
    yield f"{title}：应选名额", post.lines.seats
    yield f"{title}：没有投票", post.skipped
    for name, label in OF_POST.items():
        yield f"{title}：{label}", getattr(post, name)
    for line in post.names:
        if line.candidacy is not None:
            yield from _of_line(f"{title}：{line.name}", line)
    yield from _of_others(title, sorted((one for one in post.names if one.candidacy is None), key=_in_order))


def _in_order(line: Line) -> tuple[str, list[tuple[int, int]], str, str]:
    return line.name, [(group, one.votes) for group, one in sorted(line.marks.items())], line.sex, line.standing


def _of_line(of: str, line: Line) -> Iterator[Place]:
    for group, marks in line.marks.items():
        for name, label in MARKS.items():
            yield f"{of}{label}{f'({group}组)' if group != TOTAL else ''}", getattr(marks, name)


def _of_others(title: str, others: list[Line]) -> Iterator[Place]:
    """All of a post together: which of them differs would say who was written in."""
    of = f"{title}：另选他人"
    yield f"{of}姓名", [one.name for one in others]
    yield f"{of}性别", [one.sex for one in others]
    yield f"{of}登记情况", [one.standing for one in others]
    yield f"{of}得票", [sorted(one.marks.items(), key=_by_group) for one in others]


def _by_group(item: tuple[int, Marks]) -> int:
    return item[0]
