"""Builders turn queries into the neutral tree; one module a kind."""
