"""Whether the trail is what was sealed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core.audit_chain import Fault, Sealed, Walk, compare_roots, walk
from kbang_ntm.core.models import AuditDay
from kbang_ntm.core.queries.seals import counts, fields_of, gone_before_seal, sealed, unsealed


class Command(BaseCommand):
    help = (
        "Đi lại cả chuỗi niêm phong của nhật ký; nêu sự kiện đầu tiên bị sửa, mất, thêm "
        "hoặc đổi chỗ; mã kết thúc 1 khi có."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--root",
            action="append",
            default=[],
            metavar="NGÀY=DẤU",
            help="so với dấu nhật ký in trên giấy, ví dụ 2025-06-20=1a2b3c4d5e6f7081",
        )
        parser.add_argument("--write", metavar="TỆP", help="ghi sự kiện ra tệp cho audit_chain.py")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        seen = Walk()
        kept = {str(row.day): row.root for row in AuditDay.objects.order_by("day")}
        printed = dict(_root(text) for text in options["root"])
        lost: list[int] = []
        if options["write"]:
            with Path(options["write"]).open("w", encoding="utf-8") as stream:
                fault = walk(_written(sealed(), stream), seen)
                lost = unsealed()
                _line(stream, {"days": kept})
                _line(stream, {"unsealed": [str(event) for event in lost]})
        else:
            fault = walk(sealed(), seen)
        fault = fault or compare_roots(seen.roots or {}, {**kept, **printed})
        events, waiting = counts()
        if fault is None and (lost or events != seen.events + waiting):
            lost = lost or unsealed()
            if lost:
                words = f"Sự kiện {lost[0]} không qua niêm phong."
                fault = Fault("inserted", str(lost[0]), words)
        if fault is None and (gone := gone_before_seal()):
            words = f"Sự kiện {gone[0]} mất trước khi được niêm phong."
            fault = Fault("removed", str(gone[0]), words)
        if fault is not None:
            raise CommandError(f"Nhật ký không còn nguyên vẹn. {fault.words}")
        self.stdout.write(
            f"Nguyên vẹn: {seen.events} sự kiện, {seen.seals} lần niêm phong, {waiting} chờ, "
            f"{len(kept)} ngày; {time.monotonic() - begun:.1f} giây."
        )
        self.stdout.write(f"Mắt xích cuối: {seen.head.hex()}")


def _root(text: str) -> tuple[str, str]:
    day, found, root = text.partition("=")
    if not found or not root:
        raise CommandError(f"Ghi --root như 2025-06-20=1a2b3c4d5e6f7081, không phải {text}.")
    return day, root.replace(" ", "")


def _written(seals: Iterator[Sealed], stream: TextIO) -> Iterator[Sealed]:
    """The same seals, each written as it passes."""
    for seal in seals:
        events = [
            [key, None if text is None else fields_of(text)]
            for key, text in zip(seal.keys, seal.texts, strict=True)
        ]
        row = {"seal": seal.number, "day": seal.day, "links": seal.links.hex(), "events": events}
        _line(stream, row)
        yield seal


def _line(stream: TextIO, row: dict[str, Any]) -> None:
    stream.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
