"""The portal's settings with the next release's app."""

from kbang_ntm.settings import *  # noqa: F403 - this is what settings of a release are
from kbang_ntm.settings import INSTALLED_APPS as _BEFORE

INSTALLED_APPS = [*_BEFORE, "tests.drill.next_release.apps.NextReleaseConfig"]
