"""What core tells the apps above it, after the transaction has committed."""

from __future__ import annotations

from django.dispatch import Signal

# A person has left: sent with `user` (who left) and `actor` (the administrator).
account_left = Signal()
