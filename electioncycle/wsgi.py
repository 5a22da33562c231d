"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electioncycle.settings")
application = get_wsgi_application()

import_string("electioncycle.security.site_facts.verify_pii_key")()  # models are loaded only now
