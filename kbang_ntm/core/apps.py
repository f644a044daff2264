"""Bottom layer of the portal; names no domain noun."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """People, audit, jobs, files and notices."""

    name = "kbang_ntm.core"
    label = "core"
    verbose_name = "Nền tảng"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.backends.signals import connection_created

        from kbang_ntm.core import clock, sessions
        from kbang_ntm.core.registration import register_core
        from kbang_ntm.core.slow_queries import watch_connection

        register_core()
        connection_created.connect(watch_connection)
        connection_created.connect(clock.read_from)
        user_logged_in.connect(sessions.begun)
