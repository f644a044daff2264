"""The command lists rules, tells findings, and fails when there is an error."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports.checking.paper import Source
from reports.checking.registry import all_rules
from tests.reports.checking.broken import headed, printed, said


def check(*arguments: str) -> str:
    out = io.StringIO()
    call_command("check_document", *arguments, stdout=out)
    return out.getvalue()


def test_list_names_every_rule_with_its_source() -> None:
    listed = [line.split("\t") for line in check("--list").splitlines()]
    assert [line[0] for line in listed] == [rule.id for rule in all_rules()]
    assert all(len(line) == 4 and all(line) for line in listed)


@pytest.mark.parametrize("source", list(Source), ids=lambda source: source.value)
def test_a_sound_file_passes(source: Source, tmp_path: Path) -> None:
    target = tmp_path / "tep"
    target.write_bytes(printed(said(), source))
    assert check(str(target)) == f"{target}: 0 lỗi, 0 lưu ý\n"


def test_hints_do_not_fail_and_errors_do(tmp_path: Path) -> None:
    hint, error = tmp_path / "a.docx", tmp_path / "b.docx"
    hint.write_bytes(printed(said("Số tiền: ........ đồng."), Source.DOCX))
    assert "Lưu ý\tdotted-blank\tphần 1" in check(str(hint))
    error.write_bytes(printed(headed(dated=None), Source.DOCX))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 lỗi thể thức"):
        call_command("check_document", str(hint), str(error), stdout=out)
    assert "Lỗi\tplace-date\tphần 1\t“Kbang, ngày ... tháng ... năm ...”" in out.getvalue()


def test_what_is_not_there_or_no_document_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không mở được tệp"):
        check(str(tmp_path / "khong-co.pdf"))
    with pytest.raises(CommandError, match="Thiếu tệp"):
        check()
    (tmp_path / "a.txt").write_text("chữ", "utf-8")
    with pytest.raises(CommandError, match="Chỉ kiểm được tệp PDF và DOCX"):
        check(str(tmp_path / "a.txt"))
