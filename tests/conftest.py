"""Fixtures for all tests: real PostgreSQL, real broker, a real worker and a real browser."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import services

gc.disable()  # until all tests are collected: what is loaded and collected stays to the end
services.begin()  # before settings are read: they are told by the environment

import pytest  # noqa: E402 - the services come first
from django.conf import settings  # noqa: E402 - the services come first

settings.INSTALLED_APPS += ["zeal"]
settings.MIDDLEWARE.append("zeal.middleware.zeal_middleware")  # a request with N+1 raises
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick log-ins
settings.CLOCK = "machine"  # tests travel in time; test_clock.py sets it back
settings.ZEAL_RAISE = True
settings.LOGGING["loggers"]["django_structlog"]["level"] = "WARNING"  # a failure is read sooner

# Each takes a large part of a minute: begun early, so that no process is left alone with one.
LONG = (
    "tests/browser/",
    "tests/security/test_rights.py",
    "tests/security/test_requests.py::test_every_form_needs_its_token",
    "tests/security/test_fuzz.py",
    "tests/security/test_stored_text.py",
    "tests/security/test_foreign_ids.py",
    "tests/house/test_run.py",
    "tests/reports/services/test_long_printing.py",
)
COMMITS = {"transactional_db", "live_server", "live_portal", "celery_worker_process", "page"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Test processes must not read settings before their own conftest has set what they read;
    pytest-django does so when it finds this variable."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks what a second database server could answer differently."""
    if wants_database(item):
        item.add_marker(pytest.mark.database)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One long test on demonstration data, for which a process makes the templates; meanwhile for
    the others what needs no database; then all that is long; what is quick fills the end."""
    long = [item for item in items if item.nodeid.startswith(LONG)]
    first = next((item for item in long if database_kind(item) == "demo"), None)
    ranks = dict.fromkeys((item for item in items if not wants_database(item)), 1)
    ranks |= dict.fromkeys(long, 2)
    if first is not None:
        ranks[first] = 0
    items.sort(key=lambda item: ranks.get(item, 3))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of tests and all modules need not be searched for waste again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        from tests import databases

        databases.drop_all()
        services.end()


def wants_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & (COMMITS | {"db", "app_role"}))


def database_kind(item: pytest.Item) -> str:
    marker = item.get_closest_marker("data")
    return str(marker.args[0]) if marker else "empty"


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool((marker and marker.kwargs.get("transaction")) or names & COMMITS)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[Any]:
    """Put each test on the database it asks for, before any fixture runs."""
    if not wants_database(item):
        return (yield)
    from pytest_django.plugin import blocking_manager_key

    from tests import databases

    kind = database_kind(item)
    remove = None
    try:
        with item.config.stash[blocking_manager_key].unblock():
            if commits(item):
                remove = databases.use_fresh(kind)
            else:
                databases.use(kind)
        return (yield)
    finally:
        if remove is not None:
            with item.config.stash[blocking_manager_key].unblock():
                remove()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """Databases are made per test process by the hook above."""


@pytest.fixture(autouse=True)
def fresh_clock() -> Iterator[None]:
    """The demonstration date is a row of the database under test: never kept between tests."""
    from kbang_ntm.core import clock

    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Path:
    """A file store of this test alone, as a folder that is not there yet.

    The common one is written to by the neighbouring test processes: a test that lists it, ages
    its files or breaks it needs its own.
    """
    default = settings.STORAGES["default"]
    options = {**default["OPTIONS"], "location": str(tmp_path / "files")}
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}
    return tmp_path / "files"


@pytest.fixture
def app_role(db: None) -> Callable[[], Any]:
    """`with app_role():` runs the statements inside with the application's rights only.

    For a refusal write `with pytest.raises(...), app_role():` in this order.
    """
    from django.db import connection, transaction

    @contextmanager
    def limited() -> Iterator[None]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.DATABASE_APP_ROLE}"')
            yield  # an error rolls back to before SET ROLE
            cursor.execute("RESET ROLE")

    return limited


def subprocess_environment() -> dict[str, str]:
    """The environment for a real process on the database of the running test, as app role."""
    name = settings.DATABASES["default"]["NAME"]
    own = {
        key: f"{os.environ[key].rsplit('/', 1)[0]}/{name}"
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    return {**os.environ, **own, "PORTAL_DATABASE_ROLE": "app"}


@pytest.fixture
def portal_environment(transactional_db: None) -> dict[str, str]:
    """For tests that start real processes: manage.py, a worker, a web server."""
    return subprocess_environment()


@pytest.fixture
def celery_worker_process(
    transactional_db: None, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`worker = celery_worker_process()` starts a real worker and waits until it answers.

    Kill it with `os.killpg(worker.pid, signal.SIGKILL)`: the pool dies with it, as in a power cut.
    Its output stands in `tmp_path / "worker-N.log"`.
    """
    from kbang_ntm.celery import app

    started: list[subprocess.Popen[bytes]] = []
    app.control.purge()

    def begin(*extra: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        name = f"test{len(started)}@{os.getpid()}"
        arguments = ["worker", "--concurrency=1", f"--hostname={name}", "--loglevel=INFO"]
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "kbang_ntm", *arguments, *extra],
                env={**subprocess_environment(), **(environment or {})},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=settings.BASE_DIR,
            )
        started.append(process)
        end = time.monotonic() + 30
        while not app.control.ping(destination=[name], timeout=0.5):
            if process.poll() is not None or time.monotonic() > end:
                words = (tmp_path / f"worker-{len(started) - 1}.log").read_text()
                pytest.fail(f"the worker did not come up:\n{words[-3000:]}")
        return process

    yield begin
    for process in started:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        process.wait(10)


@pytest.fixture
def live_portal(live_server: Any) -> Iterator[str]:
    """The address of a live portal whose requests have the application's rights only."""
    from django.db.backends.signals import connection_created

    main = threading.get_ident()

    def limit(connection: Any, **_: Any) -> None:
        if threading.get_ident() != main:
            with connection.cursor() as cursor:
                cursor.execute(f'SET ROLE "{settings.DATABASE_APP_ROLE}"')

    connection_created.connect(limit, weak=False)
    yield live_server.url
    connection_created.disconnect(limit)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium of Debian; without one the test is skipped, under CI it fails."""
    from tests.chromium import launched, program

    if program() is None:
        reason = "no Chromium: apt-get install chromium-headless-shell"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    # Playwright's loop lives in this thread; Django would take our ORM calls for async ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = launched(playwright)
        yield found
        found.close()


@pytest.fixture
def page(browser: Any, live_portal: str) -> Iterator[Any]:
    """A page of 1366 x 768 on the live portal; `page.goto("/")` works. One person, one fixture:
    for more people open `browser.new_context(base_url=live_portal)`."""
    context = browser.new_context(
        base_url=live_portal,
        viewport={"width": 1366, "height": 768},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
