"""Sessions for people who signed in some days ago, without the cost of their passwords.

python -m tests.bench.load.sessions < names        (with the portal's environment)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from kbang_ntm import embedded
from tests.bench.portal import BACKEND, ROOT

CSRF = "kbangntmdoluong" + "0" * 17  # any 32 letters and digits; scripts send the cookie back


def signed_in(folder: Path, names: list[str]) -> dict[str, dict[str, str]]:
    """{account: cookies} of the portal in that folder."""
    found = embedded.addresses(folder)
    own = {
        "DATABASE_URL": found.database, "DATABASE_OWNER_URL": found.database_owner,
        "REDIS_URL": found.broker, "PORTAL_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load.sessions"],
        cwd=ROOT, env={**os.environ, **own}, input=json.dumps(names),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    cookies: dict[str, dict[str, str]] = json.loads(done.stdout.strip().splitlines()[-1])
    return cookies


def _begin(names: list[str]) -> dict[str, dict[str, str]]:
    """In the process that has Django."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from kbang_ntm.core.models import User

    found = {}
    for user in User.objects.filter(username__in=names):
        client = Client()
        client.force_login(user, BACKEND)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        found[user.username] = {"sessionid": session, "csrftoken": CSRF}
    return found


if __name__ == "__main__":
    print(json.dumps(_begin(json.load(sys.stdin))))
