"""docker-compose.yml is valid, and every command and variable in it exists."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.conf import settings
from django.core.management import get_commands
from gunicorn.config import Config

from kbang_ntm.deploy import make_secrets

ROOT = Path(settings.BASE_DIR)
HOST = "ntm.kbang.example"
BROUGHT_BY_THE_IMAGE = {"POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS"}
OURS = ("setup", "web", "worker", "beat", "sealer")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as Debian's docker-compose reads it."""
    program = shutil.which("docker-compose")
    if program is None:
        reason = "no docker-compose: apt-get install docker-compose"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run(
        [program, "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORTAL_HOST": HOST},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = yaml.safe_load(done.stdout)
    return found


def read_variables() -> set[str]:
    """Every variable the settings file reads, with the _FILE form of secrets."""
    text = (ROOT / "kbang_ntm" / "settings.py").read_text()
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', text))
    secret = re.findall(r'env\.(?:secret|database_url|broker_url)\(\s*"([A-Z0-9_]+)"', text)
    return names | {f"{name}_FILE" for name in secret}


def test_services_are_the_whole_portal(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*OURS, "proxy", "database", "broker"}


def test_a_host_name_must_be_given() -> None:
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("no docker-compose")
    done = subprocess.run([program, "config"], cwd=ROOT, env={}, capture_output=True, check=False)
    assert done.returncode != 0
    assert b"PORTAL_ALLOWED_HOSTS" in done.stderr or b"the name people type" in done.stderr


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_one_the_settings_read(compose: dict[str, Any], service: str) -> None:
    unknown = set(compose["services"][service]["environment"]) - read_variables()
    assert unknown == set()


def test_every_variable_of_other_services_is_known(compose: dict[str, Any]) -> None:
    for service in set(compose["services"]) - set(OURS):
        given = set(compose["services"][service].get("environment", {}))
        assert given <= BROUGHT_BY_THE_IMAGE, service


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            secret = re.search("SECRET|PASSWORD|_URL", key) is not None
            assert not secret or key.endswith("_FILE"), f"{name}: {key}={value}"
        for one in service.get("secrets", []):
            assert one["source"] in compose["secrets"]


def test_setup_commands_exist(compose: dict[str, Any]) -> None:
    script = compose["services"]["setup"]["command"][-1]
    steps = [shlex.split(step) for step in script.split("&&")]
    assert [step[:2] for step in steps] == [["python", "manage.py"]] * len(steps)
    assert [step[2] for step in steps] == ["migrate", "grant_rights", "load_reference"]
    assert {step[2] for step in steps} <= set(get_commands())


@pytest.mark.parametrize("service", ["worker", "beat"])
def test_celery_commands_parse(compose: dict[str, Any], service: str) -> None:
    program, flag, app, act, *options = compose["services"][service]["command"]
    assert (program, flag, app, act) == ("celery", "-A", "kbang_ntm", service)
    command = celery_command.commands[act]
    command.make_context(act, list(options), parent=None, resilient_parsing=True)
    known = {name for parameter in command.params for name in parameter.opts}
    assert {option.split("=")[0] for option in options} <= known


def test_web_command_parses() -> None:
    text = (ROOT / "Dockerfile").read_text()
    words = re.findall(r'"([^"]+)"', text[text.rindex("CMD [") :])
    assert words[0] == "gunicorn"
    parsed = Config().parser().parse_args(words[1:])
    assert parsed.args == ["kbang_ntm.wsgi"]
    assert callable(importlib.import_module(parsed.args[0]).application)


def test_image_holds_the_code_and_runs_without_rights() -> None:
    text = (ROOT / "Dockerfile").read_text()
    for source in re.findall(r"^COPY (\S+) \./", text, flags=re.M):
        assert (ROOT / source).exists(), source
    last_user = re.findall(r"^USER (\S+)", text, flags=re.M)[-1]
    assert last_user == "portal"
    assert len(re.findall(r"^FROM ", text, flags=re.M)) == 2
    healthcheck = re.search(r'HEALTHCHECK .*?"python", "([^"]+)"', text, flags=re.S)
    assert healthcheck and (ROOT / healthcheck[1]).is_file()


def test_every_lasting_service_has_a_health_check(compose: dict[str, Any]) -> None:
    by_image = {"web"}  # HEALTHCHECK of the Dockerfile
    for name, service in compose["services"].items():
        if name != "setup":
            assert "test" in service.get("healthcheck", {}) or name in by_image, name


def test_web_and_worker_can_be_scaled(compose: dict[str, Any]) -> None:
    for name in ("web", "worker"):
        assert not {"ports", "container_name", "hostname"} & set(compose["services"][name])


def test_mounted_files_exist(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = str(volume).split(":")[0]
            if source.startswith("/"):
                assert Path(source).is_file(), source


def test_proxy_buffers_uploads_and_overwrites_client_claims() -> None:
    text = (ROOT / "kbang_ntm" / "deploy" / "nginx.conf").read_text()
    size = re.search(r"client_max_body_size (\d+)m;", text)
    assert size and int(size[1]) * 2**20 > settings.UPLOAD_MAX_BYTES
    for line in (
        "proxy_request_buffering on;",
        "proxy_set_header X-Real-IP $remote_addr;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
    ):
        assert line in text


def test_production_starts_with_exactly_these_variables(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    assert len(make_secrets.make(tmp_path)) == 5
    assert make_secrets.make(tmp_path) == []
    given = compose["services"]["web"]["environment"]
    environment = {
        name: str(value).replace("/run/secrets", str(tmp_path)) for name, value in given.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings as s; print(s.ALLOWED_HOSTS)"],
        cwd=ROOT,
        env={
            **environment,
            "PATH": os.environ["PATH"],
            "PORTAL_VAR": str(tmp_path / "var"),
            "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == (f"['{HOST}']", 0), done.stderr


@pytest.mark.parametrize(
    ("secret", "role"), [("database_url", "portal_app"), ("database_owner_url", "portal_owner")]
)
def test_database_script_reads_role_and_password(tmp_path: Path, secret: str, role: str) -> None:
    make_secrets.make(tmp_path)
    script = (ROOT / "kbang_ntm" / "deploy" / "init-database.sh").read_text()
    function = script[script.index("part()") : script.index("psql ")]
    function = function.replace("/run/secrets", str(tmp_path))
    done = subprocess.run(
        ["sh", "-euc", f"{function}\necho $(part {secret} 1) $(part {secret} 2)"],
        capture_output=True,
        text=True,
        check=True,
    )
    found_role, password = done.stdout.split()
    assert found_role == role
    assert f"{role}:{password}@" in (tmp_path / secret).read_text()
