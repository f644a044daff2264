"""A whole export into an empty portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exchange.loading import import_data


class Command(BaseCommand):
    help = "Nhập gói của export_data vào một cổng trống đã migrate; được tất cả hoặc không gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="thư mục của gói")

    def handle(self, *args: Any, **options: Any) -> None:
        loud = options["verbosity"] > 1
        try:
            loaded = import_data(
                folder=Path(options["folder"]),
                tell=self.stdout.write if loud else lambda line: None,
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        clock.forget()  # the portal may stand on a day of demonstration now
        if not options["verbosity"]:
            return
        self.stdout.write(f"Đã nhập {loaded.rows} dòng và nội dung của {loaded.contents} tệp.")
        if loaded.without_content:
            self.stdout.write(f"{loaded.without_content} tệp chỉ có tên, gói không có nội dung.")
        self.stdout.write(
            "Chưa ai có mật khẩu: chạy create_administrator, rồi cấp liên kết cho từng người. "
            "Kiểm tra bằng verify_verdicts."
        )
