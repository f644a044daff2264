"""Print a document to a file from the command line."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders import handover_list
from reports.documents import registry
from reports.documents.papers import any_row, find_paper
from reports.documents.renderers import render
from reports.map_choice import PERIOD_KEY
from reports.services.documents import (
    Order,
    build_snapshot,
    check_format,
    check_order,
    period_of,
)
from reports.services.handover_lists import change_of, print_handover_list
from reports.services.snapshots import render_snapshot, stored_picture


def read_day(text: str) -> date:
    """A date as YYYY-MM-DD or dd/mm/yyyy. Raises ValueError."""
    if "/" in text:
        return datetime.strptime(text, "%d/%m/%Y").date()
    return date.fromisoformat(text)


def read_map_day(text: str) -> date:
    """A date, or the last day of the period of that key. Raises ValueError, Refused."""
    return period_of(text.upper()).ends if PERIOD_KEY.fullmatch(text) else read_day(text)


def read_moment(text: str) -> datetime:
    """A moment, local when it names no zone; a date alone means its last second."""
    if len(text) <= 10:
        return clock.end_of_day(read_day(text))
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)


OF_PERIOD = ("period", "map_date", "known_at")
OF_CHANGE = ("change", "unit")
OF_ROW = ("of",)
OPTIONS = (*OF_PERIOD, *OF_CHANGE, *OF_ROW)


class Command(BaseCommand):
    """`print_document KIND --period 2024-Q3 --format pdf --output FILE`, or `--list`; a paper about
    a row with `--of UID` in place of the period, `handover-list` with `--change UID [--unit KEY]`.
    """

    help = "In một văn bản ra tệp PDF, DOCX hoặc XLSX; --list liệt kê các loại văn bản."

    def add_arguments(self, parser: CommandParser) -> None:
        """Arguments as in the help text."""
        parser.add_argument("kind", nargs="?", help="loại văn bản, ví dụ progress-report")
        parser.add_argument("--list", action="store_true", help="liệt kê các loại văn bản")
        parser.add_argument("--period", help="kỳ, ví dụ 2024-Q3")
        parser.add_argument("--of", help="mã (uid) của việc văn bản nói tới, ví dụ một quyết định")
        parser.add_argument("--change", help="mã lần sắp xếp đơn vị, cho handover-list")
        parser.add_argument("--unit", help="chỉ phần đơn vị này nhận, cho handover-list")
        parser.add_argument("--format", default="pdf", choices=["pdf", "docx", "xlsx"])
        parser.add_argument("--output", help="tệp ghi ra")
        parser.add_argument(
            "--map-date",
            help="bản đồ hành chính của ngày (2024-11-01) hoặc của ngày cuối kỳ (2025-Q3)",
        )
        parser.add_argument("--known-at", help="số liệu biết đến lúc (2024-10-20T17:00)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, freeze, render, write."""
        if options["list"]:
            for kind in registry.all():
                formats = ", ".join(offered.value for offered in kind.formats)
                self.stdout.write(f"{kind.code}\t{kind.label_vi}\t{formats}")
            return
        wanted = _wanted(options["kind"])
        for name in ("kind", wanted[0], "output"):
            if not options[name]:
                raise CommandError(f"Thiếu {'loại văn bản' if name == 'kind' else '--' + name}.")
        for name in OPTIONS:
            if options[name] and name not in wanted:
                option = name.replace("_", "-")
                raise CommandError(f"{options['kind']} không dùng --{option}. Bỏ mục đó đi.")
        target = Path(options["output"])
        if wanted is OF_CHANGE:
            self._print_list(options, target)
            return
        if wanted is OF_ROW:
            self._print_paper(options, target)
            return
        order = self._order(options)
        _check_folder(target)
        try:
            format_ = check_order(order)
            snapshot = build_snapshot(order=order, actor=None)
            content = render_snapshot(snapshot, format_).content
        except Refused as refused:
            raise CommandError(refused.message) from refused
        target.write_bytes(content)
        self.stdout.write(f"{target}: {len(content)} byte, bản in {snapshot.uid}")

    def _order(self, options: dict[str, Any]) -> Order:
        try:
            return Order(
                kind=options["kind"],
                period=options["period"],
                format=options["format"],
                map_date=read_map_day(options["map_date"]) if options["map_date"] else None,
                known_at=read_moment(options["known_at"]) if options["known_at"] else None,
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        except ValueError as wrong:
            raise CommandError(f"Ngày giờ chưa đúng: {wrong}. Viết 2024-11-01.") from wrong

    def _print_list(self, options: dict[str, Any], target: Path) -> None:
        _check_folder(target)
        try:
            made = print_handover_list(
                change=change_of(options["change"]),
                unit_key=options["unit"] or "",
                format=options["format"],
                actor=None,
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        target.write_bytes(made.content)
        self.stdout.write(f"{target}: {len(made.content)} byte")

    def _print_paper(self, options: dict[str, Any], target: Path) -> None:
        paper = find_paper(options["kind"])
        assert paper is not None  # that it is one has chosen this way
        _check_folder(target)
        try:
            format_ = check_format(paper.kind, options["format"])
            document = paper.kind.build(**{paper.about: any_row(paper, options["of"])})
            made = render(document, format_, stored_file=stored_picture)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        target.write_bytes(made.content)
        self.stdout.write(f"{target}: {len(made.content)} byte")


def _wanted(kind: str | None) -> tuple[str, ...]:
    """The options of a kind, the one that must be given first."""
    if kind == handover_list.CODE:
        return OF_CHANGE
    return OF_ROW if kind and find_paper(kind) else OF_PERIOD


def _check_folder(target: Path) -> None:
    if not target.parent.is_dir():
        raise CommandError(f"Không có thư mục {target.parent}. Tạo thư mục rồi chạy lại.")
