"""The portal under its official settings, asked as the proxy that ends TLS asks it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

ASK = """
import json, sys, django
django.setup()
from django.test import Client
from django.conf import settings
HOST = "ntm.kbang.example"
plain = Client(headers={"host": HOST})
behind = Client(headers={"host": HOST, "x-forwarded-proto": "https", "x-real-ip": "198.51.100.7"})
def seen(answer):
    return {"status": answer.status_code, "headers": dict(answer.headers),
            "cookies": {name: dict(one) for name, one in answer.cookies.items()}}
page = behind.get("/tai-khoan/dang-nhap/")
print(json.dumps({
    "plain": seen(plain.get("/tai-khoan/dang-nhap/")),
    "alive": seen(plain.get("/healthz")),
    "page": seen(page),
    "foreign": seen(Client(headers={"host": "xau.example", "x-forwarded-proto": "https"}).get("/")),
    "metrics": seen(behind.get("/metrics")),
    "session": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY],
}))
"""


@pytest.fixture
def answers(portal_environment: dict[str, str]) -> dict[str, Any]:
    official = {
        "PORTAL_ENV": "production",
        "PORTAL_SECRET_KEY": "k" * 30 + "uẩn-định-không-đoán-được",
        "PORTAL_ALLOWED_HOSTS": "ntm.kbang.example",
        "PORTAL_CSRF_ORIGINS": "https://ntm.kbang.example",
        "PORTAL_STATIC_ROOT": str(settings.STATIC_ROOT),
        "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings",
    }
    script = ASK.replace(
        "django.setup()",
        # The test's static files carry no hashes; what is asked here is heads and cookies.
        "from django.conf import settings as s; "
        's.STORAGES["staticfiles"]["BACKEND"] = '
        '"django.contrib.staticfiles.storage.StaticFilesStorage"; django.setup()',
        1,
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**portal_environment, **official},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.django_db(transaction=True)
def test_tls_cookies_hosts_and_metrics(answers: dict[str, Any]) -> None:
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["Location"].startswith("https://ntm.kbang.example/")
    assert "Strict-Transport-Security" not in answers["plain"]["headers"]
    assert answers["alive"]["status"] == 200, "the container engine asks without TLS"
    page = answers["page"]
    assert page["status"] == 200
    assert page["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    token = page["cookies"]["csrftoken"]
    assert (token["secure"], token["samesite"]) == (True, "Lax")
    assert answers["session"] == [True, True]
    assert "unsafe" not in page["headers"]["Content-Security-Policy"]
    assert answers["foreign"]["status"] == 400
    assert answers["metrics"]["status"] == 404, "what came through the proxy is no neighbour"
