"""Celery only carries ids and wakes workers; job rows are the queue."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbang_ntm.settings")

app = Celery("kbang_ntm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def use_django_logging(**_: Any) -> None:
    """Workers log as the web server does: one format, request id included."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)
