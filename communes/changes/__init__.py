"""What a plan file says of a change of units or agencies; no database here."""

from communes.changes.definition import Definition, Step, Successor, read_definition
from communes.changes.shares import Share, share_problems

__all__ = ["Definition", "Share", "Step", "Successor", "read_definition", "share_problems"]
