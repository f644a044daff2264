"""The whole portal as files for machines, and back into an empty one (ADR 0014)."""
