"""Registers the kind for good: `celery worker -I tests.reports.services.long_kind_in_worker`."""

from reports.documents import registry
from tests.reports.services import long_kind

registry.register(long_kind.KIND)
