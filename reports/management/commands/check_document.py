"""Check a produced file against the form of administrative documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core.errors import Refused
from reports.checking.registry import all_rules
from reports.checking.run import check_document


class Command(BaseCommand):
    """`check_document FILE [FILE ...]`, or `--list` for the rules. Exit code 1 for an error."""

    help = "Kiểm tệp PDF, DOCX theo thể thức văn bản; --list liệt kê các quy tắc."

    def add_arguments(self, parser: CommandParser) -> None:
        """Arguments as in the help text."""
        parser.add_argument("files", nargs="*", help="tệp PDF hoặc DOCX")
        parser.add_argument("--list", action="store_true", help="liệt kê các quy tắc")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a finding; the last line counts."""
        if options["list"]:
            for rule in all_rules():
                sources = ", ".join(source.value.upper() for source in rule.sources)
                self.stdout.write(f"{rule.id}\t{rule.label_vi}\t{sources}\t{rule.basis}")
            return
        if not options["files"]:
            raise CommandError("Thiếu tệp. Ghi đường dẫn tệp PDF hoặc DOCX, hoặc --list.")
        errors = sum(self._check(Path(name)) for name in options["files"])
        if errors:
            raise CommandError(f"{errors} lỗi thể thức. Sửa rồi kiểm lại.")

    def _check(self, path: Path) -> int:
        """Errors of one file."""
        try:
            content = path.read_bytes()
        except OSError as wrong:
            raise CommandError(f"Không mở được tệp {path}: {wrong.strerror}.") from wrong
        try:
            result = check_document(content)
        except Refused as refused:
            raise CommandError(f"{path}: {refused.message}") from refused
        for finding in result.findings:
            self.stdout.write(finding.sentence(result.source))
        hints = len(result.findings) - len(result.errors)
        self.stdout.write(f"{path}: {len(result.errors)} lỗi, {hints} lưu ý")
        return len(result.errors)
