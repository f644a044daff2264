"""Asked by the container engine: exit code 0 when the web server of this container can work."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request

ADDRESS = "http://127.0.0.1:8000/suc-khoe/"


def main() -> int:
    host = os.environ.get("PORTAL_ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(ADDRESS, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
