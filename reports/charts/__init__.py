"""Drawings made on the server: SVG with presentation attributes only, for pages and papers."""
