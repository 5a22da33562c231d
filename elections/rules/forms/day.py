"""Papers of the day itself: order of the meeting, the chairman's words, what is looked at, who helps."""

from electioncycle.documents.blocks import DATE_LINE
from electioncycle.documents.forms import Box, Boxes, Form, Lines, SignatureBlock, Words
from elections.rules.day_checklist import lines
from elections.rules.forms.texts import TO_CONFIRM, paragraphs

_HEAD = "{election_committee}主任"
_OPENING = Words("时间：{polling_day}　　地点：{venue}", indent=False)

AGENDA = Form(
    "agenda",
    "{village}{committee}\n{procedure}大会议程",
    (_OPENING, *paragraphs("agenda")),
    SignatureBlock(office="{village}{election_committee}"),
    note=TO_CONFIRM,
)

SPEECH = Form(
    "speech",
    "{village}{committee}\n{procedure}大会主持词",
    paragraphs("speech"),
    SignatureBlock(dated=False),
    note=TO_CONFIRM,
)

SPEECH_LARGE = Form(
    "speech_large",
    "{village}{committee}\n{procedure}大会主持词",
    SPEECH.parts,
    SignatureBlock(dated=False),
    note=TO_CONFIRM,
    letters="lectern",
)

CHECKLIST = Form(
    "day_checklist",
    "{village}投票日现场检查表",
    (
        Boxes((Box("held_on", "投票日", blank=DATE_LINE), Box("recorder", "会议记录人"))),
        Lines(
            "checks",
            ("序号", "阶段", "检查事项", "到位(√)", "责任人和情况"),
            widths=(7, 9, 61, 9, 14),
            align=("center", "center", "left"),
            firsts=lines(),
        ),
    ),
    SignatureBlock((_HEAD, "总监票人", "{government}干部"), dated=False),
    note="未到位的当场补上。" + TO_CONFIRM,
)

VOLUNTEERS = Form(
    "volunteers",
    "{village}选举志愿者培训签到和承诺表",
    (
        Boxes(
            (
                Box("held_on", "培训日期", blank=DATE_LINE),
                Box("venue", "培训地点"),
                Box("trainer", "培训人"),
                Box("cars", "接送车辆", unit="辆"),
            )
        ),
        *paragraphs("training"),
        Words("我已参加培训，承诺遵守以上要求。", indent=False),
        Lines("listed", ("序号", "姓名", "分工", "本人签名", "备注"), rows=8, widths=(8, 22, 28, 26, 16)),
    ),
    SignatureBlock(("培训人", _HEAD), dated=False),
    note="本表留存{own}，只上报人数和车辆数。" + TO_CONFIRM,
)
