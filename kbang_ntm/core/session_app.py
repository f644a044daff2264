"""allauth's list of open sessions, kept by our receivers; named in INSTALLED_APPS."""

from __future__ import annotations

from allauth.usersessions.apps import UserSessionsConfig


class PortalSessionsConfig(UserSessionsConfig):
    """The tables of allauth.usersessions without its query per old session at each sign-in."""

    def ready(self) -> None:
        from allauth.account import signals

        from kbang_ntm.core.services import sessions

        signals.user_logged_in.connect(sessions.signed_in)
        signals.password_changed.connect(sessions.password_changed)
