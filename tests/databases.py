"""Test databases, copied from templates: migrating once is enough for all test processes.

Kinds: "empty" (migrated), "reference" (with load_reference), "demo" (with load_demo on top).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg2 import sql

from kbang_ntm.core import clock

KINDS = ("empty", "reference", "demo")
_made: set[str] = set()


def run_name() -> str:
    """Part of every database name of this run, so that runs do not meet on a shared server."""
    return f"ntm_test_{os.environ['PORTAL_TEST_RUN']}"


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def template_name(kind: str) -> str:
    return f"{run_name()}_template_{kind}"


@contextmanager
def maintenance() -> Iterator[psycopg2.extensions.cursor]:
    """A cursor outside any test database, as the role that may create databases."""
    parameters = connection.get_connection_params()
    parameters = {k: parameters[k] for k in ("user", "password", "host", "port") if k in parameters}
    with closing(psycopg2.connect(dbname="postgres", **parameters)) as found:
        found.autocommit = True
        with found.cursor() as cursor:
            yield cursor


def drop(name: str) -> None:
    """Drop a database with whoever is connected.

    A worker of autovacuum that happens to be in it belongs to the server and cannot be ended by
    us: it is soon gone by itself.
    """
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for patience in range(30, -1, -1):
        try:
            with maintenance() as cursor:
                cursor.execute(statement)
        except psycopg2.errors.InsufficientPrivilege:
            if not patience:
                raise
            time.sleep(1)
        else:
            return


def copy(source: str | None, name: str) -> None:
    """Create a database, as a copy of `source` if given."""
    template = source or "template0"
    with maintenance() as cursor:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
        cursor.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def switch(name: str) -> None:
    """Point Django's connection, in this thread and new ones, at another database."""
    if connection.settings_dict["NAME"] != name:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name
    clock.forget()


def fill(kind: str) -> None:
    """Make the content of a template in the database we are connected to."""
    if kind == "empty":
        call_command("migrate", verbosity=0, interactive=False)
        call_command("grant_rights", verbosity=0)
    elif kind == "reference":
        call_command("load_reference", verbosity=0)
    else:
        call_command("load_demo", verbosity=0)


def ensure_template(kind: str) -> str:
    """The template of a kind, made by whichever test process needs it first."""
    name = template_name(kind)
    if kind in _made:
        return name
    below = None if kind == "empty" else ensure_template(KINDS[KINDS.index(kind) - 1])
    lock = Path(os.environ["PORTAL_VAR"]) / f"{name}.lock"
    with lock.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if file.read() != "made":
            drop(name)
            before = connection.settings_dict["NAME"]
            copy(below, name)
            switch(name)
            try:
                fill(kind)
            finally:
                switch(before)
            connections.close_all()
            file.write("made")
    _made.add(kind)
    return name


def use(kind: str) -> None:
    """Work on this process's lasting database of a kind; tests roll back what they write."""
    name = f"{run_name()}_{worker_name()}_{kind}"
    template = ensure_template(kind)
    if name not in _made:
        copy(template, name)
        _made.add(name)
    switch(name)


def use_fresh(kind: str) -> Callable[[], None]:
    """Work on a copy for one test that commits; returns what drops it again."""
    name = f"{run_name()}_{worker_name()}_fresh"
    template = ensure_template(kind)
    switch("postgres")  # perhaps we are still connected to the one that goes
    drop(name)
    copy(template, name)
    switch(name)

    def remove() -> None:
        switch("postgres")
        drop(name)

    return remove


def drop_all() -> None:
    """Remove every database of this run (matters on a shared server only)."""
    with maintenance() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [run_name()]
        )
        names = [row[0] for row in cursor.fetchall()]
    for name in names:
        drop(name)
