"""Demonstration data: invented figures inside stated constraints, marked as such everywhere."""
