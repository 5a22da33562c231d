#!/usr/bin/env python3
"""Command-line entry point."""

import os
import sys

KEYLESS = {
    "check",
    "collectstatic",
    "help",
    "makemigrations",
    "migrate",
    "restore",
    "rotate_keys",
    "serve",
    "showmigrations",
    "test",
    "url_inventory",
    "version",
}
"""Commands that touch no personal data, or look at the key themselves."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electioncycle.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import BaseCommand, ManagementUtility
    from django.db import DatabaseError

    class Checked(ManagementUtility):
        def fetch_command(self, subcommand: str) -> BaseCommand:
            command = super().fetch_command(subcommand)
            if subcommand not in KEYLESS:
                from electioncycle.security.site_facts import verify_pii_key

                try:  # a database without tables has nothing written with another key
                    verify_pii_key()
                except DatabaseError:
                    pass
                except ImproperlyConfigured as error:
                    sys.exit(str(error))
            return command

    Checked(sys.argv).execute()


if __name__ == "__main__":
    main()
