"""`manage.py merge_units`: prints, rehearses without a trace, stops at questions, applies whole."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from communes.enums import HandoverState, ReportState, Role
from communes.models import (
    HandoverItem,
    Membership,
    ProgressReport,
    ReviewDuty,
    Snapshot,
    UnitChange,
    UnitVersion,
)
from communes.services.handovers import carry_out_due
from kbang_ntm.core.models import AuditEvent
from tests.factories.changes import (
    DAY,
    LAST_DAY,
    NEW,
    OTHER,
    contents,
    definition,
    make_stage,
    merge,
    on_the_day,
    split,
)
from tests.factories.communes import stand_on

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"


@pytest.fixture
def stage():
    return make_stage()


@pytest.fixture
def write(tmp_path):
    def plan(*steps, **more) -> str:
        path = tmp_path / "plan.json"
        path.write_text(json.dumps({**definition(*steps).as_json(), **more}), encoding="utf-8")
        return str(path)

    return plan


def run(**options) -> str:
    out = io.StringIO()
    call_command("merge_units", stdout=out, **options)
    return out.getvalue()


def test_a_rehearsal_says_what_would_be_and_leaves_no_trace(stage, write):
    stage.world.report()
    file, before = write(merge("son-lang", "krong"), answers={"draft": "successor"}), contents()
    said = run(file=file, dry_run=True, actor="quantri")
    assert contents() == before
    assert "Đinh Thị Hạnh, công chức phụ trách -> Xã Sơn Mới (từ 01/07/2025)" in said
    assert "Lập Xã Sơn Mới, mã 23999, thuộc Tỉnh Gia Lai [sẽ ghi]" in said
    assert "chờ đến ngày hiệu lực 1" in said
    assert "chưa ghi gì" in said


@pytest.mark.parametrize("dry_run", [True, False])
def test_questions_stop_it_with_the_lines_to_add(stage, write, dry_run, capsys):
    file, before = write(split("son-lang", NEW, OTHER)), contents()
    out = io.StringIO()
    with pytest.raises(CommandError, match="4 câu hỏi chưa trả lời") as stopped:
        call_command("merge_units", file=file, dry_run=dry_run, actor="quantri", stdout=out)
    assert stopped.value.returncode == 1
    assert '"village:lang-mot": "xa-moi | xa-khac"' in out.getvalue()
    assert '"post:hanh/congchuc": "xa-moi | xa-khac | close"' in out.getvalue()
    assert '"post@son-lang"' in out.getvalue()
    assert contents() == before


def test_answers_stand_in_a_file_of_their_own(stage, write, tmp_path):
    answers = tmp_path / "tra-loi.csv"
    answers.write_text("village:lang-mot;xa-khac\npost;xa-moi\n", encoding="utf-8")
    said = run(file=write(split("son-lang", NEW, OTHER)), answers=str(answers), actor="quantri")
    assert "Đã áp dụng" in said
    assert (
        UnitVersion.objects.get(unit__key="lang-mot", valid__contains=DAY).parent.key == "xa-khac"
    )
    again = run(file=write(split("son-lang", NEW, OTHER)), answers=str(answers), actor="quantri")
    assert "Đã áp dụng lúc" in again
    assert UnitChange.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Thiếu --file"),
        ({"file": "khong-co.json"}, "Không có tệp"),
        ({"actor": ""}, "Thiếu --actor"),
        ({"actor": "khong.co"}, "Không có tài khoản"),
        ({"actor": "hanh"}, "Chỉ quản trị"),
    ],
)
def test_what_is_missing_is_said(stage, write, options, words):
    given = {"file": write(merge("son-lang")), **options} if options else {}
    before = contents()
    with pytest.raises(CommandError, match=words):
        run(**given)
    assert contents() == before


def test_due_changes_are_carried_out(stage, write):
    report = stage.world.report()
    run(file=write(merge("son-lang", "krong"), answers={"draft": "successor"}), actor="quantri")
    assert "0 lần" in run(due=True)
    on_the_day()
    assert "1 lần" in run(due=True)
    report.refresh_from_db()
    assert report.responsible_unit.key == "xa-moi"


@pytest.mark.data("demo")
def test_the_merger_of_july_2025_on_the_demonstration_district():
    """The map is known already; people, duties and open work move, confirmed figures do not."""
    frozen = dict(Snapshot.objects.values_list("uid", "sha256"))
    versions = UnitVersion.objects.count()
    given = {
        "file": str(EXAMPLES / "sap-xep-2025-07-01.json"),
        "answers": str(EXAMPLES / "tra-loi-2025-07-01.json"),
        "actor": "quantri",
    }
    before = contents()
    said = run(**given, dry_run=True)
    assert contents() == before
    assert "[sẽ ghi]" not in said  # every row about units and agencies is there
    run(**given)
    change = UnitChange.objects.get()
    assert UnitVersion.objects.count() == versions
    on_the_day()
    assert carry_out_due(today=DAY) == 1
    posts = Membership.objects.on(DAY)
    assert set(posts.values_list("unit__key", flat=True)) == {
        "gia-lai", "krong", "xa-dak-rong-2025", "xa-kbang-2025", "xa-kong-bo-la-2025",
        "xa-son-lang-2025", "xa-to-tung-2025",
    }  # fmt: skip
    assert set(posts.values_list("role", flat=True)) == {
        Role.ADMINISTRATOR, Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER,
    }  # fmt: skip
    assert not ReviewDuty.objects.filter(valid__contains=DAY).exists()
    sent = ProgressReport.objects.get(unit__key="so-pai", period__key="2025-Q2")
    assert (sent.responsible_unit.key, sent.state) == ("xa-son-lang-2025", ReportState.IN_REVIEW)
    draft = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    assert draft.responsible_unit.key == "son-lang"
    assert {item.state for item in change.items.all()} == {
        HandoverState.PASSED, HandoverState.CLOSED,
    }  # fmt: skip
    # One line a report and agency: eleven of communes, eleven of villages.
    queue = HandoverItem.objects.filter(kind="queue")
    reports = {item.subject.partition(":")[0] for item in queue}
    villages = ProgressReport.objects.filter(uid__in=reports, unit__level="village")
    of_villages = [i for i in queue if villages.filter(uid=i.subject.partition(":")[0]).exists()]
    assert (queue.count() - len(of_villages), len(of_villages)) == (11, 11)
    assert AuditEvent.objects.filter(action="units.carried_out").count() == 1
    assert dict(Snapshot.objects.values_list("uid", "sha256")) == frozen


@pytest.mark.data("reference")
def test_a_village_of_a_divided_commune_is_asked_for_though_the_map_is_known():
    """Đăk Hlơ went to two communes; which one làng Lợt went to no source says."""
    stand_on(LAST_DAY)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "merge_units", file=str(EXAMPLES / "chia-tach-2024-11-01.csv"), dry_run=True, stdout=out
        )
    assert '"village:lang-lot": "nghia-an | kong-bo-la"' in out.getvalue()
    assert "phần dân số 0,09857688 [đã có]" in out.getvalue()
