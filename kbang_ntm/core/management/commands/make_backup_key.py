"""The key that opens backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core.backups.keys import key_path, make_key
from kbang_ntm.core.errors import Refused


class Command(BaseCommand):
    help = "Tạo tệp khóa sao lưu; mất khóa là mất mọi bản sao lưu lập bằng khóa đó."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="không có: PORTAL_BACKUP_KEY_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = options["path"] or key_path()
            public = make_key(path)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"Đã tạo {path}, phần công khai {public}.")
        self.stdout.write("Cất một bản ở nơi khác, không cùng chỗ với các bản sao lưu.")
