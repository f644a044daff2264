"""The whole portal as one encrypted file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.services.backups import back_up


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tệp của cùng một lúc ra một tệp mã hóa, có SHA-256 bên cạnh."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = back_up()
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if options["verbosity"]:
            self.stdout.write(f"{made.path}: {made.words} {made.seconds:.1f} giây.")
            self.stdout.write(f"SHA-256: {made.sha256}")
        if made.missing:
            raise CommandError(
                "Bản sao lưu đã lập nhưng kho tệp không còn đủ nội dung; xem dòng trên."
            )
