"""What the operator's error mail may say: where it broke, never what somebody had entered."""

from typing import Any

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from electioncycle.privacy import mask_text


class NothingEntered(SafeExceptionReporterFilter):
    """Form fields and local variables hold persons' data: all of them are left out, in debugging too."""

    def get_post_parameters(self, request: Any) -> dict[str, str]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request is not None else {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> list[tuple[str, str]]:
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


class MaskedReport(ExceptionReporter):
    """The report with every ID number and phone masked, wherever it stands: in the sentence, the address, a header."""

    def get_traceback_text(self) -> str:
        return mask_text(super().get_traceback_text())

    def get_traceback_html(self) -> str:
        return mask_text(super().get_traceback_html())
