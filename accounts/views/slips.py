"""Pages of the slips with first passwords: those that wait, one of them, shown or printed once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import papers as printing
from accounts.models import Slip
from accounts.services import slips
from accounts.views.base import UserPage
from electioncycle.roles import Role
from electioncycle.web.downloads import download

PDF = "application/pdf"


@method_decorator(never_cache, name="dispatch")
class SlipPage(UserPage):
    """A slip belongs to who made it."""

    roles = frozenset({Role.SECURITY_ADMIN, Role.TOWNSHIP_OFFICER})
    scope = "own"
    takes = {"pk": "accounts.slip"}

    def slip(self, pk: int) -> Slip:
        return get_object_or_404(Slip.objects.filter(by=self.user).select_related("file"), pk=pk)


class SlipList(SlipPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        mine = Slip.objects.filter(by=self.user).select_related("file")[:50]
        return render(request, "accounts/slips.html", {"slips": mine})


class SlipDetail(SlipPage):
    """Showing and printing take the slip; asking for the page does not."""

    heavy = "slip"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "accounts/slip.html", {"slip": self.slip(pk), "most": printing.ON_SCREEN})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        slip = self.slip(pk)
        if "show" in request.POST and slip.count > printing.ON_SCREEN:
            return redirect("slip", pk)
        strips = slips.take(slip, by=self.user)
        address = request.build_absolute_uri("/")
        if "show" in request.POST:
            return render(request, "accounts/slip.html", {"slip": slip, "strips": strips, "address": address})
        return download(printing.strips_pdf(strips, address=address), f"账号通知条({slip.count}).pdf")
