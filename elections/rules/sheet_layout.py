"""How a result sheet stands on a page: its fields part by part, and the sums that a page checks while one types."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elections.rules.sheet_shape import (
    KINDS,
    OTHERS,
    Field,
    PostLines,
    Roster,
    Shape,
    account_fields,
    box_fields,
    head_fields,
    line_fields,
    other_fields,
    post_fields,
)


@dataclass(frozen=True)
class Cell:
    """A field with what is typed into it."""

    field: Field
    value: str


@dataclass(frozen=True)
class Row:
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Part:
    """``more`` are lines that most sheets leave empty."""

    title: str
    cells: tuple[Cell, ...]
    rows: tuple[Row, ...] = ()
    more: tuple[Row, ...] = ()
    optional: tuple[Cell, ...] = ()
    heads: tuple[str, ...] = ()


def parts(shape: Shape, roster: Roster, typed: Mapping[str, str]) -> list[Part]:
    """The whole paper, in its order."""
    return [*_head(shape, typed), *_accounts(shape, typed), *(_post(shape, one, roster, typed) for one in shape.posts)]


def _cells(some: Iterator[Field], typed: Mapping[str, str]) -> tuple[Cell, ...]:
    return tuple(Cell(one, typed.get(one.key, "")) for one in some)


def _head(shape: Shape, typed: Mapping[str, str]) -> Iterator[Part]:
    if cells := _cells(head_fields(shape), typed):
        yield Part("人数", cells)


def _accounts(shape: Shape, typed: Mapping[str, str]) -> Iterator[Part]:
    for number, paper in enumerate(shape.papers):
        cells = _cells(account_fields(shape, number, paper), typed)
        boxes = _cells(box_fields(shape, number, paper), typed)
        yield Part(
            f"{shape.paper_name(paper)}数目",
            tuple(one for one in cells if one.field.required),
            tuple(Row(box.name, boxes[2 * at : 2 * at + 2]) for at, box in enumerate(shape.boxes)),
            optional=tuple(one for one in cells if not one.field.required),
            heads=("票箱", "收回", "发出(可不填)"),
        )


def _post(shape: Shape, post: PostLines, roster: Roster, typed: Mapping[str, str]) -> Part:
    skipped, *counted = _cells(post_fields(post), typed)
    lines = [Row(roster[key].label, _cells(line_fields(shape, post, key, roster), typed)) for key in post.candidates]
    others = [Row(f"另选他人{n + 1}", _cells(other_fields(shape, post, n), typed)) for n in range(OTHERS)]
    heads = [label for mark in shape.marks.values() for label in (mark, *(f"{group}组" for group in shape.each_group))]
    return Part(
        f"{post.title}(应选{post.seats}名)", tuple(counted), tuple(lines), tuple(others), (skipped,), ("姓名", *heads)
    )


def sums(shape: Shape) -> list[dict[str, Any]]:
    """What must add up, for the page's script: ``whole`` and ``parts``; with ``most`` the parts may stay below it."""
    found = []
    for number, _ in enumerate(shape.papers):
        key = f"account-{number}"
        recovered = f"{key}-recovered"
        found += [
            _sum(f"{key}-printed", [f"{key}-{name}" for name in ("issued", "spoiled", "left_over")]),
            _sum(f"{key}-issued", [f"{key}-{name}" for name in KINDS]),
            _sum(recovered, [f"{key}-{name}" for name in ("valid", "void", "blank")]),
        ]
        if shape.boxes:
            found.append(_sum(recovered, [f"box-{number}-{at}-recovered" for at, _ in enumerate(shape.boxes)]))
    for post in shape.posts:
        found += _of_post(shape, post)
    return found


def _of_post(shape: Shape, post: PostLines) -> Iterator[dict[str, Any]]:
    key, account = f"post-{post.post}", f"account-{shape.papers.index(post.paper)}"
    yield _sum(f"{account}-recovered", [f"{key}-{name}" for name in ("valid", "void", "blank")])
    lines = [f"line-{post.post}-{one}" for one in post.candidates]
    lines += [f"other-{post.post}-{number}" for number in range(OTHERS)]
    yield _sum(f"{key}-valid", [f"{line}-votes" for line in lines], most=post.seats)
    for line in lines:
        yield _sum(f"{key}-valid", [f"{line}-{name}" for name in shape.marks], most=1 if len(shape.marks) == 1 else 0)
        if shape.each_group:
            for name in shape.marks:
                yield _sum(f"{line}-{name}", [f"{line}-{name}-{group}" for group in shape.each_group])


def _sum(whole: str, some: Sequence[str], *, most: int = 0) -> dict[str, Any]:
    return {"whole": whole, "parts": list(some), "most": most}
