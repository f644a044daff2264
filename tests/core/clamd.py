"""A peer that speaks clamd's protocol on a real socket, for the tests of the scanner's client."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# The harmless test file every scanner takes for a virus, in halves so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Handler(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        command = bytearray()
        while (letter := self.rfile.read(1)) not in (b"\0", b""):
            command += letter
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            self.wfile.write(self._verdict() + b"\0")

    def _verdict(self) -> bytes:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.most:
                return b"INSTREAM size limit exceeded. ERROR"
        self.server.seen.append(content)
        return b"stream: Eicar-Signature FOUND" if EICAR in content else b"stream: OK"


@contextmanager
def clamd(most: int = 25 * 2**20, path: str = "") -> Iterator[tuple[Any, list[bytes]]]:
    """(its address as PORTAL_CLAMD is parsed, what it has looked through); on a socket file when
    `path` is given. `most` is its StreamMaxLength in bytes."""
    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with kind(path or ("127.0.0.1", 0), _Handler) as server:  # type: ignore[arg-type]  # either
        server.most, server.seen = most, []  # type: ignore[union-attr]  # read by the handler
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield path or server.server_address, server.seen  # type: ignore[union-attr]  # as above
        server.shutdown()
        thread.join()


def closed_port() -> tuple[str, int]:
    """An address of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host, port = probe.getsockname()
    return host, port
