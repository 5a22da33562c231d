"""Fixed code lists about people who want to stand: the posts of a village, how a declaration became known."""

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
    REFUSED = "refused", "拒签"
    TAKEN_BACK = "taken_back", "本人撤回"
