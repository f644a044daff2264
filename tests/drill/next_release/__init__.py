"""A release that is one expanding migration ahead: columns nobody reads yet, on busy tables."""
