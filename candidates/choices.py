"""Fixed code lists about people who want to stand: posts, declarations, standing in the pool, placements."""

from django.db.models import TextChoices


class PostKind(TextChoices):
    """The kinds of post of a village for which somebody may stand."""

    SECRETARY = "secretary", "党组织书记"
    DEPUTY_SECRETARY = "deputy_secretary", "党组织副书记"
    PARTY_MEMBER = "party_member", "党组织委员"
    DIRECTOR = "director", "村(居)委会主任"
    DEPUTY_DIRECTOR = "deputy_director", "村(居)委会副主任"
    COMMITTEE_MEMBER = "committee_member", "村(居)委会委员"
    SUPERVISION_DIRECTOR = "supervision_director", "村务监督委员会主任"
    SUPERVISION_MEMBER = "supervision_member", "村务监督委员会委员"
    COLLECTIVE = "collective", "集体经济组织理事、监事"


PARTY_POSTS = frozenset({PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.PARTY_MEMBER})
"""Posts for which a party organisation may have nominees (预备人选)."""


class DeclaredHow(TextChoices):
    """How somebody himself said that he wants to stand; what others say of him is no declaration."""

    WRITTEN = "written", "本人书面"
    TALK = "talk", "谈话时本人表示"
    HOME_VISIT = "home_visit", "入户走访时本人表示"
    PHONE = "phone", "电话联系时本人表示"
    MEETING = "meeting", "会议上本人表示"


class IntentionState(TextChoices):
    STANDING = "standing", "有意向"
    GIVEN_UP = "given_up", "本人已放弃"


class PledgeState(TextChoices):
    """Where a pledge not to stand is; none of these states bars anybody from anything."""

    DRAWN_UP = "drawn_up", "待签"
    SIGNED = "signed", "已签"
    REFUSED = "refused", "未签"
    TAKEN_BACK = "taken_back", "本人撤回"


class PartyStage(TextChoices):
    """How far somebody is on the way into the party (党员发展阶段)."""

    MEMBER = "member", "党员"
    PROBATIONARY = "probationary", "预备"
    TARGET = "target", "发展对象"
    ACTIVIST = "activist", "积极分子"
    APPLICANT = "applicant", "申请人"
    NONE = "none", "未申请"


class ReturnState(TextChoices):
    IN_VILLAGE = "in_village", "在村"
    RETURNED = "returned", "已返乡"
    PROMISED = "promised", "承诺返乡"
    AWAY = "away", "未返乡"


class Willingness(TextChoices):
    WILLING = "willing", "愿意"
    WAITING = "waiting", "观望"
    UNWILLING = "unwilling", "不愿意"


class Direction(TextChoices):
    """For what somebody is being trained (培养方向)."""

    SECRETARY = "secretary", "书记"
    TEAM = "team", "两委成员"
    SUPERVISION = "supervision", "监委"
    COLLECTIVE = "collective", "集体经济组织"


class TownshipReview(TextChoices):
    PASSED = "passed", "通过"
    FAILED = "failed", "不通过"
    OPEN = "open", "未审"


class ReserveState(TextChoices):
    POOLED = "pooled", "储备"
    TRAINED = "trained", "培养"
    PLACED = "placed", "顶岗"
    NOMINATED = "nominated", "已提名"
    IN_OFFICE = "in_office", "已任职"
    LEFT = "left", "退出"


RESERVE_TONES = {
    "pooled": "plain",
    "trained": "info",
    "placed": "info",
    "nominated": "warn",
    "in_office": "ok",
    "left": "plain",
}


class PlacementGrade(TextChoices):
    EXCELLENT = "excellent", "优"
    GOOD = "good", "良"
    FAIR = "fair", "一般"
    UNFIT = "unfit", "不适合"


class PlacementOutcome(TextChoices):
    """What became of somebody who was placed."""

    SERVING = "serving", "顶岗中"
    COMPLETED = "completed", "期满结束"
    NOMINATED = "nominated", "已提名"
    IN_OFFICE = "in_office", "已任职"
    ENDED_EARLY = "ended_early", "提前结束"
    NOT_TAKEN_UP = "not_taken_up", "未到岗"


PLACEMENT_TONES = {
    "serving": "info",
    "completed": "plain",
    "nominated": "warn",
    "in_office": "ok",
    "ended_early": "plain",
    "not_taken_up": "bad",
}


class NominationState(TextChoices):
    DRAFT = "draft", "拟报"
    ASKED = "asked", "已请示"
    APPROVED = "approved", "已批复"
    LAPSED = "lapsed", "批复已失效"


UNSENT = frozenset({NominationState.DRAFT, NominationState.LAPSED})
"""States in which the township puts its list together."""
