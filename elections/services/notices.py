"""Verbs of notices: drafted from the county's texts, posted as they stand, taken down; drafts change in their form."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.records.editions import EditionState
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from electioncycle.wording import day_in_words
from elections.choices import Body, NoticeSeries, NoticeState
from elections.models import Election, NoticeSet, NoticeText, PublicNotice, Round, StepDay
from elections.rules import planning, round_notices
from elections.rules.notice_words import filled
from elections.rules.words import Names, government_name, party_committee_name
from elections.services import calendars, notice_facts, paper_sites, step_days
from elections.services.paper_sites import Site

POST, TAKE_DOWN, CORRECT, CORRECT_DAY = "post", "take_down", "correct", "correct_day"
MOST_WORDS = 500
"""How long the words may be by which a notice is corrected."""


def texts_for(election: Election) -> list[NoticeText]:
    """The texts published in its cycle, without one in the county's newest, of the series that are its own."""
    if election.body not in (Body.PARTY, Body.COMMITTEE):
        return []
    cycle = {"cycle": election.cycle} if election.cycle else {"cycle__county": election.county}
    published = NoticeSet.objects.filter(**cycle, state=EditionState.PUBLISHED).order_by("-cycle__starts_on").first()
    if published is None:
        return []
    party = election.body == Body.PARTY
    own = [one for one in published.texts.all() if (one.series == NoticeSeries.PARTY) == party]
    return [one for one in own if round_notices.belongs(one.code, election.procedure)]


def draft_missing(election: Election, *, by: Actor) -> list[PublicNotice]:
    """A draft of every published text that this election has no notice of yet."""
    _require_writer(election, by)
    with transaction.atomic():
        election = workflow.locked(election)
        texts = texts_for(election)
        if not texts:
            raise Refused(
                "没有这项选举可用的公告文本：换届和补选的公告文本由县里两人发布后才能拟稿，其他事项不用公告文本。"
            )
        taken = set(PublicNotice.objects.filter(election=election).values_list("series", "number", "branch"))
        site, facts = paper_sites.site_of(election), notice_facts.recorded(election)
        held = Round.objects.filter(election=election).values_list("kind", "state")
        kinds, states = (frozenset(some) for some in (zip(*held, strict=True) if held else ((), ())))
        texts = [one for one in texts if round_notices.wanted(one.code, kinds, states)]
        rows = [_drafted(site, one, facts) for one in texts if (one.series, one.number, one.branch) not in taken]
        history.record_many(rows, by=by, reason="按公告文本拟稿")
        audit.record(audit.Event.ADDED, by=by, ledger="publicnotice", rows=len(rows))
    return rows


def draft(election: Election, code: str, *, by: Actor) -> PublicNotice:
    """A draft of one text; where its number is taken, the next branch of it."""
    _require_writer(election, by)
    with transaction.atomic():
        election = workflow.locked(election)
        text = next((one for one in texts_for(election) if one.code == code), None)
        if text is None:
            raise Refused("没有这份公告文本，请从所列文本中选择。")
        row = _drafted(paper_sites.site_of(election), text, notice_facts.recorded(election))
        row.branch = _free_branch(row)
        history.record(row, by=by, reason="按公告文本拟稿")
        audit.record(audit.Event.ADDED, by=by, row=row)
    return row


def _free_branch(row: PublicNotice) -> int:
    """Its own, else the one after the last of its number."""
    same = PublicNotice.objects.filter(election=row.election, series=row.series, number=row.number)
    taken = set(same.values_list("branch", flat=True))
    return row.branch if row.branch not in taken else max(taken) + 1


def _drafted(site: Site, text: NoticeText, facts: Mapping[str, str]) -> PublicNotice:
    election, values = site.election, {**site.values(), **facts}
    return PublicNotice(
        election=election,
        wording=text,
        step=text.step,
        series=text.series,
        number=text.number,
        branch=text.branch,
        title=filled(text.title, values),
        text=filled(text.text, values),
        signed_by=office_of(site, text.series),
    )


def office_of(site: Site, series: str) -> str:
    """Whose notices a series are (落款)."""
    township = str(site.village.township)
    if series == NoticeSeries.TOWNSHIP:
        return government_name(township)
    if series == NoticeSeries.PARTY:
        return party_committee_name(township)
    return f"{site.village.name}{Names(site.community).election_committee}"


def post(notice: PublicNotice, *, on: date, by: Actor, place: str = "", version: int | None = None) -> PublicNotice:
    """It hangs in the village since this day, in these words; a late day is recorded as it is."""
    _require_writer(notice.election, by)
    with transaction.atomic():
        row = workflow.locked(notice, version)
        workflow.refuse_unless(row.state == NoticeState.DRAFT, row, "登记张贴")
        _require_possible(row, on)
        row.place = place.strip()[:100] or row.place
        row.step_day = _step_day(row, on, by=by)
        row.posted_on = None if row.step_day else on
        row.post()
        workflow.advance(row, move=POST, title="登记张贴", by=by, reason=day_in_words(on), content=row.text)
    return row


def _require_possible(row: PublicNotice, on: date) -> None:
    today = timezone.localdate()
    day = row.election.polling_day or today
    if said := planning.fact_refusal(on, day, today):
        raise Refused(f"“{row}”没有登记张贴：{said}")


def _step_day(row: PublicNotice, on: date, *, by: Actor) -> StepDay | None:
    """The step of the calendar that the posting is; None where the notice is no step, or no day is set yet."""
    if not (row.wording and row.wording.publishes and row.step):
        return None
    return step_days.record_along(row.election, row.step, on, by=by)


def take_down(notice: PublicNotice, *, on: date, by: Actor, version: int | None = None) -> PublicNotice:
    _require_writer(notice.election, by)
    with transaction.atomic():
        row = workflow.locked(notice, version)
        workflow.refuse_unless(row.state == NoticeState.POSTED, row, "登记撤下")
        _require_possible(row, on)
        if row.day and on < row.day:
            raise Refused(f"撤下日期早于张贴日期{day_in_words(row.day)}，请核对。")
        row.taken_down_on = on
        row.take_down()
        workflow.advance(row, move=TAKE_DOWN, title="登记撤下", by=by, reason=day_in_words(on))
    return row


def correct(notice: PublicNotice, *, words: str, by: Actor, version: int | None = None) -> PublicNotice:
    """A draft of the notice that corrects this one (更正公告); the wrong one stays as it was posted."""
    _require_writer(notice.election, by)
    words = words.replace("\r\n", "\n").strip()
    if not 2 <= len(words) <= MOST_WORDS:
        raise Refused(f"请写明哪里有误、更正为什么，2至{MOST_WORDS}字。")
    with transaction.atomic():
        wrong = workflow.locked(notice, version)
        workflow.refuse_unless(wrong.state != NoticeState.DRAFT, wrong, "拟更正公告")
        row = PublicNotice(
            election=wrong.election,
            wording=None,
            corrects=wrong,
            series=wrong.series,
            number=wrong.number,
            branch=wrong.branch,
            title=f"关于更正公告{wrong.full_number}的公告",
            text=f"{day_in_words(wrong.day)}张贴的公告{wrong.full_number}“{wrong.title}”有误，现更正如下：\n{words}",
            place=wrong.place,
            signed_by=wrong.signed_by,
        )
        row.branch = _free_branch(row)
        history.record(row, by=by, reason=f"更正{wrong.full_number}")
        audit.record(audit.Event.ADDED, by=by, row=row, corrects=wrong.pk)
    return row


def correct_day(notice: PublicNotice, *, on: date, reason: str, by: Actor, version: int | None = None) -> PublicNotice:
    """The day of posting was recorded wrongly; where posting is a step, the calendar corrects it."""
    _require_writer(notice.election, by)
    reason = workflow.require_reason(reason, "更正张贴日期")
    with transaction.atomic():
        row = workflow.locked(notice, version)
        workflow.refuse_unless(row.state != NoticeState.DRAFT, row, "更正张贴日期")
        if row.step_day:
            raise Refused(f"“{row}”的张贴日期随日程登记，请在选举日程中更正。")
        _require_possible(row, on)
        if row.taken_down_on and on > row.taken_down_on:
            raise Refused(f"张贴日期晚于撤下日期{day_in_words(row.taken_down_on)}，请核对。")
        said = f"{day_in_words(row.posted_on)}→{day_in_words(on)}，{reason}"
        row.posted_on, row.day_corrected = on, True
        workflow.advance(row, move=CORRECT_DAY, title="更正张贴日期", by=by, reason=said)
    return row


def due_day(notice: PublicNotice, site: Site) -> date | None:
    """By when it must hang: the last day of its step, else the planned one."""
    dues = site.days.dues if site.days else []
    due = next((one for one in dues if one.step.step == notice.step), None)
    return (due.latest or due.planned) if due else None


def offered_day(notice: PublicNotice) -> date | None:
    """The day that the form of posting proposes: of the step that the posting is, else today."""
    step = notice.step if notice.wording and notice.wording.publishes else ""
    return calendars.offered_day(notice.election, step)


def moves(notice: PublicNotice, user: Actor) -> list[str]:
    """What this user may do with it as it stands."""
    if not (officials_may(user, Action.CHANGE) and user.covers(notice.election.village.path)):
        return []
    if notice.state == NoticeState.DRAFT:
        return [POST]
    found = [CORRECT, *([] if notice.step_day_id else [CORRECT_DAY])]
    return [TAKE_DOWN, *found] if notice.state == NoticeState.POSTED else found


def of_election(election: Election) -> Sequence[PublicNotice]:
    return list(
        PublicNotice.objects.filter(election=election).select_related("election__village", "step_day", "wording")
    )


def _require_writer(election: Election, by: Actor) -> None:
    workflow.require(by, election.village, Action.CHANGE)
