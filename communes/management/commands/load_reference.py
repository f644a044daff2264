"""Load the reference data: units, agencies, criteria, duties, periods, recognitions, targets."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from communes.reference.loading import load_reference


class Command(BaseCommand):
    help = "Nạp số liệu tham chiếu; chạy lại không đổi gì và không ghi đè chỗ đã sửa tay."

    def handle(self, *args: Any, **options: Any) -> None:
        ledger = load_reference()
        if not options["verbosity"]:
            return
        for label in sorted(ledger.total):
            self.stdout.write(
                f"{label}: {ledger.total[label]} dòng, "
                f"thêm {ledger.created[label]}, sửa {ledger.updated[label]}"
            )
        for name in ledger.kept:
            self.stdout.write(f"Giữ bản đã sửa tay hoặc đã khóa: {name}")
        self.stdout.write(f"{ledger.changes} dòng thay đổi")
