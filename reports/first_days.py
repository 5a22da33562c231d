"""What each role does on the first day, and by which rows, steps and acts it is seen to be done."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from accounts.services.handed_out import standing
from electioncycle.desk.first_day import Step
from electioncycle.records.workflow import StepRecord
from electioncycle.roles import FIELD, OFFICIALS, Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.web.pages import EVERYONE
from elections.models import VillageDraft
from readiness.choices import REPORTED
from readiness.models import TeamAnalysis
from villages.models import Contact, Cycle, LastTermFigures, ResponsibilityPost, TeamMember, Village, VillageProfile
from villages.services.territory import participants, villages_of, villages_without

Done = Callable[[User, Cycle | None], bool]
CLERK = frozenset({Role.TOWNSHIP_CLERK})
COUNTY = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_CLERK})
REVIEWERS = frozenset({Role.TOWNSHIP_OFFICER, Role.COUNTY_CLERK, Role.COUNTY_ADMIN})


def own_password(user: User, cycle: Cycle | None) -> bool:
    return not user.must_change_password


def account_taken_over(user: User, cycle: Cycle | None) -> bool:
    return not standing(user).exists()


def every_place_has(model: Any) -> Done:
    """Whether each participating village of the user's has a row, and there is one at all."""

    def done(user: User, cycle: Cycle | None) -> bool:
        return (
            cycle is not None
            and participants(user, cycle).exists()
            and not villages_without(model, user, cycle).exists()
        )

    return done


def any_row(model: Any, **asked: Any) -> Done:
    """Whether a row of this cycle lies in the user's places."""

    def done(user: User, cycle: Cycle | None) -> bool:
        return cycle is not None and model.objects.visible_to(user).filter(cycle=cycle, **asked).exists()

    return done


def acted(*events: str) -> Done:
    """Whether this user did such a thing once, as the trail has it."""

    def done(user: User, cycle: Cycle | None) -> bool:
        return AuditEvent.objects.filter(actor=user.pk, type__in=events).exists()

    return done


def decided(user: User, cycle: Cycle | None) -> bool:
    moves = ("approve", "confirm", "return", "pass", "check", "verify", "grant")
    return StepRecord.objects.filter(by=user, move__in=moves).exists()


def accounts_of(role: str) -> Done:
    return lambda user, cycle: User.objects.filter(groups__name=role, is_active=True).exists()


printed = acted(Event.PRINTED, Event.EXPORTED, Event.DOWNLOADED, Event.JOB_STARTED)

STEPS = (
    Step("修改初始密码", EVERYONE, "password_change", own_password),
    Step("退出后用新密码重新登录一次，账号由本人接管", EVERYONE, "profile", account_taken_over),
    Step(
        "导入村(社区)名册",
        frozenset({Role.COUNTY_ADMIN}),
        "village_list",
        lambda user, cycle: Village.objects.visible_to(user).exists(),
    ),
    Step(
        "建立并开启届次",
        frozenset({Role.COUNTY_ADMIN}),
        "cycle_list",
        lambda user, cycle: cycle is not None and cycle.state == "open",
    ),
    Step(
        "设定填报截止日",
        frozenset({Role.COUNTY_ADMIN}),
        "cycle_list",
        lambda user, cycle: cycle is not None and cycle.entry_deadline is not None,
    ),
    Step("导入通讯录", COUNTY, "contact_list", any_row(Contact)),
    Step(
        "看一遍本人管辖的村(社区)名册",
        FIELD - COUNTY - CLERK,
        "village_list",
        lambda user, cycle: cycle is not None and villages_of(user, cycle).exists(),
    ),
    Step("各村现任班子都有记录", CLERK, "teammember_list", every_place_has(TeamMember)),
    Step("各村村情概况都有记录", CLERK, "villageprofile_list", every_place_has(VillageProfile)),
    Step("各村上届换届时数据都有记录", CLERK, "lasttermfigures_list", every_place_has(LastTermFigures)),
    Step("各村包联责任人都有记录", CLERK, "responsibilitypost_list", every_place_has(ResponsibilityPost)),
    Step("提交第一个村的班子研判", CLERK, "readiness", any_row(TeamAnalysis, state__in=REPORTED)),
    Step("审核、确认或退回第一件材料", REVIEWERS, "inbox", decided),
    Step("打印或导出第一份材料", OFFICIALS, "report_list", printed),
    Step("填报第一张本村表格", frozenset({Role.VILLAGE_CLERK}), "village_forms", any_row(VillageDraft)),
    Step(
        "答复第一批问到本部门的人",
        frozenset({Role.DEPARTMENT_CONTACT}),
        "department_questions",
        acted(Event.ADDED, Event.CHANGED, Event.IMPORTED),
    ),
    Step("为乡镇组织干事建立账号", frozenset({Role.SECURITY_ADMIN}), "accounts", accounts_of(Role.TOWNSHIP_CLERK)),
    Step("为乡镇组织委员建立账号", frozenset({Role.SECURITY_ADMIN}), "accounts", accounts_of(Role.TOWNSHIP_OFFICER)),
    Step("查阅一次审计记录", frozenset({Role.AUDITOR}), "audit_list", acted(Event.AUDIT_READ)),
    Step("核验一次审计链", frozenset({Role.AUDITOR}), "audit_list", acted(Event.VERIFIED)),
    Step(
        "看到第一份数据备份",
        frozenset({Role.SYSTEM_ADMIN}),
        "site_state",
        lambda user, cycle: AuditEvent.objects.filter(type=Event.BACKED_UP).exists(),
    ),
)
