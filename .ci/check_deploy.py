"""`check --deploy` under the settings of an official portal; a warning is a failure. Needs no
service: nothing is connected to."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.update(
    DJANGO_SETTINGS_MODULE="kbang_ntm.settings",
    PORTAL_ENV="production",
    PORTAL_SECRET_KEY=secrets.token_urlsafe(60),
    PORTAL_ALLOWED_HOSTS="ntm.kbang.example",
    PORTAL_CSRF_ORIGINS="https://ntm.kbang.example",
    DATABASE_URL="postgresql://nobody@localhost/none",
    REDIS_URL="redis://localhost:6379/0",
)

import django
from django.core.management import call_command

from kbang_ntm.core import clock

django.setup()
clock._loaded = True  # an official portal stands on no other day: no database is asked for one
call_command("check", deploy=True, fail_level="WARNING")
