"""The portal of the district's movement: project package and the bottom layer `core`."""

from kbang_ntm.celery import app as celery_app

__all__ = ["celery_app"]
