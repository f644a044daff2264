"""What the communes app tells the apps above, after commit."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `change` (a UnitChange) and `actor` (a User or None) once everything has passed on.
change_carried_out = Signal()
