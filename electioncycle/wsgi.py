"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electioncycle.settings")
application = get_wsgi_application()

from electioncycle.security.site_facts import verify_pii_key  # noqa: E402 - models are loaded only now

verify_pii_key()
