"""Code lists of what changes in a village's bodies between two elections (届中调整)."""

from django.db.models import TextChoices


class MidTermKind(TextChoices):
    RESIGNED = "resigned", "辞职"
    RECALLED = "recalled", "罢免"
    ENDED = "ended", "职务终止"
    ABSENT = "absent", "暂不能履职"
    ELECTED = "elected", "补选就任"


LEAVES = (MidTermKind.RESIGNED, MidTermKind.RECALLED, MidTermKind.ENDED)
"""What ends somebody's post: its seat is vacant from that day on."""


class Ground(TextChoices):
    """Why somebody cannot or may no longer hold a post; what it is called in the law, no more."""

    CONVICTED = "convicted", "被判处刑罚"
    INCAPABLE = "incapable", "丧失行为能力"
    DIED = "died", "死亡"
    APPRAISED = "appraised", "连续两次评议不称职"
    AWAY = "away", "长期外出不履职"
    ILL = "ill", "患病"
    DETAINED = "detained", "被采取强制措施"
    MOVED = "moved", "工作调动"
    OTHER = "other", "其他"


ENDS = (Ground.CONVICTED, Ground.INCAPABLE, Ground.DIED, Ground.APPRAISED, Ground.AWAY, Ground.OTHER)
"""Grounds of an end; the others are of an absence, after which somebody comes back or the post is ended."""
