"""The product's own forms, for a county to which the city sends no workbook: pages, columns, what they take, as data.

Columns are those that a city asks for as a rule; what no ledger knows is left to the pen (``source`` empty).
"""

from dataclasses import dataclass

from filing.choices import Cadence, Weekday
from villages.choices import Education, Source
from villages.rules.teams import BANDS

EDUCATIONS = (*((label, code) for code, label in Education.choices), ("未填", "none"))
SOURCES = (*((label, code) for code, label in Source.choices), ("未填", "none"))


@dataclass(frozen=True)
class Column:
    """``source``: kind and name as a map has them (``figure:…``, ``word:…``), empty for what is filled in by hand."""

    title: str
    source: str = ""
    width: float = 7.5


@dataclass(frozen=True)
class Page:
    """One sheet, a line a township and a total below; ``listed``: a line for each entry of that list instead."""

    name: str
    title: str
    groups: tuple[tuple[str, tuple[Column, ...]], ...] = ()
    listed: str = ""

    @property
    def columns(self) -> list[Column]:
        return [one for _, many in self.groups for one in many]


@dataclass(frozen=True)
class Ready:
    """A form as it is offered; the county changes its name, its receiver and when it is due."""

    code: str
    name: str
    says: str
    cadence: str
    pages: tuple[Page, ...]
    weekday: str = ""
    hour: int = 0
    note: str = ""


def _figure(title: str, code: str) -> Column:
    return Column(title, f"figure:{code}")


def _node(title: str, node: str) -> Column:
    return _figure(title, f"reports.nodes@{node}.done")


UNIT = ("", (Column("单位", "word:townships", 15),))
PROGRESS = Ready(
    "progress",
    "村（社区）“两委”换届进展情况表",
    "各乡镇（街道）一行：党组织、村(居)委会、监委会、代表和小组长、移交、完成率、信访。",
    Cadence.WEEKLY,
    weekday=Weekday.FRIDAY,
    hour=12,
    note="产品自带的表；查处情况由县级纪检监察机关提供，手工填写。",
    pages=(
        Page(
            "进展情况",
            "村（社区）“两委”换届进展情况表",
            (
                UNIT,
                ("总数", (_figure("村", "filing.villages_only"), _figure("社区", "filing.communities"))),
                ("", (_figure("应换届", "villages.villages"),)),
                ("批准延期", (_figure("个数", "filing.put_off"), Column("文号", "word:put_off", 24))),
                (
                    "党组织",
                    (
                        _figure("已批复", "elections.party_permitted"),
                        _node("已选举", "party_vote"),
                        _figure("结果已批复", "elections.party_replied"),
                    ),
                ),
                (
                    "村(居)委会",
                    (
                        _figure("选委会产生", "elections.committees"),
                        _figure("选举办法通过", "elections.schemes_adopted"),
                        _node("名单公布", "voter_list"),
                        _figure("候选人公布", "elections.candidates_published"),
                        _figure("已投票", "elections.voted"),
                        _figure("一次选齐", "filing.at_once"),
                        _figure("再投票后选齐", "filing.after_others"),
                        _figure("缺额(名)", "elections.team_open"),
                        _figure("选举无效", "elections.team_void"),
                        _figure("未选出主任", "filing.no_director"),
                    ),
                ),
                (
                    "监委会、代表和小组长",
                    (
                        _node("监委会", "supervision"),
                        _figure("代表", "filing.representatives"),
                        _figure("小组长", "filing.group_leaders"),
                    ),
                ),
                ("", (_node("移交", "handover"),)),
                ("完成", (_figure("个数", "elections.team_done"), _figure("完成率(%)", "elections.team_done_share"))),
                ("信访举报", (_figure("受理", "meetings.complaints"), _figure("办结", "meetings.complaints_ended"))),
                ("查处", (Column("案"), Column("人"))),
                ("", (Column("备注", width=12),)),
            ),
        ),
    ),
)


def _among(end: str) -> tuple[Column, ...]:
    return (
        _figure("女", f"elections.team_women{end}"),
        _figure("少数民族", f"elections.team_minority{end}"),
        _figure("党员", f"elections.team_party_members{end}"),
    )


def _again(end: str) -> tuple[Column, ...]:
    return _figure("连任", f"elections.team_stays{end}"), _figure("新任", f"elections.team_new{end}")


def _structure(body: str) -> tuple[tuple[str, tuple[Column, ...]], ...]:
    return (
        ("年龄", tuple(_figure(one, f"elections.team_band@{body}.{one}") for *_, one in BANDS)),
        ("学历", tuple(_figure(word, f"elections.team_education@{body}.{code}") for word, code in EDUCATIONS)),
    )


def _people(body: str, *posts: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(_figure(word, f"elections.team_people@{body}.{post}") for word, post in posts)


DUE, MEAN = _figure("应换届", "villages.villages"), _figure("平均年龄", "elections.team_mean_age")
RESULTS = Ready(
    "results",
    "村（社区）“两委”换届选举结果统计表",
    "党组织、村(居)委会、两委合计（一人一次）的职务、年龄、学历、来源和投票情况，并附书记、主任情况。",
    Cadence.ASKED,
    note="产品自带的表；年龄截至投票日。",
    pages=(
        Page(
            "党组织",
            "村（社区）党组织换届选举结果统计表",
            (
                UNIT,
                ("进展", (DUE, _figure("完成", "elections.team_done@party"))),
                (
                    "职务",
                    (
                        _figure("合计", "elections.team_elected@party"),
                        *_people(
                            "party",
                            ("书记", "secretary"),
                            ("副书记", "deputy"),
                            ("纪检委员", "discipline"),
                            ("委员", "member"),
                        ),
                    ),
                ),
                ("其中", _among("@party")),
                ("连任和新任", _again("@party")),
                *_structure("party"),
            ),
        ),
        Page(
            "村居委会投票",
            "村（居）民委员会换届选举投票情况统计表",
            (
                UNIT,
                (
                    "进展",
                    (
                        DUE,
                        _figure("完成", "elections.team_done"),
                        _figure("完成率(%)", "elections.team_done_share"),
                        _figure("再投票(次)", "elections.team_others"),
                        _figure("有无效的村", "elections.team_void"),
                    ),
                ),
                (
                    "票数",
                    (
                        _figure("登记", "elections.team_registered"),
                        _figure("发出", "elections.team_ballots@issued"),
                        _figure("委托", "elections.team_ballots@proxy"),
                        _figure("流动票箱", "elections.team_ballots@roving"),
                        _figure("收回", "elections.team_recovered"),
                        _figure("有效", "elections.team_ballots@valid"),
                        _figure("无效", "elections.team_ballots@void"),
                        _figure("投票率(%)", "elections.team_turnout"),
                    ),
                ),
            ),
        ),
        Page(
            "村居委会成员",
            "村（居）民委员会换届选举结果统计表",
            (
                UNIT,
                (
                    "职务",
                    (
                        _figure("合计", "elections.team_elected@committee"),
                        *_people("committee", ("主任", "director"), ("副主任", "deputy"), ("委员", "member")),
                        _figure("缺额", "elections.team_open"),
                    ),
                ),
                ("其中", _among("@committee")),
                ("连任和新任", _again("@committee")),
                *_structure("committee"),
            ),
        ),
        Page(
            "两委合计",
            "村（社区）“两委”换届选举结果统计表（两委合计，一人一次）",
            (
                UNIT,
                (
                    "两委合计",
                    (
                        _figure("人数", "elections.team_elected"),
                        _figure("一肩挑", "elections.team_one_shoulder"),
                        _figure("交叉任职", "elections.team_cross"),
                    ),
                ),
                ("其中", _among("")),
                ("连任和新任", _again("")),
                ("年龄", (MEAN, *_structure("both")[0][1])),
                _structure("both")[1],
                ("来源(一人一类)", tuple(_figure(word, f"elections.team_source@{code}") for word, code in SOURCES)),
                (
                    "上届",
                    (
                        _figure("平均年龄", "elections.team_last_mean_age"),
                        _figure("大专及以上", "elections.team_last_college"),
                    ),
                ),
            ),
        ),
        Page("书记主任", "村（社区）党组织书记、村（居）委会主任情况", listed="elected_heads"),
    ),
)
READY = {one.code: one for one in (PROGRESS, RESULTS)}
