"""Bring the database and static files up to date, then say who can sign in.

Runs as `python -m kbang_ntm.run.content TABLE` in a process of its own, so that the process which
watches over the portal stays small. Writes the table of demonstration accounts to TABLE.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.core.management import call_command

from kbang_ntm.run.plan import keep_password, kept_password


def say(sentence: str) -> None:
    print(sentence, flush=True)


def fill() -> None:
    """Migrate, grant, load; each step is complete or leaves no trace."""
    from django.db import transaction

    from kbang_ntm.core.models import User

    call_command("migrate", verbosity=0, interactive=False)
    call_command("grant_rights", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    empty = not User.objects.exists()
    with transaction.atomic():
        call_command("load_reference", verbosity=0)
    if empty:
        say("Nạp số liệu minh họa …")
        with transaction.atomic():
            call_command("load_demo", verbosity=0)


def renew_password(old: str, new: str) -> None:
    """Give the demonstration accounts that still have the old shared password the new one."""
    from django.contrib.auth.hashers import check_password, make_password

    from kbang_ntm.core.models import User

    if not old or old == new:
        return
    for encoded in User.objects.order_by().values_list("password", flat=True).distinct():
        if check_password(old, encoded):
            User.objects.filter(password=encoded).update(password=make_password(new))


def accounts() -> str:
    """The table of people who can sign in; "" on a portal without demonstration data."""
    from kbang_ntm.core.models import PortalState, User

    if not PortalState.objects.filter(demo_date__isnull=False).exists():
        return ""
    people = list(User.objects.filter(is_active=True).order_by("username"))
    width = max(len(person.username) for person in people)
    lines = [
        f"  {person.username:<{width}}  "
        + ", ".join(filter(None, (person.full_name, person.position)))
        for person in people
    ]
    return "\n".join(["Tài khoản chạy thử:", *lines, ""])


def main(table: Path) -> None:
    var, password = Path(os.environ["PORTAL_VAR"]), os.environ["PORTAL_DEMO_PASSWORD"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbang_ntm.settings")
    os.environ["PORTAL_DATABASE_ROLE"] = "owner"
    import django

    django.setup()
    fill()
    if table_text := accounts():
        renew_password(kept_password(var), password)
    keep_password(var, password)
    table.write_text(table_text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
