"""Style sheets and scripts as they go over a slow line: gathered and compressed once, a tenth of what they are."""

from django.conf import settings
from django.core.management import call_command

NOT_SENT = ("*.map", "*.scss", "*.rtl*", "bootstrap*.js", "bootstrap-*", "bootstrap.css", "htm*-4*", "*.md", "ext")
"""Of what libraries bring along, what no page asks for."""


def gather() -> None:
    """Lay them into STATIC_ROOT, unless those of this edition lie there; the web server starts after this."""
    mark = settings.STATIC_ROOT / "mark"
    if settings.DEBUG or not settings.WHITENOISE_USE_FINDERS:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=list(NOT_SENT))
    mark.write_text(settings.STATIC_MARK)
