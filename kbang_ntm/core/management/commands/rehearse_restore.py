"""Whether the newest backup can be brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.services.backups import rehearse_restore


class Command(BaseCommand):
    help = "Phục hồi thử bản sao lưu mới nhất vào cơ sở dữ liệu tạm, so từng bảng, rồi bỏ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="source", type=Path, help="tệp; không có: bản mới nhất")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = rehearse_restore(options["source"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if options["verbosity"]:
            self.stdout.write(found.words)
