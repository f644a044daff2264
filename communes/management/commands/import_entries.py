"""Import a long file of figures for a person, through the job that the portal uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communes.services.bulk_entries import order_bulk
from kbang_ntm.core import jobs
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import Job, User
from kbang_ntm.core.storage import read_stored


class Command(BaseCommand):
    help = "Nhập số liệu nhiều xã, nhiều kỳ từ một tệp bảng tính dài, như người được nêu tên nhập."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="tài khoản của công chức phụ trách")
        parser.add_argument("--convert", choices=["tcvn3", "vni"], help="đồng ý chuyển mã chữ cũ")
        parser.add_argument("--listing", type=Path, help="nơi ghi danh sách chỗ phải sửa")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["user"]).first()
        if person is None:
            raise CommandError(f"Không có tài khoản «{options['user']}».")
        try:
            with options["file"].open("rb") as stream:
                job = order_bulk(
                    name=options["file"].name,
                    stream=stream,
                    actor=person,
                    convert=options["convert"],
                )
        except OSError as error:
            raise CommandError(f"Không mở được tệp: {error}") from error
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        done = jobs.run_next(job.uid) or Job.objects.get(pk=job.pk)
        if done.state != Job.State.DONE:
            raise CommandError(done.error or f"Việc {done.get_state_display()}.")
        self.stdout.write(done.result["note"])
        if options["listing"] and done.result_file is not None:
            options["listing"].write_bytes(read_stored(done.result_file))
        if done.result["troubles"]:
            raise CommandError("Có chỗ phải sửa, xem danh sách.", returncode=1)
