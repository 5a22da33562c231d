"""Makes up a whole county in one transaction, and tells what is there when it is asked again."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from demo import names
from demo.accounts import COUNTY_ACCOUNTS, SIGNING_TOWNSHIPS, Account, Staff, add_staff, password_for
from demo.analyses import BARE, add_analyses, fate
from demo.archives import add_archives
from demo.calendar import add_calendar
from demo.candidates import add_candidates
from demo.counts import add_counts
from demo.county import MOST_PER_TOWNSHIP, MOST_TOWNSHIPS, County, add_last_terms, add_places, add_profiles
from demo.cycle import add_cycle
from demo.daily import add_daily_reports
from demo.days import Days
from demo.disputes import add_disputes
from demo.elections import add_elections
from demo.filing import add_filing
from demo.finance import add_assessments, add_finances
from demo.follow_up import add_follow_up
from demo.gate import add_gate
from demo.kinship import add_staff_posts, settle_texts
from demo.meetings import add_meetings, add_organisation
from demo.mid_term import add_mid_term
from demo.nominations import add_nominations
from demo.notices import add_papers
from demo.oversight import add_oversight
from demo.polling_day import add_polling_day
from demo.posts import add_contacts, add_posts
from demo.preparation import add_preparation
from demo.problems import add_problems, add_visits
from demo.reviews import add_reviews
from demo.risks import add_risks, move_risks
from demo.schemes import add_schemes
from demo.states import VILLAGE_ACCOUNT, add_states
from demo.steps import correct_one, move_on
from demo.talks import add_former_officials, add_talks
from demo.teams import add_teams
from demo.voters import add_voters
from demo.votes import add_votes
from electioncycle.refusals import Refused
from villages.models import Area, Cycle, TeamMember, Village
from villages.services.accounts import service_account

CODE = "990101"
GROUPS = ("四个一", "三个一")


def load(*, villages: int, townships: int, seed: int, today: date, bare: bool = False) -> dict[str, Any]:
    """The made-up county, unless it is there; ``bare`` stops after the registry and the profiles."""
    county = County(CODE, names.COUNTY, seed, service_account(), days=Days(today))
    present = Area.objects.filter(code=CODE).first()
    if present is not None:
        county.area = present
        return _told(county, _accounts_there(county))
    if Village.objects.exclude(code__startswith="99").exists():
        raise Refused("数据库里已有真实的村(社区)，不再写入演示数据。请另设 DATA_DIR。")
    require_size(villages, townships)
    with transaction.atomic(), county.days.as_clock():
        staff = make(county, villages=villages, townships=townships, bare=bare)
    return _told(county, staff.accounts)


def require_size(villages: int, townships: int) -> None:
    """Refuses what the statistical codes of one county cannot number."""
    if not 1 <= townships <= villages:
        raise Refused("村(社区)数和乡镇数至少为1，且乡镇数不能多于村(社区)数。")
    if max(townships, villages // MOST_PER_TOWNSHIP + 1) > MOST_TOWNSHIPS:
        raise Refused(f"一个县最多{MOST_TOWNSHIPS}个乡镇、每个乡镇最多{MOST_PER_TOWNSHIP}个村(社区)，请减少数量。")


def make(county: County, *, villages: int, townships: int, bare: bool = False) -> Staff:
    """Everything that is entered before and during the analyses."""
    add_places(county, villages=villages, townships=townships)
    staff = add_staff(county)
    add_cycle(county, publisher=staff.county_admin, groups=GROUPS)
    add_profiles(county)
    if not bare:
        fates = {village: fate(number) for number, village in enumerate(county.villages)}
        add_ledgers(county, fates)
        move_on(county, begun(fates), staff)
        move_risks(county, clerk_of=staff.clerk_of, verifier=staff.county_clerk)
        add_problems(county, staff)
        add_visits(county, staff)
        add_finances(county, staff)
        add_assessments(county)
        add_gate(county, staff)
        add_elections(county, staff)
        add_disputes(county, staff)
        add_voters(county, staff)
        add_nominations(county, staff)
        add_calendar(county, staff)
        add_schemes(county, staff)
        add_preparation(county, staff)
        add_votes(county)
        add_papers(county, staff)
        add_reviews(county, staff)
        add_staff_posts(county, list(begun(fates)))
        settle_texts(county, staff)
        add_follow_up(county, staff)
        add_meetings(county, staff)
        add_oversight(county, staff)
        correct_one(county, fates, staff)
        add_counts(county, staff)
        add_polling_day(county, staff)
        add_mid_term(county, staff)
        add_archives(county, staff)
        add_filing(county, staff)
        add_states(county, staff)
    return staff


def begun(fates: dict[Village, str]) -> dict[Village, str]:
    return {village: reached for village, reached in fates.items() if reached != BARE}


def add_ledgers(county: County, fates: dict[Village, str]) -> None:
    """Teams, posts, contacts and analyses; a village not begun has neither team nor first secretary."""
    analysed = begun(fates)
    add_last_terms(county)
    add_teams(county, list(analysed))
    add_posts(county, county.villages, lacking=frozenset(v.pk for v in fates if v not in analysed))
    add_contacts(county)
    add_daily_reports(county)
    add_organisation(county)
    add_analyses(county, analysed)
    add_risks(county)
    add_former_officials(county)
    add_talks(county)
    add_candidates(county, county.villages)


def _accounts_there(county: County) -> list[Account]:
    """Accounts made by the first run; the passwords of this seed, where nobody has changed them since."""
    usernames = [name for name, *_ in COUNTY_ACCOUNTS]
    usernames += [f"zhen{number}_{post}" for number in range(1, SIGNING_TOWNSHIPS + 1) for post in ("officer", "clerk")]
    usernames.append(VILLAGE_ACCOUNT)
    found = []
    own = Q(scopes__area__path__startswith=county.area.path) | Q(scopes__village__path__startswith=county.area.path)
    for user in User.objects.filter(own, username__in=usernames):
        password = password_for(user.username, county.seed)
        scope = user.scopes.select_related("area", "village")[0]
        place = scope.area or scope.village
        if place is not None and user.check_password(password):
            found.append(Account(user, password, next(iter(user.roles)), place))
    return sorted(found, key=lambda account: usernames.index(account.user.username))


def _told(county: County, accounts: list[Account]) -> dict[str, Any]:
    below = {"path__startswith": county.area.path}
    members = TeamMember.objects.filter(village__path__startswith=county.area.path)
    return {
        "county": {"code": county.code, "name": county.area.name},
        "villages": Village.objects.filter(**below).count(),
        "townships": Area.objects.filter(level=4, **below).count(),
        "people": members.count(),
        "cycle": str(Cycle.objects.filter(county=county.area).first() or ""),
        "accounts": [account.as_line() for account in accounts],
    }
