"""Reading settings from the environment: a wrong value stops the start with one sentence."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, unquote, urlsplit


def stop(sentence: str) -> NoReturn:
    """End the process with one plain sentence on stderr and exit code 1."""
    raise SystemExit(f"Không khởi động được: {sentence}")


class Environment:
    """Typed reading of the variables of one process; `values` is os.environ outside tests.

    An empty string counts as not given, so that `PORT= make run` means the default.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        """True or False, written exactly so; "yes", "1" or "true" stop the start."""
        value = self.text(name, str(default))
        if value not in ("True", "False"):
            stop(f"{name} phải là True hoặc False, đang là «{value}».")
        return value == "True"

    def number(self, name: str, default: int, *, low: int = 0, high: int = 10**9) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            stop(f"{name} phải là số nguyên từ {low} đến {high}, đang là «{value}».")
        return int(value)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            stop(f"{name} phải là một trong: {', '.join(allowed)}; đang là «{value}».")
        return value

    def words(self, name: str) -> list[str]:
        """Comma-separated words, blanks dropped."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def secret(self, name: str) -> str:
        """The value of `name`, or the content of the file that `name`_FILE points to."""
        value, path = self.text(name), self.text(f"{name}_FILE")
        if value and path:
            stop(f"chỉ đặt một trong hai: {name} hoặc {name}_FILE.")
        if not path:
            return value
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            stop(f"không đọc được tệp «{path}» mà {name}_FILE chỉ tới.")

    def database_url(self, name: str) -> str:
        """A postgres:// address, or "" when not given."""
        value = self.secret(name)
        if value and not well_formed(value, ("postgres", "postgresql"), path=True):
            stop(
                f"{name} không đọc được; cách viết đúng: "
                "postgresql://người_dùng:mật_khẩu@máy:5432/tên_cơ_sở_dữ_liệu."
            )
        return value

    def broker_url(self, name: str) -> str:
        """A redis://, rediss:// or unix:// address, or "" when not given."""
        value = self.secret(name)
        if value and not well_formed(value, ("redis", "rediss", "unix"), path=False):
            stop(f"{name} không đọc được; cách viết đúng: redis://:mật_khẩu@máy:6379/0.")
        return value


def scanner_address(text: str) -> tuple[str, int] | str | None:
    """Where clamd listens: (host, port), the path of its socket, or None when not given."""
    if not text:
        return None
    if text.startswith("/"):
        return text
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit():
        stop("PORTAL_CLAMD không đọc được; cách viết đúng: máy:3310 hoặc /đường/dẫn/clamd.sock.")
    return host.strip("[]"), int(port)


def tls_address(text: str) -> Path | tuple[str, int] | None:
    """Whose certificate is watched: a PEM file, or (host, port) of a server; None: nobody's."""
    if not text:
        return None
    if text.startswith("/"):
        return Path(text)
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit():
        stop("PORTAL_TLS_WATCH không đọc được; cách viết đúng: /đường/dẫn/tệp.pem hoặc máy:443.")
    return host.strip("[]"), int(port)


def well_formed(url: str, schemes: tuple[str, ...], *, path: bool) -> bool:
    """Whether an address has an allowed scheme, a host, a readable port and (if asked) a name."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in schemes:
        return False
    if parts.scheme == "unix":
        return len(parts.path) > 1
    return bool(parts.netloc) and (not path or len(parts.path) > 1)


def celery_broker(url: str) -> str:
    """The address as kombu spells it: unix:// becomes redis+socket://, the rest stays."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    user = f":{quote(parts.password, safe='')}@" if parts.password else ""
    query = parts.query.replace("db=", "virtual_host=")
    return f"redis+socket://{user}{parts.path}" + (f"?{query}" if query else "")


def kept_secret(path: Path) -> str:
    """A random secret made at the first start and kept in a file only its owner reads."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        stop(f"không ghi được vào thư mục dữ liệu «{path.parent}» ({error.strerror}).")
    return path.read_text(encoding="utf-8").strip()


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out; `tls` from the first byte, `starttls` after a greeting."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    starttls: bool


def mail_server(url: str) -> MailServer | None:
    """Read smtp://user:password@host:587 (STARTTLS) or smtps://…:465 (TLS); None when empty."""
    if not url:
        return None
    if not well_formed(url, ("smtp", "smtps"), path=False):
        stop("PORTAL_EMAIL_URL không đọc được; cách viết đúng: smtp://người:mật_khẩu@máy:587.")
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        starttls=not tls and "starttls=off" not in parts.query,
    )
