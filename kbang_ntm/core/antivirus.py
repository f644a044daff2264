"""What clamd says of an uploaded file, where a portal has one (PORTAL_CLAMD).

Own code for its INSTREAM command, forty lines: the last releases of the two clients there are,
`clamd` and `pyclamd`, are of 2014 and 2017.
"""

from __future__ import annotations

import socket
import struct
from typing import BinaryIO

import structlog
from django.conf import settings

from kbang_ntm.core.errors import Refused

log = structlog.get_logger(__name__)
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 30.0  # a file of 20 MB is looked through in about one
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096
UNREACHED = (
    "Chưa kiểm tra vi-rút được nên tệp chưa được nhận. Chờ vài phút rồi tải lên lại; nếu vẫn "
    "vậy, báo quản trị: máy quét vi-rút không trả lời."
)


class _Silent(Exception):
    """clamd cannot be reached, or said something that is no verdict."""


def check(shown: str, stream: BinaryIO) -> None:
    """Have the bytes of an upload looked through; `stream` is left at its start.

    Nothing happens on a portal without a scanner, which its page of condition says. Raises Refused
    (`infected`, or `not_scanned` where the scanner does not answer: a file nobody has looked at
    is not taken, and the figures typed beside it stay).
    """
    if settings.CLAMD is None:
        return
    try:
        verdict = _ask(b"zINSTREAM\0", stream)
        name = _found(verdict)
    except (OSError, _Silent) as error:
        log.error("upload.not_scanned", reason=str(error))
        raise Refused("not_scanned", UNREACHED) from error
    finally:
        stream.seek(0)
    if name:
        log.warning("upload.infected", found=name)
        raise Refused(
            "infected",
            f'Tệp "{shown}" có vi-rút ({name}) nên không được nhận. Quét vi-rút máy đang dùng, '
            "tạo lại tệp rồi tải lên lại.",
        )


def answers() -> bool:
    """Whether the scanner that is set answers."""
    try:
        return _ask(b"zPING\0", None) == "PONG"
    except OSError:
        return False


def _ask(command: bytes, stream: BinaryIO | None) -> str:
    """One command on a connection of its own, as clamd(8) describes it; the answer's words."""
    with _connected() as line:
        line.sendall(command)
        if stream is not None:
            stream.seek(0)
            try:
                while chunk := stream.read(_CHUNK):
                    line.sendall(struct.pack("!L", len(chunk)) + chunk)
                line.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has stopped reading, and has said why
        said = b""
        while len(said) < _LONGEST_ANSWER and (part := line.recv(_LONGEST_ANSWER)):
            said += part
    return said.rstrip(b"\0\n").decode(errors="replace")


def _connected() -> socket.socket:
    address = settings.CLAMD
    assert address is not None, "asked only where one is set"
    if isinstance(address, str):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
    else:
        line = socket.create_connection(address, timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line


def _found(verdict: str) -> str:
    """The name of what was found, "" when the file is clean. Raises _Silent."""
    words = verdict.removeprefix("stream: ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")[:80]
    raise _Silent(verdict[:200] or "no answer")
