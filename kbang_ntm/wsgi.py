"""Entry point of the web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from kbang_ntm.settled import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbang_ntm.settings")
application = get_wsgi_application()
settle()
