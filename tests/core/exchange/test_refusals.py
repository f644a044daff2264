"""An import writes everything or nothing, and only into an empty portal of the same release."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.core.management import CommandError, call_command
from django.db import connection

from communes.models import AdministrativeUnit
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exchange.loading import import_data
from kbang_ntm.core.exchange.package import content_path
from kbang_ntm.core.exchange.writing import export_data
from kbang_ntm.core.models import AuditEvent, PortalState, StoredFile, User
from tests.core.exchange.test_contents import keep
from tests.core.people import make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]
Move = Callable[[], None]


@pytest.fixture
def package(tmp_path: Path, empty_portal: Move) -> Path:
    """A small package; we stand in a new, empty portal."""
    boss = make_person("admin", is_superuser=True)
    AdministrativeUnit.objects.create(key="a", level="commune")
    keep("evidence", "a.pdf", b"%PDF a")
    StoredFile.objects.update(created_by=boss)
    export_data(folder=tmp_path / "out", personal=True, actor=boss, reason="x")
    empty_portal()
    return tmp_path / "out"


def nothing_written() -> bool:
    return not (
        User.objects.exists()
        or AdministrativeUnit.objects.exists()
        or AuditEvent.objects.exists()
        or StoredFile.objects.exists()
    )


def refused(folder: Path) -> Refused:
    with pytest.raises(Refused) as found:
        import_data(folder=folder)
    return found.value


def test_a_folder_that_is_no_package(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "no_manifest"
    (tmp_path / "manifest.json").write_text("[]")
    assert refused(tmp_path).code == "no_manifest"
    with pytest.raises(CommandError, match="không phải gói dữ liệu"):
        call_command("import_data", str(tmp_path / "nowhere"))


def test_a_changed_or_lost_file(package: Path) -> None:
    for path in ("rows/communes.administrativeunit.jsonl", "schema.json", "files.jsonl"):
        body = (package / path).read_bytes()
        (package / path).write_bytes(body.replace(b"a", b"b", 1))
        assert refused(package).code == "damaged"
        (package / path).unlink()
        assert refused(package).code == "damaged"
        (package / path).write_bytes(body)
    assert nothing_written()


def test_a_changed_or_lost_content(package: Path, tmp_path: Path) -> None:
    [line] = (package / "files.jsonl").read_text().splitlines()
    content = package / content_path(json.loads(line)["sha256"])
    content.write_bytes(b"%PDF b")
    assert refused(package).code == "damaged"
    content.unlink()
    assert refused(package).code == "damaged"
    assert nothing_written()
    assert not (tmp_path / "new-files").exists()


def rewrite(package: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((package / "manifest.json").read_text())
    change(manifest)
    (package / "manifest.json").write_text(json.dumps(manifest))


def test_a_manifest_that_leads_out_of_the_folder(package: Path) -> None:
    rewrite(package, lambda m: m["rows"]["core.User"].update(path="../../etc/passwd"))
    assert refused(package).code == "no_manifest"


def test_another_release(package: Path) -> None:
    rewrite(package, lambda m: m["migrations"].update(communes="0099_later"))
    found = refused(package)
    assert found.code == "other_schema"
    assert "communes (0099_later trong gói" in found.message
    assert nothing_written()


def test_a_portal_in_use(package: Path) -> None:
    make_person("already.here")
    found = refused(package)
    assert (found.code, "core.User" in found.message) == ("not_empty", True)
    assert User.objects.count() == 1
    assert not AdministrativeUnit.objects.exists()


def test_the_applications_role(package: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{portal.DATABASE_APP_ROLE}"')
        try:
            assert refused(package).code == "not_owner"
        finally:
            cursor.execute("RESET ROLE")
    assert nothing_written()


def reseal(package: Path, path: str, body: bytes) -> None:
    """Put other bytes into a file and into the manifest, as somebody who forges would."""
    import hashlib

    (package / path).write_bytes(body)

    def seal(manifest: dict[str, Any]) -> None:
        for part in manifest["rows"].values():
            if part["path"] == path:
                part["size"], part["sha256"] = len(body), hashlib.sha256(body).hexdigest()
                part["rows"] = body.count(b"\n")

    rewrite(package, seal)


WRONG = [
    (b'"level":"commune"', b'"level":null', "not_loaded"),
    (b'"key":"a"', b'"no_key":"a"', "damaged"),
    (b'"key":"a"', b'"key":', "damaged"),
    (b'"latitude":null', b'"latitude":"north"', "not_loaded"),
]


def test_rows_that_do_not_fit(package: Path, tmp_path: Path) -> None:
    path = "rows/communes.administrativeunit.jsonl"
    body = (package / path).read_bytes()
    for old, new, code in WRONG:
        assert old in body
        reseal(package, path, body.replace(old, new))
        assert refused(package).code == code, new
    assert nothing_written()
    assert not list((tmp_path / "new-files").rglob("*.*"))


def test_a_row_that_points_nowhere(package: Path) -> None:
    reseal(package, "rows/core.user.jsonl", b"")
    found = refused(package)
    assert found.code == "not_loaded"
    assert nothing_written()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_demonstration_data_in_production(package: Path, settings: Any) -> None:
    PortalState.objects.all().delete()
    body = (package / "rows/core.portalstate.jsonl").read_bytes()
    assert body == b""
    reseal(
        package,
        "rows/core.portalstate.jsonl",
        b'{"id":1,"singleton":true,"demo_date":"2025-06-20"}\n',
    )
    settings.PRODUCTION = True
    assert refused(package).code == "demo"
    assert nothing_written() and not PortalState.objects.exists()
