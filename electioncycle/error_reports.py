"""What the operator's error mail may say: where it broke, never what somebody had entered."""

from collections.abc import ItemsView
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from electioncycle.privacy import mask_text


class NothingEntered(SafeExceptionReporterFilter):
    """Form fields and local variables hold persons' data: all of them are left out, in debugging too."""

    def get_post_parameters(self, request: Any) -> dict[str, str]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request is not None else {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


class MaskedReport(ExceptionReporter):
    """The report with every ID number and phone masked, wherever it stands: in the sentence, the address, a header."""

    def get_traceback_text(self) -> SafeString:
        return mark_safe(mask_text(super().get_traceback_text()))  # noqa: S308 - escaped by the report itself

    def get_traceback_html(self) -> SafeString:
        return mark_safe(mask_text(super().get_traceback_html()))  # noqa: S308
