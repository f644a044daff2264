"""Whether something listens on a port of this machine: `answers.py PORT [SECONDS]`."""

from __future__ import annotations

import socket
import sys
import time

port, seconds = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0
end = time.monotonic() + seconds
while True:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(0)
    if time.monotonic() >= end:
        sys.exit(1)
    time.sleep(0.2)
