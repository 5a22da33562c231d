"""What the operator's error mail may say: where it broke, never what somebody had entered."""

from collections.abc import ItemsView
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from electioncycle.security.privacy import mask_text
from electioncycle.security.request_lines import ToldRequest


class NothingEntered(SafeExceptionReporterFilter):
    """Form fields and local variables hold persons' data: all of them are left out, in debugging too."""

    def get_post_parameters(self, request: Any) -> dict[str, str]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request is not None else {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


class MaskedReport(ExceptionReporter):
    """The report without anything somebody wrote, and every ID number and phone masked, wherever it stands.

    Of the request it shows where it went and a few headers: query, cookies, referer, browser and the names of files
    and people are left out.
    """

    def get_traceback_data(self) -> dict[str, Any]:
        told = super().get_traceback_data()
        if self.request is not None:
            request = ToldRequest(self.request)
            told |= {"request": request, "request_meta": request.META, "request_insecure_uri": request.path}
            told |= {f"request_{name}_items": [] for name in ("GET", "FILES", "COOKIES")}
            told["user_str"] = f"No. {getattr(getattr(self.request, 'user', None), 'pk', None)}"
        return told

    def get_traceback_text(self) -> SafeString:
        return mark_safe(mask_text(super().get_traceback_text()))  # noqa: S308 - escaped by the report itself

    def get_traceback_html(self) -> SafeString:
        return mark_safe(mask_text(super().get_traceback_html()))  # noqa: S308
