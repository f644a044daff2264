"""What leaves by the whole export, and what never does."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from communes.models import AdministrativeUnit, UnitVersion
from kbang_ntm.core import audit
from kbang_ntm.core.exchange.decisions import carried_models
from kbang_ntm.core.exchange.loading import import_data
from kbang_ntm.core.exchange.package import content_path
from kbang_ntm.core.exchange.writing import Reader, export_data, lines_of
from kbang_ntm.core.models import AuditEvent, StoredFile, User
from kbang_ntm.core.services.files import store_bytes
from kbang_ntm.core.storage import read_stored
from tests.core.people import make_person
from tests.factories.communes import ALWAYS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]
NASTY = 'a\tb\nc\\N "d" \\. é\u0306 😀 \x7f\r{"x":1}'


def rows_of(folder: Path, label: str) -> list[dict[str, Any]]:
    text = (folder / f"rows/{label.lower()}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n")[:-1]]


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def officer() -> User:
    user = make_person("thi.lan", phone="0905123456", email="lan@xa.example")
    user.full_name = "Đinh Thị Lan"
    user.save()
    with_trail(user)
    return user


def with_trail(user: User) -> None:
    with transaction.atomic():
        audit.record(actor=user, action="x.y", subject=user, summary="Đinh Thị Lan đã gửi")


def keep(kind: str, name: str, content: bytes) -> StoredFile:
    return store_bytes(
        name=name,
        content=content,
        content_type="application/pdf",
        owner_kind=kind,
        owner_uid=uuid.uuid4(),
        user=None,
    )


def test_people_leave_under_signs_unless_asked_for(tmp_path: Path) -> None:
    user = officer()
    keep("evidence", "Danh sách hộ Đinh Thị Lan.pdf", b"%PDF ho Lan")
    open_file = keep("document", "Báo cáo quý.pdf", b"%PDF bao cao")
    manifest = export_data(folder=tmp_path / "out")
    [row] = rows_of(tmp_path / "out", "core.User")
    assert (row["uid"], row["phone"], row["email"]) == (str(user.uid), "", "")
    assert row["full_name"].startswith("Người ") and row["username"].startswith("nguoi-")
    whole = everything(tmp_path / "out")
    for secret in ("Lan", "thi.lan", "0905123456", "lan@xa", user.password):
        assert secret.encode() not in whole, secret
    assert not (tmp_path / "out/rows/core.auditdetail.jsonl").exists()
    assert len(rows_of(tmp_path / "out", "core.AuditEvent")) == 1
    assert (manifest.contents, manifest.withheld) == (1, 1)
    assert (tmp_path / "out" / content_path(open_file.sha256)).read_bytes() == b"%PDF bao cao"
    assert not AuditEvent.objects.filter(action="data.exported").exists()


def test_personal_details_leave_with_a_trace(tmp_path: Path) -> None:
    user = officer()
    boss = make_person("admin", is_superuser=True)
    call_command(
        "export_data", "--with-personal-details", verbosity=0,
        output=str(tmp_path / "out"), actor="admin", reason="Bàn giao huyện",
    )  # fmt: skip
    rows = {row["username"]: row for row in rows_of(tmp_path / "out", "core.User")}
    assert rows["thi.lan"]["full_name"] == "Đinh Thị Lan"
    assert {row["password"] for row in rows.values()} == {""}
    assert user.password.encode() not in everything(tmp_path / "out")
    event = AuditEvent.objects.get(action="data.exported")
    assert (event.actor_uid, event.detail.data["reason"]) == (boss.uid, "Bàn giao huyện")
    assert str(event.uid).encode() not in everything(tmp_path / "out"), "shows the moment before"


REFUSED = [
    ({}, "--actor"),
    ({"actor": "thi.lan", "reason": "x"}, "không phải quản trị"),
    ({"actor": "admin"}, "--reason"),
    ({"actor": "admin", "reason": "  "}, "--reason"),
    ({"actor": "khong-co", "reason": "x"}, "Không có tài khoản"),
]


def test_personal_details_need_an_administrator_and_a_reason(tmp_path: Path) -> None:
    officer()
    make_person("admin", is_superuser=True)
    for given, words in REFUSED:
        with pytest.raises(CommandError, match=words):
            call_command(
                "export_data", "--with-personal-details", output=str(tmp_path / "out"), **given
            )
    assert not (tmp_path / "out").exists()
    assert not AuditEvent.objects.filter(action="data.exported").exists()


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(CommandError, match="đã có tệp"):
        call_command("export_data", output=str(tmp_path))
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.txt"]


def test_secrets_stay_whatever_is_asked(tmp_path: Path) -> None:
    boss = make_person("admin", is_superuser=True)
    Authenticator.objects.create(user=boss, type="totp", data={"secret": "GIU-KIN-0001"})
    export_data(folder=tmp_path / "out", personal=True, actor=boss, reason="x")
    assert b"GIU-KIN-0001" not in everything(tmp_path / "out")
    names = {path.name for path in (tmp_path / "out/rows").iterdir()}
    kept = ("sessions.", "accountlink", "mfa")  # of signing in, not of councils
    assert not {name for name in names if any(word in name for word in kept)}


def test_the_package_is_for_its_owner_only(tmp_path: Path) -> None:
    export_data(folder=tmp_path / "out")
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "out").rglob("*")}
    assert modes | {(tmp_path / "out").stat().st_mode & 0o077} == {0}


def test_all_rows_are_of_one_moment(tmp_path: Path) -> None:
    make_person("first")
    reader = Reader()
    reader.open()
    make_person("second")
    model, decision = carried_models(personal=True)["core.User"]
    try:
        lines = list(lines_of(reader, model, decision, personal=True))
    finally:
        reader.close()
    assert [json.loads(line)["username"] for line in lines] == ["first"]


def test_strange_letters_and_open_ends_come_back_exactly(tmp_path: Path, empty_portal: Any) -> None:
    unit = AdministrativeUnit.objects.create(key="a", level="commune", note=NASTY)
    AdministrativeUnit.objects.filter(pk=unit.pk).update(id=70_000_000_000)
    version = UnitVersion.objects.create(
        unit_id=70_000_000_000, valid=ALWAYS, name="A", short_name="A", kind="commune"
    )
    version.refresh_from_db()
    boss = make_person("admin", is_superuser=True)
    with_trail(boss)
    AuditEvent.objects.get().detail.__class__.objects.update(
        data={"số": [1.5, 1e-7, None, True, NASTY], "b": {"z": 1, "a": 12345678901234567890}}
    )
    detail = AuditEvent.objects.get().detail.data
    file = keep("evidence", "a.pdf", b"%PDF a")
    export_data(folder=tmp_path / "out", personal=True, actor=boss, reason="x")
    empty_portal()
    loaded = import_data(folder=tmp_path / "out")
    assert AdministrativeUnit.objects.get(pk=70_000_000_000).note == NASTY
    assert UnitVersion.objects.get().valid == version.valid
    assert AuditEvent.objects.get(action="x.y").detail.data == detail
    assert read_stored(StoredFile.objects.get(uid=file.uid)) == b"%PDF a"
    assert loaded.contents == 1
    assert not User.objects.get().has_usable_password()
    assert AdministrativeUnit.objects.create(key="b", level="commune").pk == 70_000_000_001
    event = AuditEvent.objects.get(action="data.imported")
    assert event.detail.data["rows"] == loaded.rows
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
