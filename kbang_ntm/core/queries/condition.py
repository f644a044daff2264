"""How the portal itself is doing, as facts: for the administrator's page, alerts and metrics.

Times are real, also on a portal that stands on a demonstration day.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from kbang_ntm.core import antivirus, clock
from kbang_ntm.core.certificates import certificates
from kbang_ntm.core.models import Alert, AuditSeal, AuditWaiting, Job, Watch
from kbang_ntm.core.queries.backups import COMMANDS, standings
from kbang_ntm.core.queries.room import rooms
from kbang_ntm.core.vietnamese import format_bytes, format_number, format_percent

SEAL_SECONDS = 60  # the sealer looks once a second
LOOKED_MINUTES = 15  # beat calls every five
FULL_PERCENT = 80  # of the server's connections
Job_ = Job.State


@dataclass(frozen=True)
class Fact:
    """One line: `good` is None for what is told without a judgement; `do` says what to do when it
    is not good; `number` is what a program compares, in the unit its name in `metrics` says."""

    key: str
    label: str
    words: str
    good: bool | None
    do: str = ""
    number: float | None = None


def facts() -> list[Fact]:
    """All of them in the order of the page. About a dozen queries, files and addresses asked."""
    return [
        *_queue(), *_backups(), *_seal(), *_room(), *_certificates(), *_scanner(), *_mail(),
        *_services(), *_lookout(),
    ]  # fmt: skip


def open_alerts() -> list[Alert]:
    """What is not over, the newest first. One query."""
    return list(Alert.objects.filter(over_at=None))


def age_words(age: timedelta) -> str:
    """ "20 giây", "12 phút", "3 giờ", "4 ngày"."""
    seconds = max(int(age.total_seconds()), 0)
    for size, name in ((86_400, "ngày"), (3_600, "giờ"), (60, "phút")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} giây" if seconds < 60 else f"{seconds // 60} phút"


def _queue() -> Iterator[Fact]:
    waiting = Q(state=Job_.QUEUED, run_after__lte=Now())
    running = Q(state=Job_.RUNNING)
    day_ago = datetime.now(UTC) - timedelta(days=1)
    live = Job.objects.filter(waiting | running).aggregate(
        waiting=Count("id", filter=waiting),
        running=Count("id", filter=running),
        oldest=Min("run_after", filter=waiting),
    )
    failed = Job.objects.filter(state=Job_.FAILED, run_after__gte=day_ago).count()
    age = datetime.now(UTC) - live["oldest"] if live["oldest"] else timedelta(0)
    late = age > timedelta(minutes=settings.ALERT_QUEUE_MINUTES)
    yield Fact(
        "queue", "Việc máy chờ làm",
        f"{live['waiting']} việc chờ, {live['running']} việc đang làm"
        + (f"; việc chờ lâu nhất {age_words(age)}" if live["oldest"] else ""),
        not late, "Xem tiến trình worker còn chạy không, rồi khởi động lại.",
        age.total_seconds(),
    )  # fmt: skip
    yield Fact(
        "failed", "Việc không làm được trong 24 giờ",
        f"{failed} việc" if failed else "không có", None, number=failed,
    )  # fmt: skip


def _backups() -> Iterator[Fact]:
    for found in standings():
        words = found.result
        if found.run is not None:
            words = f"{found.result}, {found.age_words}. {found.run.words}"
        yield Fact(
            found.kind.value, f"{found.label} gần nhất", words, found.good,
            f"Chạy ngay trên máy chủ: {COMMANDS[found.kind]}, và đọc lời báo.",
            found.age.total_seconds() if found.run else None,
        )  # fmt: skip


def _seal() -> Iterator[Fact]:
    waiting = AuditWaiting.objects.aggregate(number=Count("event_id"), oldest=Min("event__at"))
    last = AuditSeal.objects.order_by("-number").values_list("at", flat=True).first()
    age = clock.now() - waiting["oldest"] if waiting["oldest"] else timedelta(0)
    words = f"{last.astimezone(clock.LOCAL):%H:%M %d/%m/%Y}" if last else "chưa có lần nào"
    if waiting["number"]:
        words += f"; {waiting['number']} việc chờ niêm phong, lâu nhất {age_words(age)}"
    yield Fact(
        "seal", "Niêm phong nhật ký gần nhất", words, age <= timedelta(seconds=SEAL_SECONDS),
        "Xem tiến trình sealer còn chạy không, rồi khởi động lại.", age.total_seconds(),
    )  # fmt: skip


def _room() -> Iterator[Fact]:
    held = rooms()
    yield Fact(
        "files", "Tệp đang giữ",
        f"{format_number(sum(one.files for one in held))} tệp, "
        f"{format_bytes(sum(one.size for one in held))}",
        None, number=sum(one.size for one in held),
    )  # fmt: skip
    if settings.UPLOAD_QUOTA_BYTES:
        full = [one for one in held if one.key and one.percent >= settings.ALERT_QUOTA_PERCENT]
        names = ", ".join(f"{one.name} {format_percent(one.percent)}" for one in full)
        yield Fact(
            "quota", "Đơn vị sắp hết chỗ để tệp", names or "không có", not full,
            f"Mỗi đơn vị được {format_bytes(settings.UPLOAD_QUOTA_BYTES)}; tăng "
            "PORTAL_UPLOAD_QUOTA_MB nếu đĩa còn chỗ.", len(full),
        )  # fmt: skip
    places = [("disk-data", "Đĩa chứa dữ liệu của cổng", settings.VAR)]
    if settings.BACKUP_FOLDER.is_dir():  # under compose only the worker sees it
        places.append(("disk-backup", "Đĩa chứa bản sao lưu", settings.BACKUP_FOLDER))
    for key, label, folder in places:
        yield _disk(key, label, folder)


def _disk(key: str, label: str, folder: Path) -> Fact:
    usage = shutil.disk_usage(folder)
    percent = usage.free * 100 // usage.total
    return Fact(
        key, label,
        f"còn {format_bytes(usage.free)} trong {format_bytes(usage.total)} "
        f"({format_percent(percent)})",
        percent >= settings.ALERT_FREE_PERCENT,
        "Chuyển bản sao lưu cũ đi nơi khác, giảm PORTAL_BACKUP_KEEP hoặc thêm đĩa.", usage.free,
    )  # fmt: skip


def _certificates() -> Iterator[Fact]:
    for one in certificates():
        if one.until is None:
            words, good = f"không đọc được: {one.problem}", False
        else:
            day = f"{one.until.astimezone(clock.LOCAL):%d/%m/%Y}"
            left = one.days or 0
            words = f"hết hạn {day}, còn {left} ngày" if left >= 0 else f"đã hết hạn {day}"
            good = left >= settings.ALERT_CERTIFICATE_DAYS
        yield Fact(
            f"certificate-{one.key}", one.label, words, good,
            "Xin cấp chứng chỉ mới và thay tệp trước ngày hết hạn.", one.days,
        )  # fmt: skip
    if settings.TLS_WATCH is None:
        yield Fact(
            "certificate-tls", "Chứng chỉ TLS của địa chỉ cổng",
            "không theo dõi: chưa đặt PORTAL_TLS_WATCH", None,
        )  # fmt: skip


def _scanner() -> Iterator[Fact]:
    if settings.CLAMD is None:
        yield Fact(
            "scanner", "Quét vi-rút tệp tải lên",
            "Không quét: chưa đặt PORTAL_CLAMD. Cổng chỉ kiểm tra loại tệp, macro và cỡ; mỗi máy "
            "mở tệp phải có phần mềm diệt vi-rút.", None,
        )  # fmt: skip
        return
    there = antivirus.answers()
    yield Fact(
        "scanner", "Quét vi-rút tệp tải lên",
        "máy quét trả lời" if there else "máy quét không trả lời, mọi tệp tải lên bị từ chối",
        there, "Khởi động lại clamd và xem PORTAL_CLAMD.",
    )  # fmt: skip


def _mail() -> Iterator[Fact]:
    words = "có máy chủ thư" if settings.MAIL_ENABLED else "chưa đặt PORTAL_EMAIL_URL"
    if not settings.MAIL_ENABLED:
        kept = f"ghi thành tệp trong {settings.EMAIL_FILE_PATH}"
        words += ": cảnh báo chỉ hiện ở đây" if settings.PRODUCTION else f": thư {kept}"
    yield Fact("mail", "Thư báo", words, None)


def _services() -> Iterator[Fact]:
    cache.set("core.condition", 1, 10)  # CalmRedisCache answers None while the broker is away
    there = cache.get("core.condition") == 1
    yield Fact(
        "broker", "Hàng đợi (Redis)", "trả lời" if there else "không trả lời", there,
        "Khởi động lại hàng đợi. Người dùng vẫn làm việc được, việc máy phải chờ.",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), current_setting('max_connections')::int, "
            # Not pg_stat_activity: it hides from our role what others' connections are.
            "(SELECT sum(numbackends)::int FROM pg_stat_database)"
        )
        size, most, taken = cursor.fetchone()
    percent = taken * 100 // most
    yield Fact(
        "connections", "Cơ sở dữ liệu",
        f"{format_bytes(size)}, {taken} trong {most} kết nối", percent < FULL_PERCENT,
        "Giảm số web, worker hoặc tăng max_connections của PostgreSQL.", taken,
    )  # fmt: skip


def _lookout() -> Iterator[Fact]:
    looked = Watch.objects.values_list("looked_at", flat=True).first()
    age = datetime.now(UTC) - looked if looked else timedelta(0)
    good = looked is not None and age <= timedelta(minutes=LOOKED_MINUTES)
    yield Fact(
        "watch", "Cổng tự kiểm tra gần nhất",
        f"{age_words(age)} trước" if looked else "chưa có lần nào", good,
        "Xem tiến trình beat và worker còn chạy không; khi chúng dừng, không ai gửi cảnh báo.",
        age.total_seconds() if looked else None,
    )  # fmt: skip
