"""Which lines a result sheet (结果报告单) has: its ballot papers, boxes, posts and names; and what each is called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from elections.rules.sentences import name_of

OTHERS = 6
"""Lines for names that voters wrote in, for each post."""
MOST_GROUPS = 9
KINDS = {"in_person": "本人领取", "proxy": "委托领取", "roving": "流动票箱领取"}
CORE = {"printed": "印制选票", **KINDS, "issued": "发出合计", "spoiled": "作废更换", "left_over": "剩余选票"}
CORE |= {"recovered": "收回合计"}
OPTIONAL = {"spare": "其中备用", "opened": "启封点数", "valid": "整张有效", "void": "整张无效", "blank": "整张空白"}
OF_POST = {"valid": "有效票", "void": "废票", "blank": "弃权票"}
MARKS = {"votes": "得票", "against": "反对", "abstain": "弃权"}
FOR_ALONE = "for"
WHOLE, NAME, SEX, STANDING, YES = "whole", "name", "sex", "standing", "yes"


@dataclass(frozen=True)
class BoxLine:
    """A box whose ballots are counted by themselves; ``listed``: how many names were posted for a roving one."""

    place: int
    name: str
    listed: int | None = None


@dataclass(frozen=True)
class PostLines:
    """One post: its seats, its ballot paper (empty: the one for all), the candidacies printed on it in their order."""

    post: str
    seats: int
    candidates: tuple[int, ...]
    paper: str = ""

    @property
    def title(self) -> str:
        return name_of(self.post)


@dataclass(frozen=True)
class Field:
    """One thing to type. ``place`` says where it stands on the paper, without what stands there."""

    key: str
    label: str
    place: str
    kind: str = WHOLE
    required: bool = True


@dataclass(frozen=True)
class Shape:
    """Fixed when the entry begins, the same for both who type."""

    posts: tuple[PostLines, ...]
    boxes: tuple[BoxLine, ...] = ()
    groups: int = 1
    asks: str = FOR_ALONE
    mode: str = "all"
    meeting: bool = False
    """Whether the sheet says how many were to come and came."""
    registered: int | None = None
    """As recorded by the product; None: it is typed from the sheet."""
    separate: bool = field(default=False)

    @property
    def papers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(post.paper for post in self.posts))

    @property
    def marks(self) -> dict[str, str]:
        return {"votes": MARKS["votes"]} if self.asks == FOR_ALONE else MARKS

    @property
    def each_group(self) -> range:
        """Numbers of the counting groups; none where one group counted all."""
        return range(1, self.groups + 1) if self.groups > 1 else range(0)

    def paper_name(self, paper: str) -> str:
        return f"{name_of(paper)}选票" if paper else "选票"

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(one.key for one in fields(self, {}))

    def as_data(self) -> dict[str, Any]:
        return {
            "posts": [[one.post, one.seats, list(one.candidates), one.paper] for one in self.posts],
            "boxes": [[one.place, one.name, one.listed] for one in self.boxes],
            "groups": self.groups,
            "asks": self.asks,
            "mode": self.mode,
            "meeting": self.meeting,
            "registered": self.registered,
            "separate": self.separate,
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Shape":
        posts = tuple(PostLines(post, seats, tuple(keys), paper) for post, seats, keys, paper in data["posts"])
        boxes = tuple(BoxLine(*one) for one in data["boxes"])
        return cls(**{**data, "posts": posts, "boxes": boxes})


@dataclass(frozen=True)
class Candidate:
    """Whose name is printed: told apart from everybody else on the sheet by ``label``."""

    name: str
    label: str
    sex: str
    withdrawn: bool = False


Roster = Mapping[int, Candidate]


def fields(shape: Shape, roster: Roster) -> Iterator[Field]:
    """Everything that may be typed, in the order of the paper."""
    yield from head_fields(shape)
    for number, paper in enumerate(shape.papers):
        yield from account_fields(shape, number, paper)
        yield from box_fields(shape, number, paper)
    for post in shape.posts:
        yield from post_fields(post)
        for key in post.candidates:
            yield from line_fields(shape, post, key, roster)
        for number in range(OTHERS):
            yield from other_fields(shape, post, number)


def head_fields(shape: Shape) -> Iterator[Field]:
    if shape.registered is None:
        yield Field("registered", "登记参加选举人数", "登记参加选举人数")
    if shape.meeting:
        yield Field("expected", "应到人数", "应到人数")
        yield Field("present", "实到人数", "实到人数")


def account_fields(shape: Shape, number: int, paper: str) -> Iterator[Field]:
    of = shape.paper_name(paper)
    for required, some in ((True, CORE), (False, OPTIONAL)):
        for name, label in some.items():
            yield Field(f"account-{number}-{name}", label, f"{of}：{label}", required=required)


def box_fields(shape: Shape, number: int, paper: str) -> Iterator[Field]:
    of = f"{shape.paper_name(paper)}：" if paper else ""
    for at, box in enumerate(shape.boxes):
        yield Field(f"box-{number}-{at}-recovered", "收回", f"{of}{box.name}收回")
        yield Field(f"box-{number}-{at}-issued", "发出(可不填)", f"{of}{box.name}发出", required=False)


def post_fields(post: PostLines) -> Iterator[Field]:
    yield Field(f"post-{post.post}-skipped", "本职务没有投票", f"{post.title}：没有投票", YES, required=False)
    for name, label in OF_POST.items():
        yield Field(f"post-{post.post}-{name}", label, f"{post.title}：{label}")


def line_fields(shape: Shape, post: PostLines, key: int, roster: Roster) -> Iterator[Field]:
    name = roster[key].label if key in roster else ""
    yield from _marks(shape, f"line-{post.post}-{key}", f"{post.title}：{name}", required=True)


def other_fields(shape: Shape, post: PostLines, number: int) -> Iterator[Field]:
    of, key = f"{post.title}：另选他人第{number + 1}行", f"other-{post.post}-{number}"
    yield Field(f"{key}-name", "姓名", f"{of}姓名", NAME, required=False)
    yield Field(f"{key}-sex", "性别", f"{of}性别", SEX, required=False)
    yield Field(f"{key}-standing", "登记情况", f"{of}登记情况", STANDING, required=False)
    yield from _marks(shape, key, of, required=False)


def _marks(shape: Shape, key: str, of: str, *, required: bool) -> Iterator[Field]:
    for name, label in shape.marks.items():
        yield Field(f"{key}-{name}", label, f"{of}{label}", required=required)
        for group in shape.each_group:
            yield Field(f"{key}-{name}-{group}", f"{group}组", f"{of}{label}({group}组)", required=required)
