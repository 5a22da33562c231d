"""The outcome in the words of village papers: figures, what follows from them, and the source."""

from collections.abc import Iterable
from datetime import date

from electioncycle.wording import day_in_words
from elections.choices import PostCode
from elections.rules.account import PARTY, base_of, registered_of, share_key
from elections.rules.norms import Norms
from elections.rules.outcome import ASSEMBLY, Decided, Outcome
from elections.rules.seats import Question
from elections.rules.sheet import Person, Petition, Post, Sheet
from elections.rules.words import Names, people_word, unit_word, whole_word

ASKED = {
    "kin": "近亲属同时过票，规则没有规定由谁当选，请有权机关研究认定",
    "namesake": "同名另选人归属未定，请选举委员会认定",
    "withdrawn": "退出的候选人所得的票是否计算，规则没有规定，请选举委员会认定",
    "vacancy": "缺额是否暂缺，由{meetings}决定",
    "acting": "主任空缺期间由谁主持工作，由{meetings}从当选人中推选",
    "party_short": "未选足名额，请决定再次投票，或者经半数以上到会党员同意减少名额",
}
BROKEN = {
    "F.401": "有效票、废票、弃权票之和与收回选票不符",
    "F.402": "各人得票之和多于有效票与应选名额之积",
    "F.403": "有人得票多于有效票",
    "F.404": "赞成、反对、弃权之和与有效票不符",
    "F.405": "加计后的得票多于收回选票",
}


def name_of(post: str) -> str:
    return PostCode(post).label if post in PostCode.values else post


def of_void(outcome: Outcome, sheet: Sheet) -> list[str]:
    what, again = _kind(sheet)
    told = [f"{reason}。" for reason in outcome.account.reasons]
    return [*told, f"本次{what}无效，应当{again}{_until(outcome)}。"]


def _kind(sheet: Sheet) -> tuple[str, str]:
    """What the vote was, and what follows when it is void."""
    if sheet.round == "nomination":
        return "提名", "重新提名"
    return ("罢免表决", "重新表决") if sheet.procedure == "recall" else ("选举", "重新选举")


def of_election(outcome: Outcome, sheet: Sheet, norms: Norms) -> list[str]:
    told = [_validity(sheet, norms)]
    for one in outcome.decided:
        told += _post(one, sheet, norms)
    told += [f"{_asked(question, sheet)}。" for _, question in outcome.asked]
    told.append(_next(outcome, norms))
    return [sentence for sentence in told if sentence]


def _validity(sheet: Sheet, norms: Norms) -> str:
    ballot = max(sheet.ballots, key=lambda one: one.recovered)
    figures = f"发出选票{ballot.issued}张，收回选票{ballot.recovered}张，未超过发出数"
    if ballot.recovered > ballot.issued:
        figures = f"发出选票{ballot.issued}张，收回选票{ballot.recovered}张"
    if sheet.body == PARTY:
        return f"应到会党员{sheet.expected or 0}人，实到会{sheet.present or 0}人，{figures}，选举有效。"
    registered = registered_of(sheet)
    key = "runoff_turnout_over" if sheet.round == "other" else "turnout_over"
    needed = None if sheet.round == "tie" else norms.share(key)
    who = f"{people_word(sheet)}{registered}{unit_word(sheet)}，" if registered is not None else ""
    who += f"实到会{sheet.present}人，" if sheet.mode == "representatives" and sheet.present is not None else ""
    enough = f"；参加投票人数{needed.words(whole_word(sheet))}" if needed and registered is not None else ""
    return f"{who}{figures}{enough}，本次{_kind(sheet)[0]}有效{norms.basis(key) if enough else ''}。"


def _post(one: Decided, sheet: Sheet, norms: Norms) -> list[str]:
    title, seating = name_of(one.post.post), one.seating
    told = [
        f"{person.name}得{person.votes}票，{_reached(one.post, sheet, norms)}当选{title}。"
        for person in seating.elected
    ]
    told += [f"{name}得票过数，因与{other}有近亲属关系，依次确定，不当选{title}。" for name, other in seating.gave_way]
    told += [f"{'、'.join(tie.names)}得票相等，就{tie.seats}名{title}名额再次投票。" for tie in seating.ties]
    told += _questions(one, sheet)
    if seating.open:
        told.append(f"{title}应选{one.post.seats}名，缺{seating.open}名。")
    return told


def _reached(post: Post, sheet: Sheet, norms: Norms) -> str:
    if sheet.round == "tie":
        return ""
    key = share_key(sheet)
    share, base = norms.share(key), base_of(sheet, post, norms)
    basis = norms.basis("party_majority_base" if sheet.body == PARTY else key)
    what = "应到会党员" if sheet.body == PARTY else "收回选票"
    unit = "人" if sheet.body == PARTY else "张"
    if sheet.body == PARTY and norms.choice("party_majority_base") != "应到会":
        what = "实到会党员"
    if sheet.body != PARTY and norms.choice("elected_base") == "valid" and post.valid is not None:
        what = "有效票"
    return f"{share.words(f'{what}{base}{unit}')}{basis}，" if share else ""


def _questions(one: Decided, sheet: Sheet) -> list[str]:
    told = []
    for question in one.seating.questions:
        names = f"{'、'.join(question.names)}：" if question.names else ""
        told.append(f"{name_of(one.post.post)}({question.seats}名)：{names}{_asked(question, sheet)}。")
    return told


def _asked(question: Question, sheet: Sheet) -> str:
    """What somebody must decide or count again, and who."""
    if broken := BROKEN.get(question.code):
        return f"{broken}，请按原始票据复核后更正"
    return ASKED[question.code].format(meetings=Names(sheet.community).meetings)


def _until(outcome: Outcome) -> str:
    return f"，最迟在{day_in_words(outcome.until)}前进行" if outcome.until else ""


def _next(outcome: Outcome, norms: Norms) -> str:
    lead = ""
    if outcome.acting and outcome.acting != ASSEMBLY:
        lead = f"主任空缺，由{outcome.acting}主持工作{norms.basis('acting_rule')}。"
    if outcome.next == "other":
        return f"名额未选足，应当另行选举{_until(outcome)}{norms.basis('runoff_days') if outcome.until else ''}。"
    if outcome.next == "decide" and outcome.until:
        return f"决定不暂缺的，另行选举{_until(outcome)}。{lead}"
    if outcome.next == "none" and outcome.short:
        return f"当选人数已达到规定，缺额可以暂缺{norms.basis('vacancy_from')}。{lead}"
    return lead


def of_nomination(outcome: Outcome, sheet: Sheet, norms: Norms) -> list[str]:
    told = []
    for one in outcome.decided:
        title, seating = name_of(one.post.post), one.seating
        if seating.elected:
            told.append(f"{title}正式候选人{len(seating.elected)}名：{_names(seating.elected)}。")
        told += [f"{'、'.join(tie.names)}得票相等，就{tie.seats}名{title}候选人名额再次投票。" for tie in seating.ties]
        told += _questions(one, sheet)
        if not seating.elected and not seating.ties and not seating.questions:
            told.append(
                f"{title}应选{one.post.seats}名，被提名的不多于应选名额，应当重新提名{norms.basis('surplus_least')}。"
            )
    return told


def _names(people: Iterable[Person]) -> str:
    return "、".join(f"{person.name}({person.votes}票)" for person in people)


def of_recall(outcome: Outcome, sheet: Sheet, norms: Norms) -> list[str]:
    told = [_validity(sheet, norms)]
    for one in outcome.decided:
        told += _questions(one, sheet)
        for person in one.post.people if not one.seating.questions else ():
            base = base_of(sheet, one.post, norms)
            gone = person.name in one.seating.names
            share = norms.share("elected_over")
            reached = share.words(f"收回选票{base}张", reached=gone) if share else ""
            verdict = "罢免通过" if gone else "罢免未通过"
            told.append(f"同意罢免{person.name}的{person.votes}票，{reached}，{verdict}{norms.basis('elected_over')}。")
    return told


def of_petition(
    petition: Petition, sheet: Sheet, norms: Norms, key: str, *, enough: bool, again: date | None
) -> list[str]:
    who = f"{Names(sheet.community).people}{'' if petition.by == 'voters' else '代表'}"
    share = norms.share(key)
    if share is None:
        return []
    told = f"{who}{petition.of}人，联名{petition.signed}人，{share.words('总数', reached=enough)}"
    if not enough:
        return [f"{told}，罢免要求不予受理{norms.basis(key)}。"]
    if again:
        return [
            f"{told}；同一事实的罢免要求，{day_in_words(again)}起才可以再次提出{norms.basis('recall_again_after')}。"
        ]
    return [f"{told}，罢免要求应当受理{norms.basis(key)}。"]
