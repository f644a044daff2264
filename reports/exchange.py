"""What of this app leaves with the whole export."""

from __future__ import annotations

from kbang_ntm.core.exchange.decisions import carry, open_files
from reports.services.documents import OWNER_KIND

carry("reports.DocumentSnapshot", "reports.DocumentFile")
open_files(OWNER_KIND)  # figures of units, no people
