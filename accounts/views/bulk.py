"""Pages of accounts from a workbook: those of every ledger's import, with slips at the end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Slip
from accounts.workbooks.accounts import ACCOUNT_SHEET
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.web.downloads import download
from electioncycle.workbooks import imports
from electioncycle.workbooks.pages import ImportPage, PreviewPage

MANY = 40
"""More new accounts than this are opened by the worker: every first password is hashed slowly on purpose."""


class AccountTemplate(LedgerPage):
    heavy = "export"
    action = ImportPage.action

    def get(self, request: HttpRequest) -> HttpResponse:
        return download(ACCOUNT_SHEET.template(self.user), "账号登记表.xlsx")


class AccountPreview(PreviewPage):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        if request.POST.get("which") == "cancel":
            return self.given_up(batch)
        faultless_only = request.POST.get("which") != "all"
        if batch.is_large or batch.counts.get("new", 0) > MANY:
            imports.confirm_in_background(batch, faultless_only=faultless_only)
            messages.info(request, "账号较多，正在后台建立。完成后到“账号通知条”领取初始密码，只能领取一次。")
            return redirect("accounts_import_preview", pk)
        imports.confirm(self.ledger, batch, cycle=None, faultless_only=faultless_only)
        slip = Slip.objects.filter(by=self.user.pk).first()
        if slip is None or not batch.counts.get("new"):
            return redirect("accounts_import_preview", pk)
        messages.success(request, f"已建立{slip.count}个账号。初始密码在下面的通知条上，只能领取一次。")
        return redirect("slip", slip.pk)
