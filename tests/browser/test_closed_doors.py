"""Whoever types the address of something that is not his gets a page in words, and no data."""

from playwright.sync_api import expect

from electioncycle.roles import Role
from tests.browser.steps import choose_from_menu, hand_in, seat_the_team
from tests.factories import make_user
from villages.models import TeamMember


def test_the_clerk_of_another_township_does_not_find_the_village_its_team_or_its_analysis(county, window):
    seat_the_team(county.village)
    member = TeamMember.objects.get(person__name="张建国")
    own = window(county.clerk)
    hand_in(own, county.village)
    review = own.url.partition("/readiness/")[2]
    addresses = (
        f"/villages/{county.village.pk}/",
        f"/villages/{county.village.pk}/history/",
        f"/villages/teammember/{member.pk}/",
        f"/villages/teammember/{member.pk}/edit/",
        f"/readiness/{review}",
        f"/readiness/analysis/{county.village.pk}/",
        f"/readiness/townships/{county.township.pk}/",
        f"/reports/villages/{county.village.pk}/",
        f"/reports/villages/{county.village.pk}/report.pdf",
    )
    page = window(county.stranger)
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 404, address
        expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
        assert "青山" not in page.content()
        assert own.goto(address if not address.endswith(".pdf") else "/").ok, "the same address opens for its own clerk"


def test_a_stranger_finds_only_his_own_villages_in_lists_and_menus(county, window):
    page = window(county.stranger)
    choose_from_menu(page, "村(社区)名册")
    expect(page.get_by_role("table")).to_contain_text("云峰村")
    assert "青山村" not in page.content()
    assert "东河镇" not in page.content()


def test_the_auditor_sees_no_business_data(county, window, settings):
    settings.TOTP_ROLES = frozenset()  # the page for the code has tests of its own
    seat_the_team(county.village)
    page = window(make_user(Role.AUDITOR, None, "shenji"))
    assert "青山村" not in page.content()
    for address in ("/villages/", f"/villages/{county.village.pk}/", "/readiness/", "/reports/"):
        answer = page.goto(address)
        assert answer.status == 403, address
        expect(page.get_by_text("您的角色没有办理此项的权限")).to_be_visible()
        assert "青山村" not in page.content()
