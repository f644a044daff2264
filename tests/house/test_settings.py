"""A wrong setting stops the start with one plain sentence; production is strict."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from kbang_ntm.environment import Environment, celery_broker, mail_server

GOOD = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "k" * 50,
    "PORTAL_ALLOWED_HOSTS": "ntm.example",
    "DATABASE_URL": "postgresql://app:x@localhost/portal",
    "REDIS_URL": "redis://localhost/0",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder the service user could reach: nothing is put elsewhere for it."""
    with tempfile.TemporaryDirectory(prefix="kbang-ntm-settings-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def start(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process that has these variables and no others."""
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings as s; print(s.DEBUG)"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings",
            "PORTAL_VAR": str(folder),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_all_is_given(folder: Path) -> None:
    assert start(folder, **GOOD).stdout == "False\n"


def test_trying_out_needs_nothing(folder: Path) -> None:
    assert start(folder).stdout == "False\n"


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "short"}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_DEBUG": "True"}, "PORTAL_DEBUG"),
        ({"PORTAL_DEBUG": "yes"}, "PORTAL_DEBUG phải là True hoặc False"),
        ({"PORTAL_DEBUG": "1"}, "PORTAL_DEBUG phải là True hoặc False"),
        ({"PORTAL_ALLOWED_HOSTS": ""}, "PORTAL_ALLOWED_HOSTS"),
        ({"PORTAL_ALLOWED_HOSTS": "*"}, "PORTAL_ALLOWED_HOSTS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://localhost"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://localhost:abc/x"}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"REDIS_URL": "amqp://localhost"}, "REDIS_URL"),
        ({"PORTAL_ENV": "prod"}, "PORTAL_ENV"),
        ({"PORTAL_SECRET_KEY": "", "PORTAL_SECRET_KEY_FILE": "/no/such"}, "PORTAL_SECRET_KEY_FILE"),
        ({"PORTAL_SECRET_KEY_FILE": "/etc/hostname"}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_HSTS_SECONDS": "-1"}, "PORTAL_HSTS_SECONDS"),
        ({"PORTAL_EMAIL_URL": "mail.example"}, "PORTAL_EMAIL_URL"),
    ],
)
def test_wrong_value_is_one_sentence(folder: Path, wrong: dict[str, str], names: str) -> None:
    done = start(folder, **{**GOOD, **wrong})
    assert done.returncode == 1
    assert done.stdout == ""
    assert names in done.stderr
    assert done.stderr.startswith("Không khởi động được: ")
    assert done.stderr.count("\n") == 1


def test_default_secret_is_kept_and_closed(folder: Path) -> None:
    start(folder)
    first = (folder / "secret_key").read_text()
    start(folder)
    assert (folder / "secret_key").read_text() == first
    assert len(first) >= 50
    assert (folder / "secret_key").stat().st_mode & 0o077 == 0


def test_secret_from_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("abc\n")
    environment = Environment({"PORTAL_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert environment.secret("PORTAL_SECRET_KEY") == "abc"


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("redis://:x@h:1/2", "redis://:x@h:1/2"),
        ("unix://:x@/a/b.sock?db=3", "redis+socket://:x@/a/b.sock?virtual_host=3"),
        ("unix:///a/b.sock", "redis+socket:///a/b.sock"),
    ],
)
def test_broker_address_for_celery(url: str, broker: str) -> None:
    assert celery_broker(url) == broker


def test_mail_servers() -> None:
    assert mail_server("") is None
    plain = mail_server("smtp://a%40b:c@mail.example")
    assert plain is not None
    assert (plain.host, plain.port, plain.user, plain.starttls) == (
        "mail.example",
        587,
        "a@b",
        True,
    )
    sealed = mail_server("smtps://a:b@mail.example")
    assert sealed is not None
    assert (sealed.port, sealed.tls, sealed.starttls) == (465, True, False)
