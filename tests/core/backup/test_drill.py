"""The drill of docs/operations.md: an upgrade that fails is taken back, and the portal answers with
the figures it had."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as portal_settings

from kbang_ntm.core.backups import servers

ASK = """
import django; django.setup()
from django.test import Client
from kbang_ntm.core.models import User
for name, address in (
    ("dieuphoi", "/tong-hop/"), ("dieuphoi", "/muc-tieu/"), ("quantri", "/lich-su/"),
):
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    client.force_login(
        User.objects.get(username=name),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = client.get(address)
    print(address, answer.status_code)
    print(answer.content.decode())
"""
# What is another one at each opening.
CHANGING = re.compile(r'(?:value|content)="[A-Za-z0-9]{64}"')


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=portal_settings.BASE_DIR,
        env={**environment, "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def manage(environment: dict[str, str], *words: str) -> str:
    done = run(environment, "manage.py", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers(environment: dict[str, str]) -> str:
    """What the portal of that environment answers, as a process of its own by the application's
    role."""
    done = run(environment, "-c", ASK)
    assert done.returncode == 0, done.stderr
    return CHANGING.sub("", done.stdout)


@pytest.mark.data("demo")
def test_upgrade_with_rollback(
    portal_environment: dict[str, str], target: str, tmp_path: Path
) -> None:
    old = {
        **os.environ,
        **portal_environment,
        "PORTAL_BACKUP_KEY_FILE": str(tmp_path / "key"),
        "PORTAL_BACKUP_FOLDER": str(tmp_path / "backups"),
    }
    manage(old, "seal_audit")
    manage(old, "backup")
    before = answers(old)
    assert re.findall(r"^/[a-z-]+/ \d+$", before, flags=re.M) == [
        "/tong-hop/ 200",
        "/muc-tieu/ 200",
        "/lich-su/ 200",
    ]
    with servers.portal_database().cursor() as cursor:  # an upgrade that stops half way
        cursor.execute("ALTER TABLE communes_standing RENAME COLUMN criteria_met TO met")
        cursor.execute("UPDATE communes_standing SET met = 0")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('communes', '9999_half', now())"
        )
    assert "/tong-hop/ 500" in answers(old)

    manage(old, "restore", "--into", target, "--files", str(tmp_path / "new" / "files"))
    new = {
        **old,
        "PORTAL_VAR": str(tmp_path / "new"),
        **{
            name: f"{old[name].rsplit('/', 1)[0]}/{target}"
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
        },
    }

    manage(new, "migrate", "--check")
    manage(new, "seal_audit")
    assert "Nguyên vẹn" in manage(new, "verify_audit")
    after = answers(new)
    assert "Phục hồi từ bản sao lưu" in after
    figures = [page.partition("/lich-su/ 200\n")[0] for page in (before, after)]
    assert figures[0] == figures[1]
    with servers.portal_database().cursor() as cursor:  # what failed is still there to look at
        cursor.execute("SELECT max(met) FROM communes_standing")
        assert cursor.fetchone() == (0,)
