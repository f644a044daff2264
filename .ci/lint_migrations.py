"""Refuse migrations that would lock tables or break the running version.

The linter is a test requirement, so it is added here and not in the settings of the portal.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbang_ntm.settings")
os.environ["PORTAL_DATABASE_ROLE"] = "owner"

import django
from django.conf import settings
from django.core.management import call_command

from kbang_ntm import embedded

settings.INSTALLED_APPS += ["django_migration_linter"]
django.setup()
with ExitStack() as stack:
    if settings.EMBEDDED_SERVICES:
        stack.enter_context(embedded.attached(settings.VAR, wanted=settings.EMBEDDED_SERVICES))
    call_command(
        "lintmigrations",
        project_root_path=str(settings.BASE_DIR),
        include_apps=["core", "communes", "campaigns", "awards", "reports"],
        # The second half of making tables that are empty then: nothing is locked for anybody.
        ignore_name=["0002_initial"],
        no_cache=True,
        warnings_as_errors=[],
    )
