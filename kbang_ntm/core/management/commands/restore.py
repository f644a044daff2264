"""A backup into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core.backups import folder
from kbang_ntm.core.backups.restoring import restore
from kbang_ntm.core.errors import Refused


class Command(BaseCommand):
    help = "Phục hồi một bản sao lưu vào cơ sở dữ liệu trống; không bao giờ ghi đè."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", required=True, help="tên cơ sở dữ liệu mới hoặc trống")
        parser.add_argument("--files", type=Path, help="thư mục mới cho tệp; không có: kho tệp")
        parser.add_argument("--from", dest="source", type=Path, help="tệp; không có: bản mới nhất")

    def handle(self, *args: Any, **options: Any) -> None:
        source = options["source"] or next(reversed(folder.backups()), None)
        if source is None:
            raise CommandError("Chưa có bản sao lưu nào. Chỉ tệp bằng --from TỆP.")
        try:
            found = restore(source=source, into=options["into"], files=options["files"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if options["verbosity"]:
            self.stdout.write(
                f"Đã phục hồi {source.name} (lập lúc {found.made_at}) vào «{options['into']}»: "
                f"{found.rows} dòng, {found.files} tệp, {found.seconds:.1f} giây."
            )
            self.stdout.write(
                "Đổi tên cơ sở dữ liệu trong DATABASE_URL và DATABASE_OWNER_URL rồi khởi động lại."
            )
        if found.missing:
            self.stderr.write(f"{len(found.missing)} tệp không có nội dung trong bản sao lưu.")
