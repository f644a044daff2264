"""The whole portal as files for machines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exchange.package import MANIFEST, hash_of
from kbang_ntm.core.exchange.writing import export_data
from kbang_ntm.core.models import User


class Command(BaseCommand):
    help = "Xuất toàn bộ dữ liệu ra một thư mục mới: JSON Lines mỗi bảng, tệp, mô tả, mã băm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", required=True, help="thư mục mới hoặc trống")
        parser.add_argument(
            "--with-personal-details",
            action="store_true",
            help="kèm họ tên, liên lạc, nội dung minh chứng; được ghi vào nhật ký",
        )
        parser.add_argument("--actor", default="", help="tài khoản quản trị đứng ra xuất")
        parser.add_argument("--reason", default="", help="lý do, nơi nhận")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["output"])
        name = options["actor"].strip().lower()
        actor = User.objects.filter(username=name).first() if name else None
        if name and actor is None:
            raise CommandError(f"Không có tài khoản {name}.")
        loud = options["verbosity"] > 1
        try:
            manifest = export_data(
                folder=folder,
                personal=options["with_personal_details"],
                actor=actor,
                reason=options["reason"],
                tell=self.stdout.write if loud else lambda line: None,
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        with (folder / MANIFEST).open("rb") as stream:
            _size, sha256 = hash_of(stream)
        if options["verbosity"]:
            rows = sum(part.rows for part in manifest.rows.values())
            kept = "kèm" if manifest.personal_details else "không kèm"
            self.stdout.write(
                f"Đã xuất {len(manifest.rows)} bảng, {rows} dòng, {manifest.contents} tệp "
                f"có nội dung, {kept} chi tiết cá nhân."
            )
            if manifest.withheld:
                self.stdout.write(
                    f"Nội dung {manifest.withheld} tệp không xuất vì có thể có chi tiết cá nhân."
                )
            self.stdout.write(f"SHA-256 của {MANIFEST}: {sha256}")
        if manifest.missing:
            self.stderr.write(
                f"{manifest.missing} tệp có trong sổ nhưng kho không còn nội dung đúng; "
                "files.jsonl kê từng tệp (missing)."
            )
