"""The whole export of the demonstration district, into an empty portal, and out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from communes.enums import Role
from communes.models import (
    ChangeDraft,
    EntryRevision,
    HandoverItem,
    ProgressReport,
    UnitChange,
)
from communes.queries.verification import verify_verdicts
from communes.services.mergers import apply_change, plan_change
from kbang_ntm.core import clock
from kbang_ntm.core.exchange.loading import import_data
from kbang_ntm.core.exchange.writing import export_data
from kbang_ntm.core.models import User
from tests.factories.changes import NEW, OTHER, definition, make_stage, split
from tests.factories.communes import make_post, make_user

IN_THE_DEMONSTRATION = (
    "holiday", "procedure", "gaterule", "recognitioncase", "casestep", "registerrule", "workline",
    "opinionminutes", "surveyanswer", "registrationversion", "carryrule",
)  # fmt: skip
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data("demo")]


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def there_and_back(tmp_path: Path, empty_portal: Any, words: dict[str, Any]) -> dict[str, bytes]:
    """The files of a package that came out of a second portal as they came out of the first."""
    export_data(folder=tmp_path / "first", **words)
    first = content(tmp_path / "first")
    empty_portal()
    import_data(folder=tmp_path / "first")
    clock.forget()
    actor = User.objects.get(uid=words["actor"].uid)
    export_data(folder=tmp_path / "second", **{**words, "actor": actor})
    second = content(tmp_path / "second")
    assert [name for name in first if first[name] != second.get(name)] == []
    assert set(first) == set(second)
    return first


@pytest.mark.parametrize("personal", [False, True])
def test_a_round_trip_is_identical_byte_by_byte(
    tmp_path: Path, empty_portal: Any, personal: bool
) -> None:
    actor = User.objects.get(username="quantri")
    words = {"personal": personal, "actor": actor, "reason": "Chuyển máy chủ"}
    counted = ProgressReport.objects.count(), EntryRevision.objects.count()
    assert counted[1] > 1000
    first = there_and_back(tmp_path, empty_portal, words)
    assert sum(body.count(b"\n") for name, body in first.items() if name.startswith("rows/")) > 5000
    assert (ProgressReport.objects.count(), EntryRevision.objects.count()) == counted
    found = verify_verdicts()
    assert (found.differences, found.entries > 1000) == ((), True)
    for label in IN_THE_DEMONSTRATION:
        assert first[f"rows/communes.{label}.jsonl"], label


@pytest.mark.data("empty")
@pytest.mark.parametrize("personal", [False, True])
def test_a_changed_map_moves_on_with_or_without_its_people(
    tmp_path: Path, empty_portal: Any, own_files: Path, personal: bool
) -> None:
    stage = make_stage()
    holder = make_user("thi.lan", "Đinh Thị Lan")
    make_post(holder, Role.COMMUNE_OFFICER, stage.world.commune)
    one = definition(split("son-lang", NEW, OTHER))
    answers = {f"post:{holder.username}/{Role.COMMUNE_OFFICER}": "xa-moi", "post": "xa-khac"}
    made = plan_change(one, answers)
    answers |= {q.name: q.options[0][0] for q in made.unanswered}
    draft = ChangeDraft.objects.create(
        definition=one.as_json(), answers=answers, created_by=stage.admin
    )
    change = apply_change(definition=one, answers=answers, actor=stage.admin)
    HandoverItem.objects.filter(kind="post").update(files=["Danh sách hộ.pdf"])
    words = {"personal": personal, "actor": stage.admin, "reason": "Bàn giao"}
    User.objects.filter(pk=stage.admin.pk).update(is_superuser=True)
    stage.admin.refresh_from_db()
    people = {*User.objects.values_list("full_name", flat=True), "thi.lan", "Danh sách hộ"}
    first = there_and_back(tmp_path, empty_portal, words)
    whole = b"".join(first.values()).decode()
    assert {who for who in people if who in whole} == (people if personal else set())
    kept = UnitChange.objects.get()
    assert (kept.uid, kept.plan_sha256) == (change.uid, change.plan_sha256)
    assert kept.plan["definition"] == change.plan["definition"]
    assert kept.answers["post"] == "xa-khac"
    assert (kept.plan == change.plan, kept.answers == change.answers) == (personal, personal)
    assert ChangeDraft.objects.get().uid == draft.uid
    line = HandoverItem.objects.filter(
        kind="post", title__startswith="Đinh Thị Lan," if personal else "…,"
    )
    assert {(row.who, tuple(row.files)) for row in line} == {
        ("Đinh Thị Lan", ("Danh sách hộ.pdf",)) if personal else ("", ("tep-1.pdf",))
    }
