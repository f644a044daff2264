#!/usr/bin/env python
"""Commands of the portal. Starts the bundled database for a command when none is running."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

# These change tables or rights, which the application's own role may not.
OWNER_COMMANDS = {
    "migrate",
    "grant_rights",
    "import_data",
    "restore",
    "make_scale",
    "flush",
    "dbshell",
    "sqlmigrate",
    "pgtrigger",
}
NEED_NO_DATABASE = {
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "collectstatic",
    "diffsettings",
    "make_backup_key",
}


def main() -> None:
    """Run one command; failures of the environment are one plain sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbang_ntm.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in OWNER_COMMANDS:
        os.environ["PORTAL_DATABASE_ROLE"] = "owner"
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from kbang_ntm import embedded

    with ExitStack() as stack:
        if settings.EMBEDDED_SERVICES and command not in NEED_NO_DATABASE:
            try:
                stack.enter_context(
                    embedded.attached(settings.VAR, wanted=settings.EMBEDDED_SERVICES)
                )
            except embedded.ServiceError as error:
                sys.exit(f"Không khởi động được: {error}")
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
