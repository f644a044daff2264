"""The short list of pages that need no signing in; a test holds every other URL to a login."""

from __future__ import annotations

# URL names (with namespace). Anything not named here answers strangers with the sign-in page.
PUBLIC_URL_NAMES: frozenset[str] = frozenset(
    {
        "alive",
        "health",
        "metrics",  # guarded by a token or the machine
        "ready",
        "core:home",
        "core:trail-roots",
        "reports:public-home",
        "reports:print-check",
        "reports:print-check-one",
        "reports:print-check-short",
        "reports:recognitions",
        "communes:survey-public",
        "communes:survey-public-one",
        "awards:awarded-public",
        "awards:posting-public",
        "awards:posting-say",
        "awards:postings-public",
        "campaigns:stories-feed",
        "campaigns:stories-public",
        "campaigns:story-photo",
        "campaigns:story-propose-public",
        "campaigns:story-public",
        "campaigns:voice-say",
        "campaigns:voices-public",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_set_password",
        "mfa_authenticate",
        "core:sign_in_again",
        "core:resume",
        "core:use_link",
        "core:link_used",
    }
)
